/**
 * Judges the thermal pictures of one sensor: which are plausible, which heat is confirmed, how fast it rises.
 *
 * The vote. A picture is hot at a limit when its hottest pixel reaches it and enough pixels touch. Heat is confirmed
 * when the newest picture is hot and one of the two before it was, so that a single bad picture never counts and a fire
 * counts with its second. A picture hotter than the sensor can measure ({@linkcode MEASURABLE_MAX_C}) is how a power
 * glitch looks, and also a flashover: it counts in full only where it agrees with the picture before it about the place
 * of the heat, which random pictures seldom do; otherwise a third hot picture is needed.
 *
 * The rise. The median of three pictures is noted every {@linkcode SPAN_MS}; the temperature rises when each of the
 * last three spans did so at the limit or faster. A person or a hot pan that comes into view is one step, not three.
 */
import { THERMAL_COLUMNS, THERMAL_PIXELS, type ThermalReading } from "../reading/reading.ts";
import type { ZoneLimits } from "./settings.ts";

/** Upper end of what an MLX90640 measures (datasheet, general description): above it a value is an extrapolation. */
export const MEASURABLE_MAX_C = 300;
/** No fire is hotter and no room colder: a picture outside says nothing. Narrower could refuse a flashover. */
const POSSIBLE_MAX_C = 1500;
const POSSIBLE_MIN_C = -100;
/** A picture with fewer valid pixels than half says too little about its zone. */
const VALID_PIXELS_MIN = THERMAL_PIXELS / 2;
/** Pixels between the hot spots of two pictures that agree. More would let random pictures agree; flames move this far. */
const AGREE_PIXELS = 4;
/** One span of the rise. Shorter drowns in noise, longer delays the alarm: three are 45 s. */
export const SPAN_MS = 15_000;
const SPANS = 3;

/** What a picture came to, as bits. */
export const PICTURE = {
  /** The values are possible. Without it no other bit is set. */
  possible: 1,
  /** Hotter than the sensor can measure. */
  beyond: 2,
  preConfirmed: 4,
  criticalConfirmed: 8,
  /** Warm enough to renew what was confirmed before. */
  preRenews: 16,
  criticalRenews: 32,
  rising: 64,
} as const;

/** The memory of one thermal input. */
export class ThermalTrack {
  maxC = NaN;
  minC = NaN;
  meanC = NaN;
  hotSpotC = NaN;
  hotSpotIndex = 0;
  /** Kelvins a minute over the last spans; NaN until one has passed. */
  ratePerMinute = NaN;
  /** When the picture last changed, and how many since have been the same. */
  changedAtMs = NaN;
  sameFrames = 0;

  #atMs = NaN;
  #fingerprint = 0;
  /** The last three possible pictures, newest in bit 0. */
  #pre = 0;
  #critical = 0;
  #beyond = 0;
  #older = NaN;
  #newer = NaN;
  #rising = false;
  /** Ends of the last spans, newest last; `#ends` of them are known. */
  readonly #endC = new Float64Array(SPANS + 1);
  readonly #endMs = new Float64Array(SPANS + 1);
  #ends = 0;

