/**
 * The strongest place in a picture, with its size: what a thermal sensor's hot spot is held against.
 */
import type { Findings } from "./findings.ts";
import type { Box, Point } from "../reading/view.ts";

/** A place in parts of the picture. */
export interface Place extends Point {
  /** NaN where the model knows no places. */
  readonly width: number;
  readonly height: number;
}

/** Before any picture. */
export const NO_PLACE: Place = { x: 0.5, y: 0.5, width: NaN, height: NaN };

/** Cells around the strongest one that belong to it where none is strong enough to make a detection. */
const CELLS_AROUND = 1;

/**
 * The strongest place of mapped findings: the strongest detection, or else the strongest cell with its neighbours.
 *
 * @param gridExtent Where the heat grid lies in the picture.
 */
export function placeOf({ detections, place, grid }: Findings, gridExtent: Box): Place {
  const [strongest] = detections;
  if (strongest !== undefined) return { ...place, width: strongest.width, height: strongest.height };
  if (grid === undefined) return { ...place, width: NaN, height: NaN };
  const cells = 2 * CELLS_AROUND + 1;
  return {
    ...place,
    width: cells * gridExtent.width / grid.columns,
    height: cells * gridExtent.height / grid.rows,
  };
}
