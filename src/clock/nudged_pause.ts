/**
 * A pause that ends early where there is something to do.
 */
import type { Clock } from "./clock.ts";

/** The pauses of one worker, which makes one at a time. */
export class NudgedPause {
  readonly #clock: Clock;
  #wake: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the pause that is being made, if there is one. */
  nudge(): void {
    this.#wake?.abort(NUDGED);
  }

  /** Waits for `ms`, until the next nudge, or until `signal` is aborted. */
  async make(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const wake = this.#wake = new AbortController();
    const stop = () => wake.abort(NUDGED);
    signal.addEventListener("abort", stop, { once: true });
    try {
      await this.#clock.sleep(ms, wake.signal);
    } catch (error) {
      if (error !== NUDGED) throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

const NUDGED = new Error("there is something to do");
