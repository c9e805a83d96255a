/**
 * A serial port as a stream of bytes, for devices that speak the line protocol over a wire.
 *
 * It must never hold up the process: it waits in a thread, and bounds each wait. 115200 baud, 8 data bits, no parity, 1 stop bit, raw.
 */
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { ERRNO } from "../linux/errno.ts";
import {
  describeSyscallFault,
  type DeviceFile,
  type Kernel,
  kindOfFault,
  OPEN,
  POLL,
  type SyscallFault,
} from "../linux/kernel.ts";
import {
  encodeRaw115200,
  isSameMode,
  TCFLSH,
  TCGETS,
  TCIOFLUSH,
  TCSETS,
  TERMIOS_BYTES,
  TIOCEXCL,
} from "./termios.ts";

/** Why a serial port cannot be used, or has ended. */
export type SerialFault =
  /** No such port. */
  | { readonly kind: "missing"; readonly detail: string }
  /** Another program has it for itself. */
  | { readonly kind: "busy"; readonly detail: string }
  /** This process may not use it. */
  | { readonly kind: "denied"; readonly detail: string }
  /** The file is no serial port, or one that cannot do 115200 baud. */
  | { readonly kind: "unsuitable"; readonly detail: string }
  /** The port was there and has vanished, as a USB adapter that was pulled out. */
  | { readonly kind: "gone"; readonly detail: string }
  /** The port takes no bytes. */
  | { readonly kind: "stuck"; readonly detail: string }
  /** The driver refused for another reason. */
  | { readonly kind: "failed"; readonly detail: string };

/** Says what is wrong with the serial port at `path`, as a sentence for people. */
export function describeSerialFault(path: string, fault: SerialFault): string {
  switch (fault.kind) {
    case "missing":
      return `serial port ${path} does not exist: ${fault.detail}`;
    case "busy":
      return `serial port ${path} is used by another program: ${fault.detail}`;
    case "denied":
      return `serial port ${path} may not be used: ${fault.detail}`;
    case "unsuitable":
      return `${path} cannot be used as a serial port: ${fault.detail}`;
    case "gone":
      return `serial port ${path} has vanished: ${fault.detail}`;
    case "stuck":
      return `serial port ${path} is stuck: ${fault.detail}`;
    case "failed":
      return `serial port ${path} failed: ${fault.detail}`;
  }
}

/** Longest wait in a thread. Longer delays the end of a port that is closed, shorter costs wake-ups while nothing comes. */
const WAIT_MS = 250;
/** A port that takes no byte for so long will not take one: 115200 baud are 11 bytes a millisecond. */
const WRITE_STUCK_MS = 2_000;

/** An open port. One read and one write at a time. */
export class SerialPort {
  readonly path: string;
  /** Why the stream has ended; undefined while it is open, and where it was closed here. */
  fault: SerialFault | undefined;
  readonly #kernel: Kernel;
  readonly #clock: Clock;
  readonly #file: DeviceFile;
  #open = true;

  private constructor(kernel: Kernel, clock: Clock, file: DeviceFile) {
    this.#kernel = kernel;
    this.#clock = clock;
    this.#file = file;
    this.path = file.path;
  }

  /** Opens the port at `path`, as `/dev/ttyUSB0` or its stable name under `/dev/serial/by-id`, and sets it up. */
  static open(kernel: Kernel, clock: Clock, path: string): Result<SerialPort, SerialFault> {
    const opened = kernel.open(path, OPEN.READ_WRITE | OPEN.NO_TERMINAL | OPEN.NON_BLOCKING);
    if (!opened.ok) return fail(serialFaultOf(opened.fault, "open"));
    const file = opened.value;
    const fault = setUp(file);
    if (fault !== undefined) {
      file.close();
      return fail(fault);
    }
    return ok(new SerialPort(kernel, clock, file));
  }

