/**
 * I2C buses of this machine through `/dev/i2c-N`, by combined transfers.
 *
 * Source: the kernel's `linux/i2c.h`, `linux/i2c-dev.h` and its document "Implementing I2C device drivers in userspace".
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { ERRNO } from "../linux/errno.ts";
import {
  type Arena,
  describeSyscallFault,
  type DeviceFile,
  type IoctlRequest,
  type Kernel,
  kindOfFault,
  OPEN,
  type SyscallFault,
} from "../linux/kernel.ts";
import { ADDRESS_MAX, ADDRESS_MIN, type BusFault, type I2cBus, type Segment } from "./bus.ts";

export const I2C_TIMEOUT: IoctlRequest = { name: "I2C_TIMEOUT", code: 0x0702n };
export const I2C_FUNCS: IoctlRequest = { name: "I2C_FUNCS", code: 0x0705n };
export const I2C_RDWR: IoctlRequest = { name: "I2C_RDWR", code: 0x0707n };

/** Bit of `I2C_FUNCS`: the adapter can do plain I2C, not only the transfers of SMBus. */
const FUNC_I2C = 1;
/** Flag of a message that reads. */
const MESSAGE_READ = 1;
/** `struct i2c_rdwr_ioctl_data`: pointer to the messages, number of messages. */
const TRANSFER_BYTES = 16;
/** `struct i2c_msg`: address at 0, flags at 2, length at 4, pointer to the bytes at 8. */
const MESSAGE_BYTES = 16;
/** Parts of one transfer; chips need two. The kernel allows 42. */
const SEGMENTS_MAX = 4;
/** Bytes of one transfer: the longest is the memory of an MLX90640, 1,664 and the register's address. */
const DATA_BYTES_MAX = 4096;
const MESSAGES_AT = TRANSFER_BYTES;
const DATA_AT = MESSAGES_AT + SEGMENTS_MAX * MESSAGE_BYTES;
/**
 * How long the adapter waits, in the 10 ms that the kernel counts by. Its own default is a second, for which a bus that is stuck
 * would hold up this process while the reason is asked for; less than 150 ms would cut off a whole frame at 100 kHz.
 */
const TIMEOUT_10_MS = 25;

/** One bus of this machine. Made once; opened again whenever its adapter was gone. */
export class LinuxI2c {
  readonly path: string;
  readonly #kernel: Kernel;
  readonly #arena: Arena;
  #open = false;

  /** @param path As `/dev/i2c-1`. Needs the permission for FFI; opening does not. */
  constructor(kernel: Kernel, path: string) {
    this.path = path;
    this.#kernel = kernel;
    this.#arena = kernel.arena(DATA_AT + DATA_BYTES_MAX);
  }