  /**
   * Judges one picture.
   *
   * @param gapMaxMs a predecessor older than this does not vote.
   * @returns bits of {@linkcode PICTURE}.
   */
  judge(frame: ThermalReading, atMs: number, limits: ZoneLimits, gapMaxMs: number): number {
    if (!isPossible(frame)) return 0;
    const fresh = atMs - this.#atMs <= gapMaxMs;
    if (!fresh) this.forget();
    const { maxC } = frame;
    const beyond = maxC > MEASURABLE_MAX_C;
    // The sensors count pixels by the pre-alarm limit they know, which may be older than ours.
    const large = Math.max(1, frame.hotCluster) >= limits.hotSpotPixelsMin;
    const same = fresh && frame.fingerprint === this.#fingerprint;
    const agrees = fresh && !same && (this.#pre & 1) === 1 &&
      isNear(frame.hotSpotIndex, this.hotSpotIndex);

    this.#pre = (this.#pre << 1 | Number(large && maxC >= limits.preAlarmC)) & 7;
    this.#critical = (this.#critical << 1 | Number(large && maxC >= limits.criticalC)) & 7;
    this.#beyond = (this.#beyond << 1 | Number(beyond)) & 7;
    this.sameFrames = same ? this.sameFrames + 1 : 0;
    if (!same) this.changedAtMs = atMs;
    this.#fingerprint = frame.fingerprint;
    this.#atMs = atMs;
    this.#noteRise(maxC, atMs, limits.risePerMinuteC);
    this.maxC = maxC;
    this.minC = frame.minC;
    this.meanC = frame.meanC;
    this.hotSpotC = frame.hotSpotC;
    this.hotSpotIndex = frame.hotSpotIndex;

    const trusted = !beyond || agrees;
    let bits: number = PICTURE.possible;
    if (beyond) bits |= PICTURE.beyond;
    if (isConfirmed(this.#pre, this.#beyond, agrees)) bits |= PICTURE.preConfirmed;
    if (isConfirmed(this.#critical, this.#beyond, agrees)) bits |= PICTURE.criticalConfirmed;
    if (trusted && large && maxC >= limits.preAlarmC - limits.hysteresisC) bits |= PICTURE.preRenews;
    if (trusted && large && maxC >= limits.criticalC - limits.hysteresisC) bits |= PICTURE.criticalRenews;
    if (this.#rising) bits |= PICTURE.rising;
    return bits;
  }

  /** Forgets the votes and the rise: the next picture is the first. */
  forget(): void {
    this.#atMs = NaN;
    this.#pre = 0;
    this.#critical = 0;
    this.#beyond = 0;
    this.#older = NaN;
    this.#newer = NaN;
    this.#ends = 0;
    this.#rising = false;
    this.ratePerMinute = NaN;
  }

  #noteRise(maxC: number, atMs: number, limitPerMinute: number): void {
    const known = !Number.isNaN(this.#older);
    const smoothC = known ? median(this.#older, this.#newer, maxC) : NaN;
    this.#older = this.#newer;
    this.#newer = maxC;
    if (!known) return;
    const endC = this.#endC, endMs = this.#endMs;
    if (this.#ends > 0) {
      const sinceMs = atMs - endMs[this.#ends - 1];
      if (sinceMs < SPAN_MS) return;
      // Nothing was heard for a whole span: what was known before cannot be joined to what is known now.
      if (sinceMs > 2 * SPAN_MS) this.#ends = 0;
    }
    if (this.#ends === SPANS + 1) {
      endC.copyWithin(0, 1);
      endMs.copyWithin(0, 1);
      this.#ends = SPANS;
    }
    endC[this.#ends] = smoothC;
    endMs[this.#ends] = atMs;
    this.#ends++;
    const last = this.#ends - 1;
    this.ratePerMinute = last === 0 ? NaN : perMinute(endC[last] - endC[0], endMs[last] - endMs[0]);
    this.#rising = this.#ends === SPANS + 1;
    for (let span = 1; span <= last; span++) {
      const rate = perMinute(endC[span] - endC[span - 1], endMs[span] - endMs[span - 1]);
      if (rate < limitPerMinute) this.#rising = false;
    }
  }
}

function perMinute(deltaC: number, deltaMs: number): number {
  return deltaC / deltaMs * 60_000;
}

function isPossible(frame: ThermalReading): boolean {
  return frame.maxC <= POSSIBLE_MAX_C && frame.minC >= POSSIBLE_MIN_C && frame.maxC >= frame.minC &&
    frame.validPixels >= VALID_PIXELS_MIN;
}

function isConfirmed(hot: number, beyond: number, agrees: boolean): boolean {
  if ((hot & 1) === 0) return false;
  return ones(hot & ~beyond) >= 2 || ones(hot) >= 3 || (agrees && (hot & 2) !== 0);
}

/** Bits set in a number of three bits. */
function ones(bits: number): number {
  return (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1);
}

function isNear(a: number, b: number): boolean {
  const columns = a % THERMAL_COLUMNS - b % THERMAL_COLUMNS;
  const rows = Math.trunc(a / THERMAL_COLUMNS) - Math.trunc(b / THERMAL_COLUMNS);
  return Math.abs(columns) <= AGREE_PIXELS && Math.abs(rows) <= AGREE_PIXELS;
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
