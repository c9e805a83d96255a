/**
 * Decides when the hardware watchdog is petted: only while every part of the fire path makes progress.
 *
 * Pure: reports and times come in. It must never pet on the strength of a timer alone.
 */

/** Options for {@linkcode Petting}. */
export interface PettingOptions {
  /** The parts that must all make progress, as `outputs`, `fusion`, `sensors`. */
  readonly parts: readonly string[];
  /** Of the watchdog. */
  readonly timeoutMs: number;
  /**
   * A part may be without progress for so long before petting stops. Less than its restart takes would reset the machine for a
   * fault that was being mended; more leaves a dead box unprotected for longer: until the reset, this and the watchdog's time pass.
   */
  readonly progressMaxMs: number;
}

/** What to do now. */
export type PettingStep =
  | { readonly kind: "pet" }
  /** It is not time yet. */
  | { readonly kind: "wait" }
  /** Nobody must pet: `part` has made no progress for that long. The machine resets unless it does soon. */
  | { readonly kind: "withhold"; readonly part: string; readonly stalledMs: number };

/** Parts of the watchdog's time between two pettings: two may be late before the third comes too late. */
const PETS_IN_TIME = 3;
/** While petting is withheld, the parts are looked at this often: one that moves again must not be reset for a late look. */
const WITHHELD_LOOK_MS = 500;

/** The policy for one watchdog. */
export class Petting {
  readonly #intervalMs: number;
  readonly #progressMaxMs: number;
  readonly #progressAtMs: Map<string, number>;
  #nextMs: number;

  /** @param nowMs When the watchdog was opened: each part counts as alive then, and has the time it may take from there. */
  constructor(options: PettingOptions, nowMs: number) {
    this.#intervalMs = options.timeoutMs / PETS_IN_TIME;
    this.#progressMaxMs = options.progressMaxMs;
    this.#progressAtMs = new Map(options.parts.map((part) => [part, nowMs]));
    this.#nextMs = nowMs;
  }

  /** `part` has done work, or has shown that there was none to do. Others than the named ones do not count. */
  progressed(part: string, nowMs: number): void {
    if (this.#progressAtMs.has(part)) this.#progressAtMs.set(part, nowMs);
  }

  /** What to do at `nowMs`. After `pet`, the caller pets. */
  step(nowMs: number): PettingStep {
    if (nowMs < this.#nextMs) return { kind: "wait" };
    let worst: { part: string; stalledMs: number } | undefined;
    for (const [part, atMs] of this.#progressAtMs) {
      const stalledMs = nowMs - atMs;
      if (stalledMs > this.#progressMaxMs && stalledMs > (worst?.stalledMs ?? 0)) worst = { part, stalledMs };
    }
    this.#nextMs = nowMs + (worst === undefined ? this.#intervalMs : WITHHELD_LOOK_MS);
    return worst === undefined ? { kind: "pet" } : { kind: "withhold", ...worst };
  }

  /** When `step` must be called next. */
  nextMs(): number {
    return this.#nextMs;
  }
}
