/**
 * Masks of a thermal sensor: parts of its picture in which heat is no news, like a stove or a steam pipe.
 */
import { z } from "zod";
import { THERMAL_COLUMNS, THERMAL_PIXELS, THERMAL_ROWS } from "../reading/reading.ts";

/** One mask: whole pixels, as the sensor sees them. */
export const thermalMask = z.strictObject({
  column: z.number().int().min(0).max(THERMAL_COLUMNS - 1).describe("First pixel, from the left"),
  row: z.number().int().min(0).max(THERMAL_ROWS - 1).describe("First pixel, from the top"),
  columns: z.number().int().min(1).max(THERMAL_COLUMNS).describe("Width in pixels"),
  rows: z.number().int().min(1).max(THERMAL_ROWS).describe("Height in pixels"),
}).refine(({ column, columns }) => column + columns <= THERMAL_COLUMNS, {
  message: `reaches beyond the ${THERMAL_COLUMNS} columns of the picture`,
}).refine(({ row, rows }) => row + rows <= THERMAL_ROWS, {
  message: `reaches beyond the ${THERMAL_ROWS} rows of the picture`,
});
export type ThermalMask = z.infer<typeof thermalMask>;

/** Masks of one sensor: enough for a kitchen, and few enough to be looked over. */
export const THERMAL_MASKS_MAX = 16;

/** All masks of a sensor as one byte a pixel, 1 where it is not looked at; undefined where there are none. */
export function maskedPixels(masks: readonly ThermalMask[]): Uint8Array | undefined {
  if (masks.length === 0) return undefined;
  const masked = new Uint8Array(THERMAL_PIXELS);
  for (const { column, row, columns, rows } of masks) {
    for (let r = row; r < row + rows; r++) {
      masked.fill(1, r * THERMAL_COLUMNS + column, r * THERMAL_COLUMNS + column + columns);
    }
  }
  return masked;
}

/** Pixels that must stay in sight: a sensor that sees less of its room guards nothing, and nobody would notice. */
export const THERMAL_SEEN_MIN = THERMAL_PIXELS / 4;

/** What is wrong with the masks of one sensor together. */
export function maskFault(masks: readonly ThermalMask[]): string | undefined {
  const masked = maskedPixels(masks)?.reduce((sum, pixel) => sum + pixel, 0) ?? 0;
  const seen = THERMAL_PIXELS - masked;
  return seen >= THERMAL_SEEN_MIN
    ? undefined
    : `masks leave ${seen} of ${THERMAL_PIXELS} pixels in sight, at least ${THERMAL_SEEN_MIN} must stay`;
}
