/**
 * Waiting with a bound, for what a disk, a process or a peer may never answer.
 */
import type { Clock } from "./clock.ts";

/** Waits for `promise`, but no longer than `ms`; rejects where it does. @returns whether it was in time */
export async function atMost(
  clock: Clock,
  ms: number,
  promise: Promise<unknown> | undefined,
): Promise<boolean> {
  const done = new AbortController();
  const limit = clock.sleep(ms, done.signal).then(() => false, (error) => {
    if (!done.signal.aborted) throw error;
    return false;
  });
  try {
    return await Promise.race([Promise.resolve(promise).then(() => true), limit]);
  } finally {
    done.abort();
  }
}
