/**
 * Lines of equal temperature in a thermal picture, by marching squares between the centres of its pixels.
 */
import { COLUMNS, type PictureFacts, ROWS } from "./picture.ts";

/** The byte of a pixel that is not measured; 1..255 span the picture's two ends. */
const INVALID = 0;
const STEPS = 254;

/**
 * Where the picture passes `celsius`, as the path of an SVG drawing of 32 x 24 units; empty where it does not. Pixels that are not
 * measured have no line around them.
 */
export function isotherm(picture: PictureFacts, celsius: number): string {
  const { minC, maxC, pixels } = picture;
  if (pixels === undefined || !(celsius > minC && celsius <= maxC)) return "";
  const level = 1 + (celsius - minC) / (maxC - minC) * STEPS;
  const at = (column: number, row: number) => pixels[row * COLUMNS + column];
  let path = "";
  for (let row = 0; row < ROWS - 1; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      // Clockwise from the upper left.
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      if (corners.includes(INVALID)) continue;
      const crossings: string[] = [];
      for (let side = 0; side < 4; side++) {
        const from = corners[side];
        const to = corners[(side + 1) % 4];
        if ((from >= level) === (to >= level)) continue;
        const part = (level - from) / (to - from);
        const [x0, y0] = CORNERS[side];
        const [x1, y1] = CORNERS[(side + 1) % 4];
        crossings.push(
          `${round(column + 0.5 + x0 + (x1 - x0) * part)} ${round(row + 0.5 + y0 + (y1 - y0) * part)}`,
        );
      }
      // Two crossings are one piece of the line; four, at a saddle, are two.
      for (let i = 0; i + 1 < crossings.length; i += 2) path += `M${crossings[i]}L${crossings[i + 1]}`;
    }
  }
  return path;
}

const CORNERS: readonly (readonly [number, number])[] = [[0, 0], [1, 0], [1, 1], [0, 1]];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
