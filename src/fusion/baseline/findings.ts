/**
 * What has changed for good between a sensor's reference and its last day: a drift, a turned sensor, a dirty lens, a new hot thing.
 */
import { THERMAL_COLUMNS, THERMAL_PIXELS, THERMAL_ROWS } from "../../reading/reading.ts";
import { type Baseline, HOURS, SPREAD_MIN_C } from "./baseline.ts";

/** What may be found. */
export type FindingKind = "drift" | "moved" | "dirty-lens" | "hot-object";

/** One finding. */
export interface Finding {
  readonly kind: FindingKind;
  /** One sentence with values. */
  readonly detail: string;
  /** The pixel it is strongest at; absent where it is the whole picture. */
  readonly pixel?: number;
}

/** Hours that both must know. */
const HOURS_MIN = 12;
/** A whole picture warmer or colder than usual by this much: more than the slow mean is ever behind a season. */
const DRIFT_C = 4;
/** A drift is the same everywhere: its pixels differ by less than this part of it. */
const DRIFT_UNEVEN = 0.5;
/** A scene without this much contrast, kelvins, tells nothing about where the sensor looks. */
const CONTRAST_MIN_C = 0.8;
/** Below this likeness of the two pictures (correlation) the sensor looks elsewhere. */
const LIKENESS_MIN = 0.5;
/** A lens that lets through less than this part of the contrast is dirty. */
const CONTRAST_LEFT = 0.45;
/** A thing is hot where it is this much warmer than before, kelvins, and this many spreads. */
const HOT_C = 4;
const HOT_SPREADS = 4;
/** Touching pixels that make a thing. */
const THING_PIXELS_MIN = 3;

/** Compares the last day with `reference` (hour after hour, as in a baseline's mean). */
export function findChange(baseline: Baseline, reference: Float32Array<ArrayBuffer>): Finding | undefined {
  const hours = knownHours(baseline.recent, reference);
  if (hours.length < HOURS_MIN) return undefined;
  const before = dayPicture(reference, hours);
  const after = dayPicture(baseline.recent, hours);
  const [contrastBefore, contrastAfter] = [contrastOf(before), contrastOf(after)];
  // Against the slow mean, which follows the seasons: against a reference of last summer every winter is a drift.
  const usual = dayPicture(baseline.mean, hours);
  const shift = meanOf(after) - meanOf(usual);
  const hot = hottestThing(baseline, reference, hours);
  if (contrastBefore >= CONTRAST_MIN_C) {
    const likeness = correlation(before, after);
    if (likeness < LIKENESS_MIN && contrastAfter >= CONTRAST_MIN_C) {
      return {
        kind: "moved",
        detail: `the picture is unlike the reference (likeness ${
          likeness.toFixed(2)
        }, at least ${LIKENESS_MIN})`,
      };
    }
    const left = contrastAfter / contrastBefore;
    if (left < CONTRAST_LEFT && likeness >= 0) {
      return {
        kind: "dirty-lens",
        detail: `${Math.round(left * 100)} % of the picture's contrast are left (${
          contrastAfter.toFixed(1)
        } K of ${contrastBefore.toFixed(1)} K)`,
      };
    }
  }
  if (hot !== undefined) return hot;
  const uneven = Math.abs(contrastAfter - contrastOf(usual));
  if (Math.abs(shift) >= DRIFT_C && uneven < Math.abs(shift) * DRIFT_UNEVEN) {
    return {
      kind: "drift",
      detail: `the whole picture is ${Math.abs(shift).toFixed(1)} K ${
        shift > 0 ? "warmer" : "colder"
      } than usual`,
    };
  }
  return undefined;
}

/** The mean picture of a day, for people to compare. */
export function dayPicture(
  hourly: Float32Array<ArrayBuffer>,
  hours: readonly number[],
): Float32Array<ArrayBuffer> {
  const picture = new Float32Array(THERMAL_PIXELS);
  for (const hour of hours) {
    for (let i = 0; i < THERMAL_PIXELS; i++) picture[i] += hourly[hour * THERMAL_PIXELS + i] / hours.length;
  }
  return picture;
}

/** The hours that both know. */
export function knownHours(a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): number[] {
  const known = (hourly: Float32Array<ArrayBuffer>, hour: number) =>
    !Number.isNaN(hourly[hour * THERMAL_PIXELS + THERMAL_PIXELS / 2]);
  return Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => known(a, hour) && known(b, hour));
}

/** A group of touching pixels that were much warmer than the reference in nearly every hour. */
function hottestThing(
  { recent, spread }: Baseline,
  reference: Float32Array<ArrayBuffer>,
  hours: readonly number[],
): Finding | undefined {
  const isHot = new Uint8Array(THERMAL_PIXELS);
  const excess = new Float32Array(THERMAL_PIXELS);
  // A season warms the whole picture; a thing is warmer than its surroundings.
  const shifts = hours.map((hour) => meanOf(hourOf(recent, hour)) - meanOf(hourOf(reference, hour)));
  for (let i = 0; i < THERMAL_PIXELS; i++) {
    let hotHours = 0;
    for (const [n, hour] of hours.entries()) {
      const at = hour * THERMAL_PIXELS + i;
      const off = recent[at] - reference[at] - shifts[n];
      excess[i] += off / hours.length;
      if (off > HOT_C && off > HOT_SPREADS * Math.max(spread[at] || 0, SPREAD_MIN_C)) hotHours++;
    }
    if (hotHours >= hours.length * 0.8) isHot[i] = 1;
  }
  let hottest = -1;
  let count = 0;
  for (let i = 0; i < THERMAL_PIXELS; i++) {
    if (isHot[i] !== 1) continue;
    count++;
    if (hottest < 0 || excess[i] > excess[hottest]) hottest = i;
  }
  // A thing is a part of the picture; where most of it is warmer, that is something else.
  if (hottest < 0 || count > THERMAL_PIXELS / 3 || groupSize(isHot, hottest) < THING_PIXELS_MIN) {
    return undefined;
  }
  return {
    kind: "hot-object",
    pixel: hottest,
    detail: `something of ${count} pixels is ${
      excess[hottest].toFixed(1)
    } K warmer than the reference, in nearly every hour`,
  };
}

function hourOf(hourly: Float32Array<ArrayBuffer>, hour: number): Float32Array<ArrayBuffer> {
  return hourly.subarray(hour * THERMAL_PIXELS, (hour + 1) * THERMAL_PIXELS);
}

function groupSize(isHot: Uint8Array, start: number): number {
  const seen = new Uint8Array(THERMAL_PIXELS);
  const open = [start];
  seen[start] = 1;
  let size = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    size++;
    const column = at % THERMAL_COLUMNS;
    const row = Math.floor(at / THERMAL_COLUMNS);
    for (
      const [next, isInside] of [
        [at - 1, column > 0],
        [at + 1, column < THERMAL_COLUMNS - 1],
        [at - THERMAL_COLUMNS, row > 0],
        [at + THERMAL_COLUMNS, row < THERMAL_ROWS - 1],
      ] as const
    ) {
      if (!isInside || isHot[next] !== 1 || seen[next] === 1) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  return size;
}

function meanOf(picture: Float32Array<ArrayBuffer>): number {
  return picture.reduce((sum, value) => sum + value, 0) / picture.length;
}

function contrastOf(picture: Float32Array<ArrayBuffer>): number {
  const mean = meanOf(picture);
  return Math.sqrt(picture.reduce((sum, value) => sum + (value - mean) ** 2, 0) / picture.length);
}

function correlation(a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] - meanA, b[i] - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
