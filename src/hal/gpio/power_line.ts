/**
 * The GPIO line that supplies a sensor: switched on at the start, and off and on again to bring back a chip that hangs.
 *
 * It must never leave the sensor without supply: whatever ends a cycle, the line is switched on.
 */
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault, OutputLine } from "../line.ts";
import type { Kernel } from "../linux/kernel.ts";
import type { LinePlace } from "./find_line.ts";
import { GpioOutputs, type OutputWiring } from "./output_lines.ts";

/** How the supply is wired. */
export interface PowerWiring extends LinePlace {
  /** Low voltage supplies the sensor. */
  readonly activeLow: boolean;
  readonly drive: OutputWiring["drive"];
  /** Off time of a cycle. Shorter than the capacitors take to run empty resets nothing; longer costs pictures. */
  readonly offMs: number;
}

/**
 * From supply to the first answer: the chip is ready after 80 ms (MLX90640 datasheet, 10.1, 40 ms and a sub-page); with less the
 * first start fails and costs a second pause.
 */
const START_MS = 150;

/** One supply. */
export class GpioPower {
  readonly #outputs: GpioOutputs;
  readonly #clock: Clock;
  readonly #wiring: PowerWiring;
  readonly #name: string;
  #line: OutputLine | undefined;
  #isCycling = false;

  /** @param name Whose supply it is, for other programs to see. */
  constructor(kernel: Kernel, clock: Clock, wiring: PowerWiring, name: string) {
    this.#outputs = new GpioOutputs(kernel);
    this.#clock = clock;
    this.#wiring = wiring;
    this.#name = name;
  }

  /**
   * Supplies the sensor, or sees whether it still is: to be called again and again, since a line may come late or its chip lose what it was
   * told. Undefined in the middle of a cycle, which ends with the supply on.
   */
  on(): Result<void, LineFault> | undefined {
    return this.#isCycling ? undefined : this.#set(true);
  }

  /** Switches the supply off and on, and returns when the chip has started. A cycle that is aborted ends with the supply on. */
  async cycle(signal: AbortSignal): Promise<Result<void, LineFault>> {
    const off = this.#set(false);
    if (!off.ok) return off;
    this.#isCycling = true;
    await this.#pause(this.#wiring.offMs, signal);
    this.#isCycling = false;
    const on = this.#set(true);
    if (!on.ok) return on;
    await this.#pause(START_MS, signal);
    return ok(undefined);
  }

  /** Lets go of the line, with the supply on. */
  close(): void {
    this.#line?.close();
    this.#line = undefined;
  }

  #set(on: boolean): Result<void, LineFault> {
    if (this.#line !== undefined) {
      const set = this.#line.set(on);
      if (set.ok) return set;
      // A chip that was plugged in again has other lines: they are looked for once more.
      this.close();
    }
    const wiring: OutputWiring = { ...this.#wiring, failSafe: "on" };
    const opened = this.#outputs.open(wiring, `${this.#name} supply`, on);
    if (!opened.ok) return fail(opened.fault);
    this.#line = opened.value;
    return ok(undefined);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
