/**
 * The box's clocks as this browser knows them: from what the box says each second, and the browser's own clock in between.
 */

/** What time it is on the box. */
export interface BoxTimes {
  /** Its monotonic clock. */
  readonly nowMs: number;
  readonly nowWallMs: number;
}

/**
 * How far the two clocks may part, in each second. Quartz does so by a ten-thousandth at the worst, which are seconds in a day: a display that
 * hangs on a wall for weeks would call every picture old. More, and late messages would count for more than prompt ones.
 */
const DRIFT = 0.001;

/** Keeps them. */
export class BoxTime {
  /** What to take from this browser's clock to get the box's. */
  #offsetMs: number | undefined;
  #heardMs = 0;
  #wallMinusMonotonicMs = 0;

  /** @param ownMs This browser's monotonic clock. */
  hear({ nowMs, nowWallMs }: BoxTimes, ownMs: number): void {
    const offsetMs = ownMs - nowMs;
    // The least seen, since the network only adds.
    this.#offsetMs = this.#offsetMs === undefined
      ? offsetMs
      : Math.min(offsetMs, this.#offsetMs + Math.max(0, ownMs - this.#heardMs) * DRIFT);
    this.#heardMs = ownMs;
    this.#wallMinusMonotonicMs = nowWallMs - nowMs;
  }

  /** Another connection begins, perhaps to a box that was started anew. */
  begin(): void {
    this.#offsetMs = undefined;
  }

  /** What time it is there when it is `ownMs` here. */
  at(ownMs: number): BoxTimes {
    const nowMs = ownMs - (this.#offsetMs ?? 0);
    return { nowMs, nowWallMs: nowMs + this.#wallMinusMonotonicMs };
  }
}
