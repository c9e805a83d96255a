/**
 * What the Linux kernel knows of its own clock (adjtimex(2) with `modes = 0`, which needs no right and changes nothing).
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** The kernel's view. */
export interface KernelClock {
  /** A clock daemon has claimed the clock: `STA_UNSYNC` is clear. Stays so for hours after the daemon has died. */
  readonly claimed: boolean;
  /** Bound of the clock's error as the daemon last set it, growing by 0.5 ms a second since: what tells a dead daemon. */
  readonly maxErrorMs: number;
  /** The daemon's own estimate of the error. */
  readonly estimatedErrorMs: number;
}

/** Why nothing is known. */
export type KernelClockFault =
  | { readonly kind: "unsupported"; readonly os: string }
  | { readonly kind: "refused"; readonly errno: number };

/** Asks the kernel. */
export interface KernelClockReader {
  read(): Result<KernelClock, KernelClockFault>;
  close(): void;
}

/** `struct timex` of 64-bit Linux (`<linux/timex.h>`): its size, and where what is read here lies in it. */
export const TIMEX_BYTES = 208;
const MAX_ERROR_US = 24;
const ESTIMATED_ERROR_US = 32;
const STATUS = 40;
const STA_UNSYNC = 0x40;

/** Reads the answer of a call. */
export function decodeTimex(timex: DataView): KernelClock {
  return {
    claimed: (timex.getInt32(STATUS, true) & STA_UNSYNC) === 0,
    maxErrorMs: Number(timex.getBigInt64(MAX_ERROR_US, true)) / 1_000,
    estimatedErrorMs: Number(timex.getBigInt64(ESTIMATED_ERROR_US, true)) / 1_000,
  };
}

/** Opens libc for it. Needs the permission for FFI now and not later. On other systems it reads `unsupported`. */
export function openKernelClock(os: string = Deno.build.os): KernelClockReader {
  if (os !== "linux") return { read: () => fail({ kind: "unsupported", os }), close: () => undefined };
  const libc = Deno.dlopen("libc.so.6", {
    adjtimex: { parameters: ["buffer"], result: "i32" },
    __errno_location: { parameters: [], result: "pointer" },
  });
  // Where this thread's errno lies, once and for all: reading through a pointer needs the permission each time.
  const errno = new Int32Array(
    Deno.UnsafePointerView.getArrayBuffer(libc.symbols.__errno_location()!, 4),
  );
  const buffer = new Uint8Array(TIMEX_BYTES);
  const view = new DataView(buffer.buffer);
  return {
    read: () => {
      // The kernel writes all of it each time; zeroed, `modes` asks for no change.
      buffer.fill(0);
      if (libc.symbols.adjtimex(buffer) >= 0) return ok(decodeTimex(view));
      return fail({ kind: "refused", errno: errno[0] });
    },
    close: () => libc.close(),
  };
}
