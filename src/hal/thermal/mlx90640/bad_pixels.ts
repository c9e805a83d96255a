/**
 * Which bad pixels a sensor may have, and from which neighbours each takes its temperature.
 *
 * Datasheet: Melexis MLX90640 (at most four deviating pixels, none touching another) and its driver guide (correction).
 */
import { fail, ok, type Result } from "../../../reading/result.ts";
import { type BadPixel, COLUMNS, ROWS } from "./calibration.ts";
import type { EepromFault } from "./eeprom_fault.ts";

/** The maker sells no sensor with more. A larger limit would let EEPROMs of random words pass for calibrations. */
export const BAD_PIXELS_MAX = 4;

/** Checks number and places of `pixels` (ascending). */
export function checkBadPixels(pixels: readonly BadPixel[]): Result<readonly BadPixel[], EepromFault> {
  if (pixels.length > BAD_PIXELS_MAX) {
    return fail({ kind: "bad-pixels", count: pixels.length, countMax: BAD_PIXELS_MAX });
  }
  for (let i = 0; i < pixels.length; i++) {
    for (let j = i + 1; j < pixels.length; j++) {
      const first = pixels[i].index;
      const second = pixels[j].index;
      const rows = Math.abs((first >> 5) - (second >> 5));
      const columns = Math.abs((first & 31) - (second & 31));
      if (rows <= 1 && columns <= 1) return fail({ kind: "adjacent-bad-pixels", first, second });
    }
  }
  return ok(pixels);
}

/**
 * The pixels that stand in for the one at `index`: read at the same time as it and touching it. On a chess board these
 * are the up to four at its corners, in interleaved lines the one or two beside it. None is bad, as bad pixels never touch.
 */
export function standIns(index: number, chess: boolean): number[] {
  const row = index >> 5;
  const column = index & 31;
  const places = chess ? [[-1, -1], [-1, 1], [1, -1], [1, 1]] : [[0, -1], [0, 1]];
  return places
    .map(([rows, columns]) => [row + rows, column + columns])
    .filter(([r, c]) => r >= 0 && r < ROWS && c >= 0 && c < COLUMNS)
    .map(([r, c]) => r * COLUMNS + c);
}

/**
 * The median of the stand-ins' values in `picture` without the NaN among them: of four the mean of the middle two, of
 * two their mean. NaN where all are NaN.
 */
export function medianOf(picture: Float32Array, indices: readonly number[], scratch: Float64Array): number {
  let count = 0;
  for (let i = 0; i < indices.length; i++) {
    const value = picture[indices[i]];
    if (value !== value) continue;
    let at = count++;
    while (at > 0 && scratch[at - 1] > value) {
      scratch[at] = scratch[at - 1];
      at--;
    }
    scratch[at] = value;
  }
  if (count === 0) return NaN;
  return (scratch[(count - 1) >> 1] + scratch[count >> 1]) / 2;
}
