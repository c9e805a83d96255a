/**
 * Locks a host out that keeps showing wrong tokens or PINs: each time for twice as long.
 */
import { type BucketRate, TokenBucket } from "./token_bucket.ts";

/** A wrong one is forgiven after this time. Shorter would help a guesser, longer would punish a person at an alarm. */
const FORGIVEN_MS = 10_000;
/** The first lock-out; each later one is twice as long. */
const FIRST_MS = 1_000;
/** The longest. A technician who has put it right must not have to wait for longer. */
const LONGEST_MS = 15 * 60_000;
/** After so long without a wrong one, the next lock-out is a first one again. */
const CALM_MS = 60 * 60_000;

/** What one host has done wrong. */
export class Lockout {
  readonly #rate: BucketRate;
  readonly #free: TokenBucket;
  #untilMs = -Infinity;
  #nextMs = FIRST_MS;
  #wrongAtMs = -Infinity;

  /** @param burst Wrong ones that cost nothing. */
  constructor(burst: number, nowMs: number) {
    this.#rate = { perSecond: 1000 / FORGIVEN_MS, burst };
    this.#free = new TokenBucket(this.#rate, nowMs);
  }

  /** How long the host is still locked out, milliseconds; 0: it is not. */
  remainingMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Notes a wrong one. */
  wrong(nowMs: number): void {
    if (nowMs - this.#wrongAtMs > CALM_MS) this.#nextMs = FIRST_MS;
    this.#wrongAtMs = nowMs;
    // Whoever has been locked out once has no free ones until it has been calm, or shown a right one.
    if (this.#nextMs === FIRST_MS && this.#free.take(this.#rate, nowMs)) return;
    this.#untilMs = nowMs + this.#nextMs;
    this.#nextMs = Math.min(LONGEST_MS, 2 * this.#nextMs);
  }

  /** A right one: all is forgiven. */
  right(): void {
    this.#untilMs = -Infinity;
    this.#nextMs = FIRST_MS;
  }
}
