/**
 * The structures of the kernel's GPIO character device, version 2: numbers, layouts, and how to read and write them.
 *
 * Source: `linux/gpio.h`, since Linux 5.10. All platforms of the product are little-endian.
 */
import type { IoctlRequest } from "../linux/kernel.ts";

/** Version 1 of the interface has it too, so it answers on every kernel since 4.8. */
export const GPIO_GET_CHIPINFO: IoctlRequest = { name: "GPIO_GET_CHIPINFO_IOCTL", code: 0x8044B401n };
export const GPIO_V2_GET_LINEINFO: IoctlRequest = { name: "GPIO_V2_GET_LINEINFO_IOCTL", code: 0xC100B405n };
export const GPIO_V2_GET_LINE: IoctlRequest = { name: "GPIO_V2_GET_LINE_IOCTL", code: 0xC250B407n };
export const GPIO_V2_LINE_GET_VALUES: IoctlRequest = {
  name: "GPIO_V2_LINE_GET_VALUES_IOCTL",
  code: 0xC010B40En,
};
export const GPIO_V2_LINE_SET_VALUES: IoctlRequest = {
  name: "GPIO_V2_LINE_SET_VALUES_IOCTL",
  code: 0xC010B40Fn,
};

export const CHIP_INFO_BYTES = 68;
export const LINE_INFO_BYTES = 256;
export const LINE_REQUEST_BYTES = 592;
export const LINE_VALUES_BYTES = 16;
export const LINE_EVENT_BYTES = 48;
/** Names, labels and consumers have at most this many bytes, the closing 0 included. */
export const NAME_BYTES = 32;

/** `GPIO_V2_LINE_FLAG_*`. */
export const LINE_FLAG = {
  USED: 0x1,
  ACTIVE_LOW: 0x2,
  INPUT: 0x4,
  OUTPUT: 0x8,
  EDGE_RISING: 0x10,
  EDGE_FALLING: 0x20,
  OPEN_DRAIN: 0x40,
  OPEN_SOURCE: 0x80,
  BIAS_PULL_UP: 0x100,
  BIAS_PULL_DOWN: 0x200,
  BIAS_DISABLED: 0x400,
} as const;

const ATTRIBUTE_OUTPUT_VALUES = 2;
const ATTRIBUTE_DEBOUNCE = 3;
const EVENT_RISING = 1;

/** A GPIO chip, `struct gpiochip_info`. */
export interface ChipInfo {
  /** As `gpiochip0`; the number may change from one boot to the next. */
  readonly name: string;
  /** As the driver or the device tree calls it. */
  readonly label: string;
  readonly lines: number;
}

/** A line of a chip, `struct gpio_v2_line_info`. */
export interface LineInfo {
  /** Empty where the board gives it none. */
  readonly name: string;
  /** Who holds the line; empty where nobody does. */
  readonly consumer: string;
  readonly flags: number;
}

/** What is asked of one line, `struct gpio_v2_line_request`. */
export interface LineRequest {
  /** The line's number on its chip. */
  readonly offset: number;
  /** Who holds it, for other programs to see; cut to {@linkcode NAME_BYTES}. */
  readonly consumer: string;
  /** Of {@linkcode LINE_FLAG}. */
  readonly flags: number;
  /** First level of an output, `true` being the active one; it is set together with the direction. */
  readonly initial?: boolean;
  /** Time for which an input must be stable before the kernel reports a change. 0: none. */
  readonly debounceMs?: number;
}

/** A change of an input, `struct gpio_v2_line_event`. */
export interface LineEvent {
  /** `CLOCK_MONOTONIC`, milliseconds with fractions. */
  readonly atMs: number;
  /** From inactive to active. */
  readonly rising: boolean;
  /** Counts the events of the line from 1; a gap means that the kernel's buffer was full. */
  readonly sequence: number;
}

/** Reads `struct gpiochip_info`, {@linkcode CHIP_INFO_BYTES} long. */
export function decodeChipInfo(bytes: Uint8Array): ChipInfo {
  return {
    name: text(bytes, 0),
    label: text(bytes, 32),
    lines: viewOf(bytes).getUint32(64, true),
  };
}

/** Makes `bytes` the question about the line `offset` of a chip: `struct gpio_v2_line_info`, which the kernel then fills. */
export function encodeLineInfoQuery(offset: number, bytes: Uint8Array): void {
  bytes.fill(0);
  viewOf(bytes).setUint32(64, offset, true);
}

/** Reads the `struct gpio_v2_line_info` that the kernel has filled. */
export function decodeLineInfo(bytes: Uint8Array): LineInfo {
  // The flags have 64 bits, of which the upper half has no meaning yet.
  return { name: text(bytes, 0), consumer: text(bytes, 32), flags: viewOf(bytes).getUint32(72, true) };
}

/** The `struct gpio_v2_line_request` for one line. {@linkcode descriptorOf} reads what the kernel writes into it. */
export function encodeLineRequest(request: LineRequest): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LINE_REQUEST_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, request.offset, true);
  new TextEncoder().encodeInto(request.consumer, bytes.subarray(256, 256 + NAME_BYTES - 1));
  view.setUint32(288, request.flags, true);
  let attributes = 0;
  const attribute = (id: number, write: (at: number) => void) => {
    const at = 320 + attributes++ * 24;
    view.setUint32(at, id, true);
    write(at + 8);
    // The mask has a bit for each line of the request: there is one.
    view.setUint32(at + 16, 1, true);
  };
  if (request.initial !== undefined) {
    attribute(ATTRIBUTE_OUTPUT_VALUES, (at) => view.setUint32(at, request.initial ? 1 : 0, true));
  }
  if (request.debounceMs !== undefined && request.debounceMs > 0) {
    attribute(ATTRIBUTE_DEBOUNCE, (at) => view.setUint32(at, Math.round(request.debounceMs! * 1000), true));
  }
  view.setUint32(296, attributes, true);
  view.setUint32(560, 1, true);
  return bytes;
}

/** The descriptor of the line, which the kernel has written into the request. */
export function descriptorOf(request: Uint8Array): number {
  return viewOf(request).getInt32(588, true);
}

/** Writes the level of the only line into `bytes`, `struct gpio_v2_line_values`. */
export function encodeLineValue(on: boolean, bytes: Uint8Array): void {
  bytes.fill(0);
  bytes[0] = on ? 1 : 0;
  bytes[8] = 1;
}

/** Whether the only line is active, from `struct gpio_v2_line_values`. */
export function decodeLineValue(bytes: Uint8Array): boolean {
  return (bytes[0] & 1) !== 0;
}

/** The event number `index` in `bytes`. */
export function decodeLineEvent(bytes: Uint8Array, index: number): LineEvent {
  const view = viewOf(bytes);
  const at = index * LINE_EVENT_BYTES;
  return {
    atMs: Number(view.getBigUint64(at, true)) / 1e6,
    rising: view.getUint32(at + 8, true) === EVENT_RISING,
    sequence: view.getUint32(at + 20, true),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: Uint8Array, at: number): string {
  const field = bytes.subarray(at, at + NAME_BYTES);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
