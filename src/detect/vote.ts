/**
 * The vote over a camera's recent pictures: one odd picture is not evidence. Pure; time comes with each picture.
 *
 * The score that counts is the third largest of the last five, so it passes a limit exactly when three of the five do,
 * whatever limit a zone has.
 */
import type { SensorId } from "../reading/ids.ts";
import type { VisionReading } from "../reading/reading.ts";
import { type Label, LABELS } from "./findings.ts";
import { NO_PLACE, type Place } from "./place.ts";

/** Options for {@linkcode Vote}. */
export interface VoteOptions {
  /**
   * Pictures that vote. More: steadier, but one more picture's time until the evidence is there.
   *
   * @default {5}
   */
  readonly pictures?: number;
  /**
   * Of these, how many must agree.
   *
   * @default {3}
   */
  readonly needed?: number;
  /**
   * How many are enough for evidence that already stands: flames flicker.
   *
   * @default {2}
   */
  readonly kept?: number;
  /**
   * Older pictures do not vote. Must be longer than `pictures` times the gate's idle interval, or a still scene could
   * never gather enough of them.
   *
   * @default {15000}
   */
  readonly windowMs?: number;
}

/**
 * The score of evidence on the common scale: each model's own threshold lies here, so that a zone's limit means the same
 * for every model. The zones' default limit is this number.
 */
export const EVIDENCE_SCORE = 0.6;
/** From this share of {@linkcode EVIDENCE_SCORE} on, every picture is looked at until the vote is clear. */
const ATTENTION = 0.75;

/** A model's score on the common scale, 0..1: straight lines through 0, the threshold and 1. 0 without a threshold. */
export function evidenceScore(score: number, threshold: number | undefined): number {
  if (threshold === undefined) return 0;
  return score < threshold
    ? EVIDENCE_SCORE * score / threshold
    : threshold >= 1
    ? 1
    : EVIDENCE_SCORE + (1 - EVIDENCE_SCORE) * (score - threshold) / (1 - threshold);
}

/** The vote of one camera. */
export class Vote {
  readonly #needed: number;
  readonly #kept: number;
  readonly #windowMs: number;
  readonly #atMs: Float64Array;
  readonly #scores: Readonly<Record<Label, Float64Array>>;
  readonly #sorted: Float64Array;
  readonly #standing: Record<Label, boolean> = { fire: false, smoke: false };
  readonly #voted: Record<Label, number> = { fire: 0, smoke: 0 };
  #next = 0;
  #latestMs = -Infinity;
  #place: Place = NO_PLACE;

  constructor(options: VoteOptions = {}) {
    const pictures = options.pictures ?? 5;
    this.#needed = options.needed ?? 3;
    this.#kept = options.kept ?? 2;
    this.#windowMs = options.windowMs ?? 15_000;
    if (!(this.#kept >= 1 && this.#kept <= this.#needed && this.#needed <= pictures)) {
      throw new RangeError(
        `vote: 1 <= kept <= needed <= pictures must hold; they are ${this.#kept}, ${this.#needed}, ${pictures}`,
      );
    }
    this.#atMs = new Float64Array(pictures).fill(-Infinity);
    this.#scores = { fire: new Float64Array(pictures), smoke: new Float64Array(pictures) };
    this.#sorted = new Float64Array(pictures);
  }

  /** Counts one picture: its scores on the common scale, and where the strongest place was. */
  add(atMs: number, scores: Readonly<Record<Label, number>>, place: Place): void {
    this.#atMs[this.#next] = atMs;
    for (const label of LABELS) this.#scores[label][this.#next] = scores[label];
    this.#next = (this.#next + 1) % this.#atMs.length;
    this.#latestMs = atMs;
    for (const label of LABELS) this.#count(label);
    // While evidence stands, a picture between two flickers does not move it.
    const seen = LABELS.some((label) => scores[label] >= EVIDENCE_SCORE);
    if (seen || !(this.#standing.fire || this.#standing.smoke)) this.#place = place;
  }

  /** Whether enough pictures agree at the model's own threshold. */
  stands(label: Label): boolean {
    return this.#standing[label];
  }

  /** Whether a recent picture showed enough to look at every next one. */
  attentive(nowMs: number): boolean {
    const limit = EVIDENCE_SCORE * ATTENTION;
    for (let i = 0; i < this.#atMs.length; i++) {
      if (nowMs - this.#atMs[i] > this.#windowMs) continue;
      if (this.#scores.fire[i] >= limit || this.#scores.smoke[i] >= limit) return true;
    }
    return false;
  }

  /** What the last pictures come to, at the time of the newest. */
  reading(sensorId: SensorId): VisionReading {
    return {
      kind: "vision",
      sensorId,
      atMs: this.#latestMs,
      fire: this.#voted.fire,
      smoke: this.#voted.smoke,
      x: this.#place.x,
      y: this.#place.y,
      width: this.#place.width,
      height: this.#place.height,
    };
  }

  #count(label: Label): void {
    const sorted = this.#sorted;
    const scores = this.#scores[label];
    for (let i = 0; i < sorted.length; i++) {
      sorted[i] = this.#latestMs - this.#atMs[i] <= this.#windowMs ? scores[i] : 0;
    }
    sorted.sort();
    const enough = sorted[sorted.length - this.#needed];
    const lenient = sorted[sorted.length - this.#kept];
    const standing = enough >= EVIDENCE_SCORE || (this.#standing[label] && lenient >= EVIDENCE_SCORE);
    this.#standing[label] = standing;
    this.#voted[label] = standing ? Math.max(enough, EVIDENCE_SCORE) : enough;
  }
}
