/**
 * Sums one picture up in a few numbers, for the checks on the camera itself. Looks at a fixed number of pixels whatever the
 * size, and at every part of the picture for the checksum.
 */

/** Cells of the brightness grid. Finer, and people walking by would count as a moved view; coarser, and a tilt would not. */
export const GRID_COLUMNS = 16;
export const GRID_ROWS = 12;
export const GRID_CELLS = GRID_COLUMNS * GRID_ROWS;
/** Samples to a side of each cell. */
const SAMPLES = 4;
/**
 * Step of the checksum over the bytes of a picture: any change that is six pixels wide is seen. Not being a multiple of three, it visits all
 * three colours.
 */
const CHECKSUM_STEP = 17;

/** What is known of one picture. Filled anew by each {@linkcode measurePicture}. */
export class PictureMeasure {
  /** Mean brightness, 0..255. */
  brightness = 0;
  /** Standard deviation of the grid's cells. */
  contrast = 0;
  /**
   * Difference between neighbouring pixels, 0..255: falls when the lens is out of focus. A root of mean squares, in which
   * edges count for more than noise.
   */
  sharpness = 0;
  /** Mean difference between the colours of a pixel, 0..255: near 0 for a camera in its infrared mode. */
  colour = 0;
  /** Equal pictures have equal ones; a live camera's noise changes it with every picture. */
  checksum = 0;
  /** Mean brightness of each cell, row-major, 0..255. */
  readonly grid = new Float32Array(GRID_CELLS);
}

/** Measures `pixels` (RGB, rows without gaps, at least 2 x 2) into `measure`. */
export function measurePicture(
  pixels: Uint8Array,
  width: number,
  height: number,
  measure: PictureMeasure,
): void {
  const { grid } = measure;
  let differences = 0;
  let colours = 0;
  for (let cell = 0; cell < GRID_CELLS; cell++) {
    const column = cell % GRID_COLUMNS;
    const row = (cell - column) / GRID_COLUMNS;
    let sum = 0;
    for (let down = 0; down < SAMPLES; down++) {
      const y = Math.min(
        height - 2,
        Math.floor((row * SAMPLES + down + 0.5) * height / (GRID_ROWS * SAMPLES)),
      );
      for (let across = 0; across < SAMPLES; across++) {
        const x = Math.min(
          width - 2,
          Math.floor((column * SAMPLES + across + 0.5) * width / (GRID_COLUMNS * SAMPLES)),
        );
        const at = (y * width + x) * 3;
        const here = luma(pixels, at);
        sum += here;
        differences += (here - luma(pixels, at + 3)) ** 2 + (here - luma(pixels, at + width * 3)) ** 2;
        colours += Math.abs(pixels[at] - pixels[at + 1]) + Math.abs(pixels[at + 1] - pixels[at + 2]);
      }
    }
    grid[cell] = sum / (SAMPLES * SAMPLES);
  }
  const samples = GRID_CELLS * SAMPLES * SAMPLES;
  measure.sharpness = Math.sqrt(differences / (2 * samples));
  measure.colour = colours / (2 * samples);
  measure.brightness = mean(grid);
  measure.contrast = deviation(grid, measure.brightness);
  measure.checksum = checksum(pixels);
}

/** Brightness as the eye weighs it (ITU-R BT.601), 0..255. */
function luma(pixels: Uint8Array, at: number): number {
  return (77 * pixels[at] + 150 * pixels[at + 1] + 29 * pixels[at + 2]) >> 8;
}

function checksum(pixels: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += CHECKSUM_STEP) sum = (Math.imul(sum, 31) + pixels[at]) | 0;
  return sum;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function deviation(values: Float32Array, average: number): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - average) ** 2;
  return Math.sqrt(squares / values.length);
}

/** How alike two grids are whatever their brightness: 1 the same, 0 nothing in common (normalised cross-correlation). */
export function likeness(a: Float32Array, b: Float32Array): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const fromA = a[i] - meanA;
    const fromB = b[i] - meanB;
    products += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  const both = Math.sqrt(squaresA * squaresB);
  // A grid without any contrast is like none.
  return both === 0 ? 0 : products / both;
}
