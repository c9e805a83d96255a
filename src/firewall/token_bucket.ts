/**
 * A token bucket: so much a second, and a stock for a moment of more.
 */

/** How a bucket fills. */
export interface BucketRate {
  readonly perSecond: number;
  /** What it holds when full. */
  readonly burst: number;
}

/** A longer debt is remitted: who is held up for so long sends no faster than it may, and is not to be held up for ever. */
const DEBT_S_MAX = 10;

/** One bucket, full at first. */
export class TokenBucket {
  /** Below zero where more was spent than there was. */
  #level: number;
  #atMs: number;

  constructor(rate: BucketRate, nowMs: number) {
    this.#level = rate.burst;
    this.#atMs = nowMs;
  }

  /** Takes one where there is one. */
  take(rate: BucketRate, nowMs: number): boolean {
    this.#fill(rate, nowMs);
    if (this.#level < 1) return false;
    this.#level--;
    return true;
  }

  /** Spends `amount` in any case; returns how long to wait until the bucket is out of debt, milliseconds. */
  spend(amount: number, rate: BucketRate, nowMs: number): number {
    this.#fill(rate, nowMs);
    this.#level = Math.max(this.#level - amount, -DEBT_S_MAX * rate.perSecond);
    return this.#level >= 0 ? 0 : -this.#level * 1000 / rate.perSecond;
  }

  /** What is in it. */
  level(rate: BucketRate, nowMs: number): number {
    this.#fill(rate, nowMs);
    return this.#level;
  }

  #fill(rate: BucketRate, nowMs: number): void {
    this.#level = Math.min(rate.burst, this.#level + (nowMs - this.#atMs) * rate.perSecond / 1000);
    this.#atMs = nowMs;
  }
}
