/**
 * What a thermal sensor usually sees: for each pixel and hour of the day a slow mean and a spread. A boiler is hot every morning.
 *
 * Pure. It never learns from a fire: an hour with evidence in its zone is thrown away as a whole, and what is left may change the
 * mean by {@linkcode DAILY_CHANGE_MAX_C} a day at the most. It decides nothing about alarms.
 */
import { THERMAL_PIXELS } from "../../reading/reading.ts";

export const HOURS = 24;
/** Larger, and a smouldering fire of a weekend could become usual; smaller, and a season (10 K in 90 days) could not be followed. */
export const DAILY_CHANGE_MAX_C = 0.5;
/** Days after which a baseline is believed: both halves of a working week and a Sunday. */
export const LEARNED_DAYS = 7;
/** Pictures an hour must have, one a minute: fewer are an hour in which the sensor was away. */
export const HOUR_PICTURES_MIN = 20;
/** Weight of a new day in the spread: about ten days. */
const SPREAD_WEIGHT = 0.1;
/** A picture is noisy by about this much, kelvins: no spread is smaller. */
export const SPREAD_MIN_C = 0.3;

/** The baseline of one sensor. Arrays hold hour after hour, row-major inside; NaN is not known. */
export interface Baseline {
  readonly mean: Float32Array<ArrayBuffer>;
  readonly spread: Float32Array<ArrayBuffer>;
  /** The means of the last day in which each hour was seen: what is judged against the reference. */
  readonly recent: Float32Array<ArrayBuffer>;
  /** How many days each hour has been learned. */
  readonly days: Uint16Array<ArrayBuffer>;
  /** The hour that is being gathered. */
  hour: number;
  readonly sum: Float32Array<ArrayBuffer>;
  /** Pictures in `sum`. */
  pictures: number;
  /** Evidence was present in this hour: it is not learned. */
  frozen: boolean;
}

/** A baseline that knows nothing. */
export function emptyBaseline(): Baseline {
  return {
    mean: new Float32Array(HOURS * THERMAL_PIXELS).fill(NaN),
    spread: new Float32Array(HOURS * THERMAL_PIXELS).fill(NaN),
    recent: new Float32Array(HOURS * THERMAL_PIXELS).fill(NaN),
    days: new Uint16Array(HOURS),
    hour: -1,
    sum: new Float32Array(THERMAL_PIXELS),
    pictures: 0,
    frozen: false,
  };
}

/**
 * Takes a picture in, about one a minute.
 *
 * @param hour of the day by the site's clock, 0..23.
 * @param evidence is present in the sensor's zone now.
 * @returns the hour that has just been finished and learned; undefined where none has.
 */
export function takePicture(
  baseline: Baseline,
  celsius: ArrayLike<number>,
  hour: number,
  evidence: boolean,
): number | undefined {
  let learned: number | undefined;
  if (hour !== baseline.hour) {
    if (learnHour(baseline)) learned = baseline.hour;
    baseline.hour = hour;
    baseline.sum.fill(0);
    baseline.pictures = 0;
    baseline.frozen = false;
  }
  if (evidence) baseline.frozen = true;
  for (let i = 0; i < THERMAL_PIXELS; i++) baseline.sum[i] += celsius[i];
  baseline.pictures++;
  return learned;
}

/** Whether enough days are known for anything to be said. */
export function isLearned({ days }: Baseline): boolean {
  return days.filter((count) => count >= LEARNED_DAYS).length >= HOURS * 0.75;
}

function learnHour(baseline: Baseline): boolean {
  const { hour, pictures, frozen, sum, mean, spread, recent, days } = baseline;
  if (hour < 0 || frozen || pictures < HOUR_PICTURES_MIN) return false;
  const from = hour * THERMAL_PIXELS;
  const known = days[hour];
  // The first days are averaged; later ones move the mean slowly.
  const weight = 1 / Math.min(known + 1, LEARNED_DAYS);
  for (let i = 0; i < THERMAL_PIXELS; i++) {
    const value = sum[i] / pictures;
    const at = from + i;
    recent[at] = value;
    if (Number.isNaN(value)) continue;
    const before = mean[at];
    if (Number.isNaN(before)) {
      mean[at] = value;
      spread[at] = SPREAD_MIN_C;
      continue;
    }
    const off = value - before;
    const step = known < LEARNED_DAYS ? off * weight : clamp(off * weight, DAILY_CHANGE_MAX_C);
    mean[at] = before + step;
    // Robust: one strange day counts as three times of what is usual, not as what it was.
    const strange = Math.min(Math.abs(off), 3 * spread[at] + SPREAD_MIN_C);
    spread[at] = Math.max(SPREAD_MIN_C, spread[at] + (strange - spread[at]) * SPREAD_WEIGHT);
  }
  days[hour] = Math.min(known + 1, 65_535);
  return true;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
