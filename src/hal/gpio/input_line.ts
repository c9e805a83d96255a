/**
 * Input lines of GPIO chips: their debounced level and its changes, through the kernel's character device.
 *
 * The kernel debounces, by the chip where that can and by a timer where not, and puts monotonic times on the changes. Source:
 * `linux/gpio.h`, version 2.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault } from "../line.ts";
import { ERRNO } from "../linux/errno.ts";
import { type DeviceFile, type Kernel, POLL } from "../linux/kernel.ts";
import { lineFaultOf, type LinePlace } from "./find_line.ts";
import { requestLine } from "./request_line.ts";
import {
  decodeLineEvent,
  decodeLineValue,
  encodeLineValue,
  GPIO_V2_LINE_GET_VALUES,
  LINE_EVENT_BYTES,
  LINE_FLAG,
  LINE_VALUES_BYTES,
  type LineEvent,
} from "./uapi.ts";

/** How an input is wired. */
export interface InputWiring extends LinePlace {
  /** Low voltage, as of a contact to ground, is the active level. */
  readonly activeLow: boolean;
  /** The chip's own resistor. `as-is` leaves it as it was. */
  readonly bias: "pull-up" | "pull-down" | "none" | "as-is";
  /**
   * A level must stand this long to count. Shorter lets a bouncing contact through, longer delays every change by it.
   */
  readonly debounceMs: number;
}

/** One open input. A fault leaves it open but useless: close it and open it anew. */
export interface InputLine {
  /** To be waited for. */
  readonly file: DeviceFile;
  /** The debounced level now. */
  level(): Result<boolean, LineFault>;
  /** The changes since the last call, in their order. The kernel keeps 16 and drops the oldest. */
  changes(): Result<readonly LineEvent[], LineFault>;
  close(): void;
}

/** Changes taken at once: what the kernel keeps for one line. */
const EVENTS_MAX = 16;

/** Opens the input at `wiring` for `consumer`, the name that other programs see. */
export function openInput(
  kernel: Kernel,
  wiring: InputWiring,
  consumer: string,
): Result<InputLine, LineFault> {
  const opened = requestLine(kernel, wiring, {
    consumer,
    flags: LINE_FLAG.INPUT | LINE_FLAG.EDGE_RISING | LINE_FLAG.EDGE_FALLING |
      (wiring.activeLow ? LINE_FLAG.ACTIVE_LOW : 0) | biasFlag(wiring.bias),
    debounceMs: wiring.debounceMs,
  });
  return opened.ok ? ok(new GpioInput(opened.value)) : opened;
}

class GpioInput implements InputLine {
  readonly file: DeviceFile;
  readonly #values = new Uint8Array(LINE_VALUES_BYTES);
  readonly #events = new Uint8Array(LINE_EVENT_BYTES * EVENTS_MAX);

  constructor(file: DeviceFile) {
    this.file = file;
  }

  level(): Result<boolean, LineFault> {
    encodeLineValue(false, this.#values);
    const got = this.file.ioctl(GPIO_V2_LINE_GET_VALUES, this.#values);
    return got.ok ? ok(decodeLineValue(this.#values)) : fail(lineFaultOf(got.fault, "use"));
  }

  changes(): Result<readonly LineEvent[], LineFault> {
    const conditions = this.file.conditions();
    // A read without an event would wait for one.
    if ((conditions & POLL.IN) === 0) {
      if ((conditions & (POLL.ERROR | POLL.HANG_UP)) === 0) return ok([]);
      return fail({ kind: "gone", detail: `the chip of ${this.file.path} was unplugged` });
    }
    const read = this.file.read(this.#events);
    if (!read.ok) {
      return read.fault.errno === ERRNO.EAGAIN ? ok([]) : fail(lineFaultOf(read.fault, "use"));
    }
    const count = Math.floor(read.value / LINE_EVENT_BYTES);
    return ok(Array.from({ length: count }, (_, i) => decodeLineEvent(this.#events, i)));
  }

  close(): void {
    this.file.close();
  }
}

function biasFlag(bias: InputWiring["bias"]): number {
  switch (bias) {
    case "pull-up":
      return LINE_FLAG.BIAS_PULL_UP;
    case "pull-down":
      return LINE_FLAG.BIAS_PULL_DOWN;
    case "none":
      return LINE_FLAG.BIAS_DISABLED;
    case "as-is":
      return 0;
  }
}
