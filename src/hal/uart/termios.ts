/**
 * The kernel's terminal settings, and those of a raw line of 115200 baud.
 *
 * Source: `asm-generic/termbits.h` and `asm-generic/ioctls.h`, the same on x86-64 and arm64.
 */
import type { IoctlRequest } from "../linux/kernel.ts";

export const TCGETS: IoctlRequest = { name: "TCGETS", code: 0x5401n };
export const TCSETS: IoctlRequest = { name: "TCSETS", code: 0x5402n };
/** Throws away what has arrived or waits to be sent. */
export const TCFLSH: IoctlRequest = { name: "TCFLSH", code: 0x540Bn };
export const TCIOFLUSH = 2;
/** Nobody else may open the line, root excepted. */
export const TIOCEXCL: IoctlRequest = { name: "TIOCEXCL", code: 0x540Cn };

/**
 * `struct termios` of the kernel: flags of input, output, control and local mode, 32 bits each; line discipline at 16; 19 control
 * characters from 17 on. libc's own is longer.
 */
export const TERMIOS_BYTES = 36;
const CHARACTERS_AT = 17;
const VTIME = 5;
const VMIN = 6;

/** Breaks and bytes with errors are left out: the line protocol finds out that a packet is damaged. */
const INPUT = 0x0001 | 0x0004;
/** 8 bits, receiver on, modem lines ignored. No parity, one stop bit, no flow control, no hang-up at the end. */
const CONTROL = 0x0030 | 0x0080 | 0x0800;
const BAUD_115200 = 0x1002;

/** Writes the settings of a raw line with 115200 baud, 8 data bits, no parity and 1 stop bit into `bytes`. */
export function encodeRaw115200(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  bytes.fill(0, 0, TERMIOS_BYTES);
  view.setUint32(0, INPUT, true);
  view.setUint32(8, CONTROL | BAUD_115200, true);
  bytes[CHARACTERS_AT + VMIN] = 1;
  bytes[CHARACTERS_AT + VTIME] = 0;
}

/** What of two settings must agree for a line to work: the modes. */
export function isSameMode(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < 16; at++) if (a[at] !== b[at]) return false;
  return true;
}
