/**
 * Slows down guessing: wrong tokens per address.
 */

/** Wrong tokens before the wait begins: a person who mistypes needs a few. */
const BURST = 5;
/** One more attempt each. Shorter would help a guesser, longer would punish a person at an alarm. */
const REFILL_MS = 10_000;
/** Addresses remembered. A flood from more of them evicts the oldest: it costs memory, not rights. */
const ADDRESSES_MAX = 1_000;

/** Counts wrong tokens. */
export class LoginLimit {
  readonly #wrong = new Map<string, { left: number; atMs: number }>();

  /** How long `address` must wait before it may try again, milliseconds; 0: not at all. */
  waitMs(address: string, nowMs: number): number {
    const left = this.#left(address, nowMs);
    return left >= 1 ? 0 : Math.ceil((1 - left) * REFILL_MS);
  }

  /** Notes a wrong token. */
  wrong(address: string, nowMs: number): void {
    const left = this.#left(address, nowMs) - 1;
    this.#wrong.delete(address);
    if (this.#wrong.size >= ADDRESSES_MAX) this.#wrong.delete(this.#wrong.keys().next().value!);
    this.#wrong.set(address, { left: Math.max(0, left), atMs: nowMs });
  }

  #left(address: string, nowMs: number): number {
    const noted = this.#wrong.get(address);
    return noted === undefined ? BURST : Math.min(BURST, noted.left + (nowMs - noted.atMs) / REFILL_MS);
  }
}
