/**
 * The constants of every pixel, prepared so that a frame needs few operations: shared by converter and encoder.
 *
 * Datasheet: Melexis MLX90640, chapters 11.2.2.5 to 11.2.2.8.
 */
import { type Calibration, COLUMNS, PIXELS } from "./calibration.ts";
import type { FrameFactors } from "./frame_factors.ts";

/** What {@linkcode pixelTerms} prepares. Arrays have one value a pixel. */
export interface PixelTerms {
  /** Offset at 25 C and 3.3 V, counts. */
  readonly offset: Float64Array;
  /** Change of the offset a kelvin of the die, counts. */
  readonly drift: Float64Array;
  /** Change of the offset a volt, relative, for parity of row times 2 plus parity of column: there are no other values. */
  readonly kv: readonly [number, number, number, number];
  /** Reciprocal of the sensitivity less the compensation pixel's part. */
  readonly perAlpha: Float64Array;
}

/** Prepares the terms of `calibration` for the reading pattern of `factors`. */
export function pixelTerms(calibration: Calibration, factors: FrameFactors): PixelTerms {
  const { alpha, cpAlpha, kta, kv, offset, tgc } = calibration;
  return {
    offset: offset.slice(),
    drift: offset.map((counts, p) => counts * kta[p]),
    kv: [kv[0], kv[1], kv[COLUMNS], kv[COLUMNS + 1]],
    perAlpha: Float64Array.from({ length: PIXELS }, (_, p) => {
      const subPage = factors.subPage(Math.floor(p / COLUMNS), p % COLUMNS);
      return 1 / (alpha[p] - tgc * cpAlpha[subPage]);
    }),
  };
}
