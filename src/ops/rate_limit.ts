/**
 * Keeps a log readable when one thing happens again and again: the first time is logged at once, then at most once per
 * interval, with the count of those held back.
 */

/** What was held back for one key. */
export interface HeldBack {
  readonly key: string;
  readonly count: number;
}

interface Entry {
  /** When it was logged last. */
  loggedAtMs: number;
  held: number;
}

/** Decides what is logged. Keys are the caller's: an address and a reason, for example. */
export class RateLimit {
  readonly #intervalMs: number;
  readonly #keysMax: number;
  /** In the order of logging, oldest first. */
  readonly #entries = new Map<string, Entry>();
  #forgotten = 0;

  /**
   * @param intervalMs Between two lines of one key.
   * @param keysMax Keys remembered. Past it the key that was logged longest ago is forgotten, so its next line comes at once.
   */
  constructor(intervalMs: number, keysMax = 1_000) {
    this.#intervalMs = intervalMs;
    this.#keysMax = keysMax;
  }

  /** Counts held back of keys that were forgotten: lines that nobody was told of. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /**
   * One more of `key`.
   *
   * @returns how many were held back since its last line, where this one is to be logged; undefined: hold it back.
   */
  admit(key: string, nowMs: number): number | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#keysMax) this.#forgetOldest();
      this.#entries.set(key, { loggedAtMs: nowMs, held: 0 });
      return 0;
    }
    if (nowMs - entry.loggedAtMs < this.#intervalMs) {
      entry.held++;
      return undefined;
    }
    const { held } = entry;
    this.#entries.delete(key);
    this.#entries.set(key, { loggedAtMs: nowMs, held: 0 });
    return held;
  }

  /**
   * Takes out the keys whose interval is over: those with something held back are returned, so that the end of a series
   * is told as well. To be called every now and then.
   */
  sweep(nowMs: number): HeldBack[] {
    const over: HeldBack[] = [];
    for (const [key, entry] of this.#entries) {
      if (nowMs - entry.loggedAtMs < this.#intervalMs) break;
      this.#entries.delete(key);
      if (entry.held > 0) over.push({ key, count: entry.held });
    }
    return over;
  }

  #forgetOldest(): void {
    for (const [key, entry] of this.#entries) {
      this.#forgotten += entry.held;
      this.#entries.delete(key);
      return;
    }
  }
}
