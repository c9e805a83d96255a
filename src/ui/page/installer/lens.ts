/**
 * What the pixels of a thermal sensor mean at a distance: fields of view from the MLX90640 datasheet, revision 12, table 4.
 */

/** The two lenses it is sold with, in degrees. */
export const LENSES = [
  { name: "BAA", widthDeg: 110, heightDeg: 75 },
  { name: "BAB", widthDeg: 55, heightDeg: 35 },
] as const;

const COLUMNS = 32;
const ROWS = 24;
/** A hot spot must cover so many pixels each way to be measured truly: smaller ones are mixed with what is around them. */
const PIXELS_TRUE = 3;

/** What is seen at a distance, in metres. */
export interface Sight {
  readonly widthM: number;
  readonly heightM: number;
  /** Edges of the smallest thing whose temperature is measured truly, in the middle of the picture. */
  readonly spotWidthM: number;
  readonly spotHeightM: number;
}

/** What a lens sees of a wall at `distanceM`, straight ahead. */
export function sightAt(
  distanceM: number,
  lens: { readonly widthDeg: number; readonly heightDeg: number },
): Sight {
  const across = (degrees: number) => 2 * distanceM * Math.tan(degrees * Math.PI / 360);
  // In the middle a pixel spans the same angle as elsewhere, and sees less of the wall than at the edge.
  const spot = (degrees: number, pixels: number) =>
    2 * distanceM * Math.tan(degrees * Math.PI / 360 * PIXELS_TRUE / pixels);
  return {
    widthM: across(lens.widthDeg),
    heightM: across(lens.heightDeg),
    spotWidthM: spot(lens.widthDeg, COLUMNS),
    spotHeightM: spot(lens.heightDeg, ROWS),
  };
}