  /** Waits for bytes. @returns how many were read into `into`; null where the stream has ended: `fault` says why */
  async read(into: Uint8Array<ArrayBuffer>): Promise<number | null> {
    while (this.#open) {
      const read = this.#file.read(into);
      if (read.ok && read.value > 0) return read.value;
      if (read.ok) {
        this.#end({ kind: "gone", detail: "the line was hung up" });
      } else if (!mayPass(read.fault)) {
        this.#end(serialFaultOf(read.fault, "use"));
      } else {
        await this.#kernel.wait([this.#file], POLL.IN, WAIT_MS);
      }
    }
    return null;
  }

  /**
   * Writes bytes. @returns how many were taken, at least one
   *
   * @throws {Deno.errors.BrokenPipe} where the stream has ended, as any connection does.
   */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    if (bytes.length === 0) return 0;
    const startMs = this.#clock.monotonicMs();
    while (this.#open) {
      const written = this.#file.write(bytes);
      if (written.ok && written.value > 0) return written.value;
      if (!written.ok && !mayPass(written.fault)) {
        this.#end(serialFaultOf(written.fault, "use"));
      } else if (this.#clock.monotonicMs() - startMs >= WRITE_STUCK_MS) {
        this.#end({ kind: "stuck", detail: `it has taken no byte for ${WRITE_STUCK_MS} ms` });
      } else {
        await this.#kernel.wait([this.#file], POLL.OUT, WAIT_MS);
      }
    }
    const why = this.fault === undefined ? "it was closed" : describeSerialFault(this.path, this.fault);
    throw new Deno.errors.BrokenPipe(why);
  }

  /** Ends the stream. A read that waits ends within a quarter of a second. */
  close(): void {
    this.#end(undefined);
  }

  #end(fault: SerialFault | undefined): void {
    if (!this.#open) return;
    this.#open = false;
    this.fault = fault;
    // Closing waits for bytes that are still to be sent, up to half a minute where the line takes none, and the process with it.
    this.#file.ioctl(TCFLSH, TCIOFLUSH);
    this.#file.close();
  }
}

/** Makes the port ours, raw and empty. @returns what is wrong with it */
function setUp(file: DeviceFile): SerialFault | undefined {
  const settings = new Uint8Array(TERMIOS_BYTES);
  const before = file.ioctl(TCGETS, settings);
  if (!before.ok) return serialFaultOf(before.fault, "open");
  const exclusive = file.ioctl(TIOCEXCL, 0);
  if (!exclusive.ok) return serialFaultOf(exclusive.fault, "open");
  encodeRaw115200(settings);
  const set = file.ioctl(TCSETS, settings);
  if (!set.ok) return serialFaultOf(set.fault, "open");
  // The kernel answers well even where the driver has left something out.
  const got = new Uint8Array(TERMIOS_BYTES);
  const after = file.ioctl(TCGETS, got);
  if (!after.ok) return serialFaultOf(after.fault, "open");
  if (!isSameMode(settings, got)) {
    return {
      kind: "unsuitable",
      detail: "its driver does not do 115200 baud with 8 data bits and no parity",
    };
  }
  // What has gathered before belongs to nobody, and begins in the middle of a packet.
  const flushed = file.ioctl(TCFLSH, TCIOFLUSH);
  return flushed.ok ? undefined : serialFaultOf(flushed.fault, "open");
}

function mayPass(fault: SyscallFault): boolean {
  return fault.errno === ERRNO.EAGAIN || fault.errno === ERRNO.EINTR;
}

function serialFaultOf(fault: SyscallFault, phase: "open" | "use"): SerialFault {
  const detail = describeSyscallFault(fault);
  if (fault.errno === ERRNO.ENOTTY) return { kind: "unsuitable", detail };
  // A terminal that was hung up answers EIO to everything.
  if (fault.errno === ERRNO.EIO) return { kind: phase === "use" ? "gone" : "missing", detail };
  return { kind: kindOfFault(fault, phase), detail };
}
