/**
 * The machine's own clock.
 *
 * `performance.now()` counts from the start of each process; one look at libc's `clock_gettime(CLOCK_MONOTONIC)`
 * when the clock is made gives the offset that makes it the same in all of them (both tick from the same source).
 */
import type { Clock } from "./clock.ts";

const LIBC: Record<string, { path: string; monotonic: number } | undefined> = {
  linux: { path: "libc.so.6", monotonic: 1 },
  darwin: { path: "libSystem.dylib", monotonic: 6 },
};

/**
 * Makes the clock of this machine. Needs the permission to call libc (FFI) for the length of this call only.
 *
 * @throws where the operating system is not known, or libc refuses.
 */
export function systemClock(): Clock {
  const originMs = monotonicOriginMs();
  return {
    monotonicMs: () => originMs + performance.now(),
    wallMs: () => Date.now(),
    sleep,
  };
}

/** The monotonic time at which this process's `performance.now()` was 0. */
function monotonicOriginMs(): number {
  const libc = LIBC[Deno.build.os];
  if (libc === undefined) throw new Error(`clock: no monotonic clock known for ${Deno.build.os}`);
  const library = Deno.dlopen(libc.path, {
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    // struct timespec: seconds and nanoseconds, 64 bits each on every platform that Deno has.
    const timespec = new BigInt64Array(2);
    // The first call resolves the symbol; only the second is close enough to performance.now().
    library.symbols.clock_gettime(libc.monotonic, timespec);
    const result = library.symbols.clock_gettime(libc.monotonic, timespec);
    const processMs = performance.now();
    if (result !== 0) throw new Error(`clock: clock_gettime answered ${result}`);
    return Number(timespec[0]) * 1000 + Number(timespec[1]) / 1e6 - processMs;
  } finally {
    library.close();
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}
