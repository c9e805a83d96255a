/**
 * Watches whether a siren does as it is told, by the contact that reports its current.
 *
 * Pure: orders, observations and times come in. Sounding time without confirmation is added up over the beats of a pattern, so
 * that a siren which beats faster than it could be judged is judged all the same.
 */

/** What a siren does against its order. */
export type FeedbackFault =
  /** It was told to sound, and its contact has not confirmed it for that long. */
  | { readonly kind: "silent"; readonly forMs: number }
  /** It was told to be silent, and its contact says that it sounds. */
  | { readonly kind: "sounding"; readonly forMs: number };

/** `fault` as one sentence. */
export function describeFeedbackFault(siren: string, fault: FeedbackFault): string {
  switch (fault.kind) {
    case "silent":
      return `${siren} was told to sound, and its feedback has not confirmed it within ${fault.forMs} ms`;
    case "sounding":
      return `${siren} was told to be silent, and its feedback still says after ${fault.forMs} ms that it sounds`;
  }
}

/** Options for {@linkcode Feedback}. */
export interface FeedbackOptions {
  /**
   * Time the contact has to follow the order. Shorter than relay, siren and debouncing take makes false faults; longer leaves a
   * dead siren unreported for longer.
   */
  readonly confirmMs: number;
}

/** The watch over one siren. */
export class Feedback {
  readonly #confirmMs: number;
  #ordered: boolean | undefined = false;
  #observed: boolean | undefined;
  #atMs: number | undefined;
  /** Time told to sound since the contact last said that it sounds. */
  #silentMs = 0;
  /** Time told to be silent since the contact last said that it is. */
  #soundingMs = 0;

  constructor({ confirmMs }: FeedbackOptions) {
    this.#confirmMs = confirmMs;
  }

  /**
   * The siren is told to sound or to be silent from `nowMs` on; undefined where its line cannot be switched, which is a fault of
   * its own and leaves nothing to be confirmed. @returns what is wrong, if anything
   */
  order(on: boolean | undefined, nowMs: number): FeedbackFault | undefined {
    this.#advance(nowMs);
    this.#ordered = on;
    if (on === undefined) this.#silentMs = this.#soundingMs = 0;
    return this.fault;
  }

  /** The contact says `sounding` from `nowMs` on; undefined where it cannot be read, which is a fault of its own. */
  observe(sounding: boolean | undefined, nowMs: number): FeedbackFault | undefined {
    this.#advance(nowMs);
    this.#observed = sounding;
    if (sounding === true) this.#silentMs = 0;
    if (sounding === false) this.#soundingMs = 0;
    return this.fault;
  }

  /** Lets time pass until `nowMs`. To be called at {@linkcode nextDeadlineMs}. */
  tick(nowMs: number): FeedbackFault | undefined {
    this.#advance(nowMs);
    return this.fault;
  }

  /** What is wrong, as of the last call. It stands until the contact says otherwise. */
  get fault(): FeedbackFault | undefined {
    if (this.#silentMs >= this.#confirmMs) return { kind: "silent", forMs: this.#confirmMs };
    if (this.#soundingMs >= this.#confirmMs) return { kind: "sounding", forMs: this.#confirmMs };
    return undefined;
  }

  /** When a fault would begin if nothing else happens; Infinity where none would. */
  nextDeadlineMs(): number {
    if (
      this.#atMs === undefined || this.#ordered === undefined || this.#observed === undefined ||
      this.#ordered === this.#observed
    ) return Infinity;
    const spentMs = this.#ordered ? this.#silentMs : this.#soundingMs;
    return spentMs >= this.#confirmMs ? Infinity : this.#atMs + this.#confirmMs - spentMs;
  }

  #advance(nowMs: number): void {
    const passedMs = this.#atMs === undefined ? 0 : Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    if (this.#ordered === true && this.#observed === false) this.#silentMs += passedMs;
    if (this.#ordered === false && this.#observed === true) this.#soundingMs += passedMs;
  }
}
