/**
 * A GPIO chip for tests that speaks the kernel's own structures, byte by byte.
 */
import type { FakeDevice, FakeKernel } from "../linux/fake_kernel.ts";
import { POLL } from "../linux/kernel.ts";

// Written down from linux/gpio.h once more, so that a wrong number in the driver does not agree with itself.
const GET_CHIPINFO = 0x8044B401n;
const GET_LINEINFO = 0xC100B405n;
const GET_LINE = 0xC250B407n;
const GET_VALUES = 0xC010B40En;
const SET_VALUES = 0xC010B40Fn;
const FLAG_ACTIVE_LOW = 2n;
const FLAG_OUTPUT = 8n;
const EBUSY = -16;
const ENODEV = -19;
const EINVAL = -22;
const EVENTS_KEPT = 16;

/** One line as it stands on the chip. */
export interface FakeLine {
  readonly name: string;
  /** The voltage. */
  high: boolean;
  consumer: string;
  /** The 592 bytes of the request that holds it; undefined where nobody does. */
  request: Uint8Array | undefined;
  /** Voltages that holders of the line have set, the first with the request. */
  readonly set: boolean[];
  readonly events: Uint8Array[];
  sequence: number;
}

/** One chip, plugged in. */
export class FakeChip {
  readonly lines: FakeLine[];
  /** The error number of the next request for a line, negative; 0: none. */
  requestError = 0;
  /** A kernel from before version 2 of the interface. */
  legacy = false;
  readonly #kernel: FakeKernel;
  readonly #path: string;
  readonly #label: string;
  #plugged = true;

  constructor(kernel: FakeKernel, path: string, label: string, names: readonly string[]) {
    this.#kernel = kernel;
    this.#path = path;
    this.#label = label;
    this.lines = names.map((name) => ({
      name,
      high: false,
      consumer: "",
      request: undefined,
      set: [],
      events: [],
      sequence: 0,
    }));
    kernel.paths.set(path, () => this.#chipDevice());
  }

  /** Pulls the chip out: its file goes, and every open line answers ENODEV. */
  unplug(): void {
    this.#plugged = false;
    this.#kernel.paths.delete(this.#path);
    this.#kernel.wake();
  }

  /** Somebody outside brings the line `offset` to a voltage; its holder gets an event, stamped `atMs`. */
  drive(offset: number, high: boolean, atMs: number): void {
    const line = this.lines[offset];
    if (line.high === high) return;
    line.high = high;
    if (line.request === undefined) return;
    const event = new Uint8Array(48);
    const view = new DataView(event.buffer);
    view.setBigUint64(0, BigInt(Math.round(atMs * 1e6)), true);
    view.setUint32(8, high !== activeLow(line) ? 1 : 2, true);
    view.setUint32(12, offset, true);
    view.setUint32(16, ++line.sequence, true);
    view.setUint32(20, line.sequence, true);
    line.events.push(event);
    if (line.events.length > EVENTS_KEPT) line.events.shift();
    this.#kernel.wake();
  }

  #chipDevice(): FakeDevice {
    return {
      ioctl: (request, argument) => {
        if (!this.#plugged) return ENODEV;
        const bytes = argument as Uint8Array<ArrayBuffer>;
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        if (request.code === GET_CHIPINFO) {
          put(bytes, 0, this.#path.slice("/dev/".length));
          put(bytes, 32, this.#label);
          view.setUint32(64, this.lines.length, true);
          return 0;
        }
        if (this.legacy) return EINVAL;
        if (request.code === GET_LINEINFO) {
          const line = this.lines[view.getUint32(64, true)];
          if (line === undefined) return EINVAL;
          put(bytes, 0, line.name);
          put(bytes, 32, line.consumer);
          view.setUint32(72, line.request === undefined ? 0 : 1, true);
          return 0;
        }
        return request.code === GET_LINE ? this.#request(bytes, view) : EINVAL;
      },
    };
  }

  #request(bytes: Uint8Array<ArrayBuffer>, view: DataView): number {
    if (this.requestError !== 0) return this.requestError;
    const line = this.lines[view.getUint32(0, true)];
    if (line === undefined || view.getUint32(560, true) !== 1) return EINVAL;
    if (line.consumer !== "") return EBUSY;
    line.request = bytes.slice();
    line.consumer = new TextDecoder().decode(bytes.subarray(256, bytes.indexOf(0, 256)));
    if ((view.getBigUint64(288, true) & FLAG_OUTPUT) !== 0n) {
      // The only attribute of an output is its first level: id 2, a bit for each line, a mask.
      const given = view.getUint32(296, true) === 1 && view.getUint32(320, true) === 2;
      if (!given || view.getBigUint64(336, true) !== 1n) return EINVAL;
      this.#put(line, view.getBigUint64(328, true) === 1n);
    }
    view.setInt32(588, this.#kernel.give(this.#lineDevice(line)), true);
    return 0;
  }

  #lineDevice(line: FakeLine): FakeDevice {
    return {
      ioctl: (request, argument) => {
        if (!this.#plugged) return ENODEV;
        const bytes = argument as Uint8Array<ArrayBuffer>;
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        if (view.getBigUint64(8, true) !== 1n) return EINVAL;
        if (request.code === GET_VALUES) {
          view.setBigUint64(0, line.high !== activeLow(line) ? 1n : 0n, true);
          return 0;
        }
        if (request.code !== SET_VALUES) return EINVAL;
        this.#put(line, view.getBigUint64(0, true) === 1n);
        return 0;
      },
      conditions: () => !this.#plugged ? POLL.ERROR | POLL.HANG_UP : line.events.length > 0 ? POLL.IN : 0,
      read: (into) => {
        if (!this.#plugged) return ENODEV;
        if (line.events.length === 0) throw new Error("a read without an event waits for ever");
        const events = line.events.splice(0, Math.floor(into.length / 48));
        events.forEach((event, i) => into.set(event, i * 48));
        return events.length * 48;
      },
      close: () => {
        line.request = undefined;
        line.consumer = "";
        line.events.length = 0;
        line.sequence = 0;
      },
    };
  }

  #put(line: FakeLine, active: boolean): void {
    line.high = active !== activeLow(line);
    line.set.push(line.high);
  }
}

function activeLow(line: FakeLine): boolean {
  const flags = new DataView(line.request!.buffer, line.request!.byteOffset).getBigUint64(288, true);
  return (flags & FLAG_ACTIVE_LOW) !== 0n;
}

function put(bytes: Uint8Array, at: number, text: string): void {
  bytes.fill(0, at, at + 32);
  new TextEncoder().encodeInto(text, bytes.subarray(at, at + 31));
}
