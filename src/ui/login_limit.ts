/**
 * Slows down guessing of PINs, by person: what an address may get wrong is counted by the network gate.
 */

/** Wrong PINs before the wait begins: a person who mistypes in the dark needs a few. */
const FREE = 5;
/** The first wait; each further wrong PIN doubles it. */
const FIRST_MS = 30_000;
/**
 * The longest. With it a guesser gets about 15 tries a day, 5,500 a year, of a million PINs. Longer would help nobody but
 * those who want to keep a person out.
 */
const LONGEST_MS = 4 * 3_600_000;
/** After so long without a wrong PIN all is forgotten. */
const CALM_MS = 24 * 3_600_000;
/** Keys remembered; the one that went wrong longest ago makes room. There are not more persons. */
const KEYS_MAX = 2_000;

interface Noted {
  readonly wrong: number;
  readonly atMs: number;
  readonly untilMs: number;
}

/** Counts wrong PINs by key. */
export class LoginLimit {
  /** In the order of their last wrong PIN. */
  readonly #noted = new Map<string, Noted>();

  /** How long `key` must wait before it may try again, milliseconds; 0: not at all. */
  waitMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#noted.get(key)?.untilMs ?? 0) - nowMs);
  }

  /** Notes a wrong PIN, or one that is about to be checked: many at once must not slip through while the first is. */
  wrong(key: string, nowMs: number): void {
    const before = this.#noted.get(key);
    const wrong = before === undefined || nowMs - before.atMs > CALM_MS ? 1 : before.wrong + 1;
    const lockMs = wrong < FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, wrong - FREE));
    this.#noted.delete(key);
    if (this.#noted.size >= KEYS_MAX) this.#noted.delete(this.#noted.keys().next().value!);
    this.#noted.set(key, { wrong, atMs: nowMs, untilMs: nowMs + lockMs });
  }

  /** It was right after all: forgotten. */
  right(key: string): void {
    this.#noted.delete(key);
  }
}
