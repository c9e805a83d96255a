/**
 * Output lines of GPIO chips, through the kernel's character device.
 *
 * A line is requested with its first level, so one that must sound is never low in between. Source: `linux/gpio.h`, version 2.
 */
import type { OutputId } from "../../reading/ids.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault, OutputLine } from "../line.ts";
import type { DeviceFile, Kernel } from "../linux/kernel.ts";
import { lineFaultOf, type LinePlace } from "./find_line.ts";
import { requestLine } from "./request_line.ts";
import { encodeLineValue, GPIO_V2_LINE_SET_VALUES, LINE_FLAG, LINE_VALUES_BYTES } from "./uapi.ts";

/** How an output is wired. */
export interface OutputWiring extends LinePlace {
  /** Low voltage switches it on. */
  readonly activeLow: boolean;
  /** How the pin is driven. */
  readonly drive: "push-pull" | "open-drain" | "open-source";
  /**
   * What the output is to be while nobody holds it: the driver sets it when it lets go of the line in good order. `keep`
   * leaves the level, as a latched siren needs. When the process dies, the wiring (pull resistor, normally-closed contact) alone
   * decides, and must be made to agree.
   */
  readonly failSafe: "on" | "off" | "keep";
}

/** The driver: opens lines of this machine's chips. */
export class GpioOutputs {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Opens the line of `id` with its first level. */
  open(wiring: OutputWiring, id: OutputId, on: boolean): Result<OutputLine, LineFault> {
    const opened = requestLine(this.#kernel, wiring, {
      consumer: `embereye ${id}`,
      flags: LINE_FLAG.OUTPUT | (wiring.activeLow ? LINE_FLAG.ACTIVE_LOW : 0) | driveFlag(wiring.drive),
      initial: on,
    });
    return opened.ok ? ok(new GpioOutput(id, opened.value, wiring.failSafe)) : opened;
  }
}

class GpioOutput implements OutputLine {
  readonly id: OutputId;
  readonly #file: DeviceFile;
  readonly #failSafe: OutputWiring["failSafe"];
  readonly #values = new Uint8Array(LINE_VALUES_BYTES);
  #open = true;
  #failed = false;

  constructor(id: OutputId, file: DeviceFile, failSafe: OutputWiring["failSafe"]) {
    this.id = id;
    this.#file = file;
    this.#failSafe = failSafe;
  }

  /** Asks the kernel even where the level stays the same: that is how a chip that was unplugged is found out. */
  set(on: boolean): Result<void, LineFault> {
    if (!this.#open) throw new Error(`line ${this.id} set after it was closed`);
    encodeLineValue(on, this.#values);
    const set = this.#file.ioctl(GPIO_V2_LINE_SET_VALUES, this.#values);
    if (set.ok) return ok(undefined);
    this.#failed = true;
    return fail(lineFaultOf(set.fault, "use"));
  }

  close(): void {
    if (!this.#open) return;
    // A line that has just failed is closed to be opened anew: its level is the next opening's business.
    if (this.#failSafe !== "keep" && !this.#failed) this.set(this.#failSafe === "on");
    this.#open = false;
    this.#file.close();
  }
}

function driveFlag(drive: OutputWiring["drive"]): number {
  switch (drive) {
    case "push-pull":
      return 0;
    case "open-drain":
      return LINE_FLAG.OPEN_DRAIN;
    case "open-source":
      return LINE_FLAG.OPEN_SOURCE;
  }
}
