/**
 * What one picture in degrees comes to: extremes, mean, hot spot, hot pixels, and a fingerprint of its raw words.
 */
import { THERMAL_COLUMNS, THERMAL_PIXELS, THERMAL_ROWS, type ThermalReading } from "../../reading/reading.ts";

/** The part of a thermal reading that follows from the picture alone; written anew for each frame. */
export type ThermalSummary = {
  -readonly [
    K in
      | "maxC"
      | "minC"
      | "meanC"
      | "hotSpotC"
      | "hotSpotIndex"
      | "hotPixels"
      | "hotCluster"
      | "validPixels"
      | "fingerprint"
  ]: ThermalReading[K];
};

/** An empty summary to give to {@linkcode summarize} again and again. */
export function emptySummary(): ThermalSummary {
  return {
    maxC: NaN,
    minC: NaN,
    meanC: NaN,
    hotSpotC: NaN,
    hotSpotIndex: 0,
    hotPixels: 0,
    hotCluster: 0,
    validPixels: 0,
    fingerprint: 0,
  };
}

/** Pixels of the current picture that wait for their group, and those that wait to have their neighbours looked at. */
const waiting = new Uint8Array(THERMAL_PIXELS);
const stack = new Uint16Array(THERMAL_PIXELS);

/**
 * Summarises `celsius` (768 degrees, NaN for invalid pixels) and the `words` it came from into `out`. Allocates nothing.
 *
 * `correctedPixels` of the numbers in the picture are no measurements and do not count as valid. Returns false where no
 * pixel is valid: `out` then says nothing but the fingerprint, and there is no reading. Pixels that `masked` has a 1 for are
 * not looked at: they are neither hot nor the hottest, but count as valid, since they say that the sensor is well.
 */
export function summarize(
  celsius: Float32Array,
  words: Uint16Array,
  hotLimitC: number,
  out: ThermalSummary,
  correctedPixels = 0,
  masked?: Uint8Array,
): boolean {
  let max = -Infinity;
  let min = Infinity;
  let sum = 0;
  let numbers = 0;
  let looked = 0;
  let hottest = 0;
  let hot = 0;
  for (let p = 0; p < THERMAL_PIXELS; p++) {
    const t = celsius[p];
    if (t !== t) continue;
    numbers++;
    if (masked !== undefined && masked[p] === 1) continue;
    looked++;
    sum += t;
    if (t < min) min = t;
    if (t > max) {
      max = t;
      hottest = p;
    }
    if (t >= hotLimitC) {
      hot++;
      waiting[p] = 1;
    }
  }
  out.fingerprint = fingerprint(words);
  out.validPixels = Math.max(0, numbers - correctedPixels);
  out.hotPixels = hot;
  out.hotCluster = hot === 0 ? 0 : largestGroup();
  out.hotSpotIndex = hottest;
  if (out.validPixels === 0 || looked === 0) {
    out.maxC =
      out.minC =
      out.meanC =
      out.hotSpotC =
        NaN;
    return false;
  }
  out.maxC = max;
  out.minC = min;
  out.meanC = sum / looked;
  out.hotSpotC = meanAround(celsius, hottest, masked);
  return true;
}

/**
 * A 32-bit hash of the 768 pixel words, two at a time: murmur3's mixing. Auxiliary words take no part, so a device that
 * repeats its picture with fresh auxiliary words is still seen to be frozen.
 */
export function fingerprint(words: Uint16Array): number {
  let hash = 0;
  for (let p = 0; p < THERMAL_PIXELS; p += 2) {
    let pair = Math.imul(words[p] | (words[p + 1] << 16), 0xCC9E2D51);
    pair = Math.imul((pair << 15) | (pair >>> 17), 0x1B873593);
    hash ^= pair;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xE6546B64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85EBCA6B);
  hash = Math.imul(hash ^ (hash >>> 13), 0xC2B2AE35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function meanAround(celsius: Float32Array, index: number, masked: Uint8Array | undefined): number {
  const row = Math.floor(index / THERMAL_COLUMNS);
  const column = index % THERMAL_COLUMNS;
  let sum = 0;
  let count = 0;
  for (let r = Math.max(0, row - 1); r <= Math.min(THERMAL_ROWS - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(THERMAL_COLUMNS - 1, column + 1); c++) {
      const p = r * THERMAL_COLUMNS + c;
      const t = celsius[p];
      if (t !== t || masked?.[p] === 1) continue;
      sum += t;
      count++;
    }
  }
  return sum / count;
}

/** The largest group of waiting pixels that touch by a side; none waits any more afterwards. */
function largestGroup(): number {
  let largest = 0;
  for (let start = 0; start < THERMAL_PIXELS; start++) {
    if (waiting[start] === 0) continue;
    let depth = 0;
    let size = 0;
    waiting[start] = 0;
    stack[depth++] = start;
    while (depth > 0) {
      const p = stack[--depth];
      const column = p & (THERMAL_COLUMNS - 1);
      size++;
      if (column > 0 && waiting[p - 1] === 1) {
        waiting[p - 1] = 0;
        stack[depth++] = p - 1;
      }
      if (column < THERMAL_COLUMNS - 1 && waiting[p + 1] === 1) {
        waiting[p + 1] = 0;
        stack[depth++] = p + 1;
      }
      if (p >= THERMAL_COLUMNS && waiting[p - THERMAL_COLUMNS] === 1) {
        waiting[p - THERMAL_COLUMNS] = 0;
        stack[depth++] = p - THERMAL_COLUMNS;
      }
      if (p < THERMAL_PIXELS - THERMAL_COLUMNS && waiting[p + THERMAL_COLUMNS] === 1) {
        waiting[p + THERMAL_COLUMNS] = 0;
        stack[depth++] = p + THERMAL_COLUMNS;
      }
    }
    if (size > largest) largest = size;
  }
  return largest;
}
