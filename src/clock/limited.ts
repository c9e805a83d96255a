/**
 * Work that is told to end after a time.
 */
import type { Clock } from "./clock.ts";

/** Does `work`; its signal is aborted after `ms`, or with `signal`. */
export async function limited<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = new AbortController();
  const stop = () => limit.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  clock.sleep(ms, timer.signal).then(stop, (error) => {
    if (!timer.signal.aborted) throw error;
  });
  try {
    return await work(limit.signal);
  } finally {
    timer.abort();
    signal?.removeEventListener("abort", stop);
  }
}
