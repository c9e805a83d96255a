/**
 * What the page knows of a thermal picture, and which temperatures its colours span.
 */

/** The facts of one picture. */
export interface PictureFacts {
  /** When it was taken, monotonic time of the box. */
  readonly atMs: number;
  readonly minC: number;
  readonly maxC: number;
  /** Index of the hottest pixel, row-major, 0..767. */
  readonly hotIndex: number;
  /** Index of the coldest pixel. */
  readonly coldIndex: number;
  /** One byte a pixel, row-major: 0 is not measured, 1..255 span `minC`..`maxC`. Absent where only the facts are known. */
  readonly pixels?: Uint8Array;
}

export const COLUMNS = 32;
export const ROWS = 24;
export const PIXELS = COLUMNS * ROWS;

/** An older picture is shown grey and says so: people would take it for the present. Slow sensors send one a second. */
export const PICTURE_FRESH_MS = 5_000;

/** Pictures one page may want at a time: more than fit on a wall display, and about 280 kB/s. */
export const WANTED_MAX = 128;

/** Below this every scene is dark: a cold store then still has its shades. */
const SCALE_LOW_C = 15;

/** Temperatures at the two ends of the colour scale. */
export interface Scale {
  readonly lowC: number;
  readonly highC: number;
}

/**
 * The colours span from 15 C (or colder) to the zone's critical limit (or hotter): bright means danger, and a calm room
 * stays dark instead of having its warmest radiator glow like a fire.
 */
export function scaleOf(facts: { readonly minC: number; readonly maxC: number }, criticalC: number): Scale {
  return {
    lowC: Math.floor(Math.min(facts.minC, SCALE_LOW_C)),
    highC: Math.ceil(Math.max(facts.maxC, criticalC)),
  };
}

/** Where a pixel lies: column and row counted from 0. */
export function placeOf(index: number): { column: number; row: number } {
  return { column: index % COLUMNS, row: Math.floor(index / COLUMNS) };
}

/** A rectangle of pixels. */
interface PixelBox {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** The hottest pixel of those that are looked at: a stove under a mask is not what a person is to be pointed to. */
export function lookedAt(facts: PictureFacts, masks: readonly PixelBox[]): PictureFacts {
  const { pixels, minC, maxC } = facts;
  if (pixels === undefined || masks.length === 0) return facts;
  const isMasked = (index: number) => {
    const { column, row } = placeOf(index);
    return masks.some((box) =>
      column >= box.column && column < box.column + box.columns && row >= box.row && row < box.row + box.rows
    );
  };
  if (!isMasked(facts.hotIndex)) return facts;
  let hotIndex = -1;
  for (let index = 0; index < pixels.length; index++) {
    if (pixels[index] === 0 || isMasked(index)) continue;
    if (hotIndex < 0 || pixels[index] > pixels[hotIndex]) hotIndex = index;
  }
  if (hotIndex < 0) return facts;
  return { ...facts, hotIndex, maxC: minC + (pixels[hotIndex] - 1) / 254 * (maxC - minC) };
}
