/**
 * Keeps one output line at its level: opens it, and opens it anew for as long as it fails.
 */
import { describeLineFault, type LineFault, type OutputLine } from "../hal/line.ts";
import type { Result } from "../reading/result.ts";
import type { OutputSpec } from "./outputs_state.ts";

/** Opens the line of an output with its first level. */
export type OpenLine = (spec: OutputSpec, on: boolean) => Result<OutputLine, LineFault>;

/** The first retry comes fast: most faults of a line are a process that has not let go of it yet. */
const RETRY_MIN_MS = 100;
/** A siren whose wire has been mended must sound within this time; an attempt costs well under a millisecond. */
const RETRY_MAX_MS = 2_000;

/**
 * A line that should stay as it is is told so again after this time: that is how a chip that was unplugged under a steady siren is
 * found out. A longer one leaves the siren silent for longer; each costs some 20 us.
 */
const REASSERT_MS = 1_000;

/** One line with its faults. */
export class LineKeeper {
  readonly spec: OutputSpec;
  /** What is wrong with the line now, as a sentence. */
  fault: string | undefined;
  /** When {@linkcode apply} should be called next even if nothing changes. */
  retryAtMs = -Infinity;
  readonly #openLine: OpenLine;
  #line: OutputLine | undefined;
  #retryMs = RETRY_MIN_MS;

  constructor(spec: OutputSpec, openLine: OpenLine) {
    this.spec = spec;
    this.#openLine = openLine;
  }

  /** Brings the line to `on` as far as it can: a closed line is opened with that level once its pause is over. */
  apply(on: boolean, nowMs: number): void {
    if (this.#line !== undefined) {
      const set = this.#line.set(on);
      if (set.ok) {
        this.retryAtMs = nowMs + REASSERT_MS;
        return;
      }
      this.#line.close();
      this.#line = undefined;
      // Without a pause: what has just failed may well open again, and a siren should not wait for it.
      this.retryAtMs = nowMs;
      this.fault = describeLineFault(this.spec.id, set.fault);
    }
    if (nowMs < this.retryAtMs) return;
    const opened = this.#openLine(this.spec, on);
    if (opened.ok) {
      this.#line = opened.value;
      this.fault = undefined;
      this.retryAtMs = nowMs + REASSERT_MS;
      this.#retryMs = RETRY_MIN_MS;
    } else {
      this.fault = describeLineFault(this.spec.id, opened.fault);
      this.retryAtMs = nowMs + this.#retryMs;
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    }
  }

  /** Lets go of the line, leaving its level where the hardware can. */
  close(): void {
    this.#line?.close();
    this.#line = undefined;
    this.retryAtMs = Infinity;
  }
}
