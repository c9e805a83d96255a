/**
 * Whether the model in use gives answers: a single bad run heals with the next, some in a row mean that cameras give no evidence.
 */

/** So many bad runs in a row are no accident any more. */
const FAILED_RUNS_MAX = 5;

/** Counts the runs of the model in use. */
export class AnswerWatch {
  readonly #tell: (active: boolean, detail: string) => void;
  #failedRuns = 0;
  #isTold = false;

  /** @param tell Takes the trouble, and its end. */
  constructor(tell: (active: boolean, detail: string) => void) {
    this.#tell = tell;
  }

  /** A run gave an answer. */
  answered(): void {
    this.#failedRuns = 0;
    if (this.#isTold) this.#tell(false, "the model gives answers again");
    this.#isTold = false;
  }

  /** A run gave none. */
  failed(why: string): void {
    this.#failedRuns++;
    if (this.#failedRuns < FAILED_RUNS_MAX || this.#isTold) return;
    this.#isTold = true;
    this.#tell(true, why);
  }

  /** Another model is in use, and whoever put it there has taken the trouble back: it is told anew where this one gives no answers either. */
  replaced(): void {
    this.#failedRuns = 0;
    this.#isTold = false;
  }
}
