/**
 * Keeps one output line at its level: opens it, and opens it anew for as long as it fails.
 */
import { describeLineFault, type LineFault, type OutputLine } from "../hal/line.ts";
import { Retry } from "../hal/retry.ts";
import type { Result } from "../reading/result.ts";
import type { OutputSpec } from "./outputs_state.ts";

/** Opens the line of an output with its first level. */
export type OpenLine = (spec: OutputSpec, on: boolean) => Result<OutputLine, LineFault>;

/**
 * A line that should stay as it is is told so again after this time: that is how a chip that was unplugged under a steady siren is
 * found out. A longer one leaves the siren silent for longer; each costs some 20 us.
 */
const REASSERT_MS = 1_000;
/**
 * A line that took longer to fail is behind a bus that hangs: opening it would take as long once more, and the sirens on other lines
 * have waited already. Smaller, and a busy machine is taken for such a bus.
 */
const SLOW_MS = 100;

/** One line with its faults. */
export class LineKeeper {
  readonly spec: OutputSpec;
  /** What is wrong with the line now, as a sentence. */
  fault: string | undefined;
  /** When {@linkcode apply} should be called next even if nothing changes. */
  retryAtMs = -Infinity;
  readonly #openLine: OpenLine;
  readonly #monotonicMs: () => number;
  readonly #retry = new Retry();
  #line: OutputLine | undefined;

  constructor(spec: OutputSpec, openLine: OpenLine, monotonicMs: () => number) {
    this.spec = spec;
    this.#openLine = openLine;
    this.#monotonicMs = monotonicMs;
  }

  /** Brings the line to `on` as far as it can: a closed line is opened with that level once its pause is over. */
  apply(on: boolean): void {
    const startMs = this.#monotonicMs();
    if (this.#line !== undefined) {
      const set = this.#line.set(on);
      const setMs = this.#monotonicMs();
      if (set.ok) {
        this.retryAtMs = setMs + REASSERT_MS;
        return;
      }
      this.#line.close();
      this.#line = undefined;
      this.fault = describeLineFault(this.spec.id, set.fault);
      // Without a pause: what has just failed may well open again, and a siren should not wait for it.
      const isSlow = setMs - startMs > SLOW_MS;
      this.retryAtMs = isSlow ? setMs + this.#retry.failed(setMs - startMs) : setMs;
    }
    const openMs = this.#monotonicMs();
    if (openMs < this.retryAtMs) return;
    const opened = this.#openLine(this.spec, on);
    const endMs = this.#monotonicMs();
    if (opened.ok) {
      this.#line = opened.value;
      this.fault = undefined;
      this.retryAtMs = endMs + REASSERT_MS;
      this.#retry.succeeded();
    } else {
      this.fault = describeLineFault(this.spec.id, opened.fault);
      this.retryAtMs = endMs + this.#retry.failed(endMs - openMs);
    }
  }

  /** Lets go of the line, leaving its level where the hardware can. */
  close(): void {
    this.#line?.close();
    this.#line = undefined;
    this.retryAtMs = Infinity;
  }
}
