/**
 * The feedback contacts of the outputs role: reads them, and has each compared with what its output is told.
 *
 * It must never hold up an output: a contact that cannot be read is a trouble, and the siren sounds all the same.
 */
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { describeInputFault, type InputSpec } from "../hal/gpio/input_keeper.ts";
import { GpioInputs } from "../hal/gpio/inputs.ts";
import type { Kernel } from "../hal/linux/kernel.ts";
import { describeUnsupportedSystem, type UnsupportedSystem } from "../hal/linux/libc.ts";
import { FeedbackWatch } from "../outputs/feedback_watch.ts";
import type { FaultReport } from "../outputs/outputs_driver.ts";
import type { OutputId } from "../reading/ids.ts";
import type { Result } from "../reading/result.ts";
import { DeviceTroubles } from "./device_troubles.ts";

/** The shortest confirmation time that may be configured is 50 ms, and nothing happens at its end but a trouble. */
const TICK_MS = 50;

/** What the feedback needs. */
export interface OutputFeedbackParts {
  readonly outputs: Config["outputs"];
  readonly kernel: Result<Kernel, UnsupportedSystem>;
  readonly clock: Clock;
  /** Takes each trouble that comes or goes. */
  fault(report: FaultReport): void;
}

/** The feedback of all outputs that have it. */
export class OutputFeedback {
  readonly #clock: Clock;
  readonly #kernel: Result<Kernel, UnsupportedSystem>;
  readonly #specs: readonly InputSpec[];
  readonly #watch: FeedbackWatch;
  readonly #troubles: DeviceTroubles;

  constructor({ outputs, kernel, clock, fault }: OutputFeedbackParts) {
    this.#clock = clock;
    this.#kernel = kernel;
    const watched = outputs.flatMap(({ id, feedback }) => feedback === undefined ? [] : [{ id, feedback }]);
    this.#specs = watched.map(({ id, feedback }) => ({
      id,
      role: { kind: "siren-feedback", of: id },
      wiring: feedback,
    }));
    const confirmed = watched.map(({ id, feedback }) => ({ id, confirmMs: feedback.confirmMs }));
    this.#watch = new FeedbackWatch(confirmed, fault);
    this.#troubles = new DeviceTroubles(fault);
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly FaultReport[] {
    return [...this.#watch.standing, ...this.#troubles.standing];
  }

  /** The output is switched now; undefined where its line fails. */
  ordered(id: OutputId, on: boolean | undefined): void {
    this.#watch.ordered(id, on, this.#clock.monotonicMs());
  }

  /** Watches the contacts until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#specs.length === 0) return;
    if (!this.#kernel.ok) {
      const reason = describeUnsupportedSystem(this.#kernel.fault);
      for (const { id } of this.#specs) this.#troubles.failed(id, "missing", reason);
      return;
    }
    const inputs = new GpioInputs({
      kernel: this.#kernel.value,
      clock: this.#clock,
      inputs: this.#specs,
      sink: {
        level: ({ id }, active, atMs) => this.#watch.observed(id, active, atMs),
        fault: ({ id }, fault) => {
          if (fault === undefined) return this.#troubles.well(id);
          this.#watch.observed(id, undefined, this.#clock.monotonicMs());
          this.#troubles.failed(id, fault.kind, `feedback of ${id}: ${describeInputFault(id, fault)}`);
        },
      },
    });
    await Promise.all([inputs.run(signal), this.#judge(signal)]);
  }

  async #judge(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#watch.tick(this.#clock.monotonicMs());
      await this.#clock.sleep(TICK_MS, signal).catch((error) => {
        if (!signal.aborted) throw error;
      });
    }
  }
}
