/**
 * When to say again what keeps changing: the first change at once, those that follow together after a while.
 *
 * There is no turn to wait for: what is due is said by its own timer.
 */
import type { Clock } from "./clock.ts";

/** The pace of one thing that is said. */
export class Pace {
  readonly #clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly #say: () => void;
  #saidMs = -Infinity;
  /** When it will be said; infinite while nothing waits. */
  #dueMs = Infinity;

  /** @param say Says it as it is then. */
  constructor(clock: Pick<Clock, "monotonicMs" | "sleep">, say: () => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /**
   * Has it said as soon as `gapMs` have passed since it was said last, together with all that changes until then. Never within
   * the call: what the caller does in the same turn, an order above all, goes out before.
   */
  changed(gapMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    const dueMs = Math.max(nowMs, this.#saidMs + gapMs);
    if (dueMs >= this.#dueMs) return;
    this.#dueMs = dueMs;
    const say = () => {
      // Something more urgent may have come first.
      if (this.#dueMs === dueMs) this.#sayNow();
    };
    if (dueMs === nowMs) queueMicrotask(say);
    else void this.#clock.sleep(dueMs - nowMs).then(say);
  }

  #sayNow(): void {
    this.#dueMs = Infinity;
    this.#saidMs = this.#clock.monotonicMs();
    this.#say();
  }
}