  /** Opens the bus. It must not be open already: both would use the same memory. */
  open(): Result<I2cBus, BusFault> {
    if (this.#open) throw new Error(`${this.path} is opened while it is open`);
    const opened = this.#kernel.open(this.path, OPEN.READ_WRITE);
    if (!opened.ok) return fail(busFaultOf(opened.fault, "open"));
    const file = opened.value;
    const functions = new Uint8Array(8);
    const asked = file.ioctl(I2C_FUNCS, functions);
    if (!asked.ok || (functions[0] & FUNC_I2C) === 0) {
      file.close();
      if (!asked.ok && asked.fault.errno !== ERRNO.ENOTTY) return fail(busFaultOf(asked.fault, "open"));
      return fail({ kind: "unsupported", detail: `${this.path} does no plain I2C transfers` });
    }
    // Adapters that do not let their waiting time be set keep their own, which is longer but not endless.
    file.ioctl(I2C_TIMEOUT, TIMEOUT_10_MS);
    this.#open = true;
    return ok(new LinuxBus(file, this.#arena, () => this.#open = false));
  }
}

class LinuxBus implements I2cBus {
  readonly #file: DeviceFile;
  readonly #arena: Arena;
  readonly #view: DataView;
  readonly #closed: () => void;
  #busy = false;
  #open = true;

  constructor(file: DeviceFile, arena: Arena, closed: () => void) {
    this.#file = file;
    this.#arena = arena;
    this.#closed = closed;
    this.#view = new DataView(arena.bytes.buffer);
  }

  async transfer(address: number, segments: readonly Segment[]): Promise<Result<void, BusFault>> {
    if (this.#busy) throw new Error(`${this.#file.path}: a transfer is going on`);
    if (address < ADDRESS_MIN || address > ADDRESS_MAX) throw new RangeError(`address ${address}`);
    this.#fill(address, segments);
    this.#busy = true;
    try {
      // In a thread, since a whole frame takes 40 ms on the wire.
      if (await this.#file.ioctlInThread(I2C_RDWR, this.#arena.bytes)) {
        this.#collect(segments);
        return ok(undefined);
      }
      return this.#open ? this.#reason(address) : fail({ kind: "gone", detail: "the bus was closed" });
    } finally {
      this.#busy = false;
      this.#release();
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#file.close();
    this.#release();
  }

  /**
   * Why a transfer has failed. The error number of a thread is lost, so the chip is asked for a single byte here, where it is not:
   * what stands in the way of that stood in the way of the transfer.
   */
  #reason(address: number): Result<never, BusFault> {
    this.#fill(address, [{ kind: "read", into: new Uint8Array(1) }]);
    const probed = this.#file.ioctl(I2C_RDWR, this.#arena.bytes);
    const chip = `${this.#file.path} address 0x${address.toString(16)}`;
    if (probed.ok) {
      return fail({ kind: "failed", detail: `a transfer with ${chip} broke off; the chip answers` });
    }
    const fault = busFaultOf(probed.fault, "use");
    return fail({ kind: fault.kind, detail: `${chip}: ${fault.detail}` });
  }

  #fill(address: number, segments: readonly Segment[]): void {
    if (segments.length > SEGMENTS_MAX) throw new RangeError(`${segments.length} segments`);
    const view = this.#view;
    view.setBigUint64(0, this.#arena.address + BigInt(MESSAGES_AT), true);
    view.setUint32(8, segments.length, true);
    let at = DATA_AT;
    segments.forEach((segment, i) => {
      const bytes = segment.kind === "write" ? segment.bytes : segment.into;
      if (at + bytes.length > DATA_AT + DATA_BYTES_MAX) {
        throw new RangeError(`a transfer of more than ${DATA_BYTES_MAX} bytes`);
      }
      const message = MESSAGES_AT + i * MESSAGE_BYTES;
      view.setUint16(message, address, true);
      view.setUint16(message + 2, segment.kind === "read" ? MESSAGE_READ : 0, true);
      view.setUint16(message + 4, bytes.length, true);
      view.setBigUint64(message + 8, this.#arena.address + BigInt(at), true);
      if (segment.kind === "write") this.#arena.bytes.set(bytes, at);
      at += bytes.length;
    });
  }

  #collect(segments: readonly Segment[]): void {
    let at = DATA_AT;
    for (const segment of segments) {
      if (segment.kind === "read") {
        segment.into.set(this.#arena.bytes.subarray(at, at + segment.into.length));
        at += segment.into.length;
      } else {
        at += segment.bytes.length;
      }
    }
  }

  /** The memory is free for the next opening once the bus is closed and no thread uses it. */
  #release(): void {
    if (!this.#open && !this.#busy) this.#closed();
  }
}

/** What an error number says, by the kernel's document "I2C/SMBus fault codes". */
function busFaultOf(fault: SyscallFault, phase: "open" | "use"): BusFault {
  const detail = describeSyscallFault(fault);
  if (phase === "use") {
    switch (fault.errno) {
      case ERRNO.ENXIO:
      case ERRNO.EREMOTEIO:
        return { kind: "no-answer", detail };
      case ERRNO.EAGAIN:
      case ERRNO.EBUSY:
      case ERRNO.ETIMEDOUT:
        return { kind: "stuck", detail };
      case ERRNO.EOPNOTSUPP:
        return { kind: "unsupported", detail };
    }
  }
  const kind = kindOfFault(fault, phase);
  return { kind: kind === "busy" ? "stuck" : kind, detail };
}
