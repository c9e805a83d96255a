/**
 * All supervised inputs of the box: one wait for all of them, then a look at each.
 */
import type { Clock } from "../../clock/clock.ts";
import { type DeviceFile, type Kernel, POLL } from "../linux/kernel.ts";
import { InputKeeper, type InputSink, type InputSpec } from "./input_keeper.ts";
import { openInput } from "./input_line.ts";

/**
 * Levels are looked at this often even if no change is reported. Longer finds an unplugged chip later; shorter costs a
 * wake-up of the process each time.
 */
const LOOK_MS = 500;
/**
 * Rest after each look. A line that is always in error would otherwise keep the process busy, and a contact that chatters
 * would have it look at every bounce.
 */
const REST_MS = 5;

/** What {@linkcode GpioInputs} is made of. */
export interface GpioInputsParts {
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly inputs: readonly InputSpec[];
  readonly sink: InputSink;
}

/** The inputs of one box. */
export class GpioInputs {
  readonly keepers: readonly InputKeeper[];
  readonly #kernel: Kernel;
  readonly #clock: Clock;

  constructor({ kernel, clock, inputs, sink }: GpioInputsParts) {
    this.#kernel = kernel;
    this.#clock = clock;
    const open = (spec: InputSpec) => openInput(kernel, spec.wiring, consumerOf(spec));
    this.keepers = inputs.map((spec) => new InputKeeper(spec, open, sink, () => clock.monotonicMs()));
  }

  /** Looks at each input now. */
  service(): void {
    for (const keeper of this.keepers) keeper.service();
  }

  /** Watches the inputs until `signal` is aborted, and ends within half a second of it. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.service();
      await this.#clock.sleep(REST_MS);
      if (signal.aborted) break;
      const files = this.#files();
      if (files.length > 0) await this.#kernel.wait(files, POLL.IN, this.#waitMs());
      else await this.#clock.sleep(this.#waitMs());
    }
    for (const keeper of this.keepers) keeper.close();
  }

  #files(): readonly DeviceFile[] {
    return this.keepers.map((keeper) => keeper.file).filter((file) => file !== undefined);
  }

  #waitMs(): number {
    const retryAtMs = Math.min(...this.keepers.map((keeper) => keeper.retryAtMs));
    return Math.max(0, Math.min(LOOK_MS, retryAtMs - this.#clock.monotonicMs()));
  }
}

/** How other programs see the holder of the line. A feedback contact has the id of its output, which has a line of its own. */
function consumerOf({ id, role }: InputSpec): string {
  return role.kind === "siren-feedback" ? `embereye feedback ${id}` : `embereye ${id}`;
}
