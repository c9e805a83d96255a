/**
 * A queue of states in which only the newest of each id waits: its length is bounded by the number of things, not by time.
 */

/** States by id, in the order in which their ids came first. */
export class NewestById<T> {
  /** Ended states that gave way because too many waited. */
  droppedCount = 0;
  readonly #max: number;
  readonly #isEnded: (state: T) => boolean;
  #states = new Map<string, T>();

  /**
   * @param max How many may wait before ended ones give way. Those that have not ended are never dropped: their number is
   * bounded where they are made.
   */
  constructor(max: number, isEnded: (state: T) => boolean) {
    this.#max = max;
    this.#isEnded = isEnded;
  }

  /** States that wait. */
  get size(): number {
    return this.#states.size;
  }

  /** The newest state of `id` takes the place of the one before. */
  put(id: string, state: T): void {
    this.#states.set(id, state);
    if (this.#states.size <= this.#max) return;
    for (const [oldId, old] of this.#states) {
      if (!this.#isEnded(old)) continue;
      this.#states.delete(oldId);
      this.droppedCount++;
      return;
    }
  }

  /** Everything that waits; nothing does afterwards. */
  take(): T[] {
    const states = [...this.#states.values()];
    this.#states = new Map();
    return states;
  }
}
