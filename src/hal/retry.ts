/**
 * When a device that failed is tried again: soon at first, then rarer, and never so often that the trying takes the time of others.
 */

/** The first retry comes fast: most faults are a process that has not let go of the device yet. */
const FIRST_MS = 100;
/** A siren or call point whose wire was mended works again within this time; an attempt mostly costs well under a millisecond. */
const LATER_MS = 2_000;
/**
 * An attempt at a chip behind a bus that hangs lasts until the bus gives up, a second or so, and the whole process waits for it: a pause
 * is at least this many times as long. Smaller, and the sirens on healthy lines are late more often; larger, and a mended bus is
 * found out later.
 */
const PAUSE_TO_ATTEMPT = 10;
/** Nothing that was mended waits longer. */
const PAUSE_MS_MAX = 30_000;

/** The pauses of one device. */
export class Retry {
  #pauseMs = FIRST_MS;

  /** An attempt that took `tookMs` has failed. @returns how long to wait before the next, milliseconds from its end */
  failed(tookMs: number): number {
    const pauseMs = Math.max(this.#pauseMs, Math.min(tookMs * PAUSE_TO_ATTEMPT, PAUSE_MS_MAX));
    this.#pauseMs = Math.min(this.#pauseMs * 2, LATER_MS);
    return pauseMs;
  }

  /** The device works. */
  succeeded(): void {
    this.#pauseMs = FIRST_MS;
  }
}
