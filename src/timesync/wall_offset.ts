/**
 * How far the machine's wall clock is from its monotonic one: what shows a step of the wall clock, and nothing else does.
 */
import type { Clock } from "../clock/clock.ts";

/**
 * A look during which the process was not running for longer than this is thrown away. Longer takes a busy machine's
 * pause for a step; shorter finds no moment quiet enough on one.
 */
const LOOK_MAX_MS = 5;
/** A machine on which this many looks in a row were interrupted is looked at again at the next tick. */
const LOOKS_MAX = 3;

/**
 * Wall clock less monotonic clock, milliseconds, 1 ms exact as the wall clock is read in whole ones; undefined where the
 * machine is too busy to tell. It changes by steps alone: a clock that is bent back to the right time bends both.
 */
export function readWallOffset(clock: Clock): number | undefined {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const beforeMs = clock.monotonicMs();
    const wallMs = clock.wallMs();
    const afterMs = clock.monotonicMs();
    if (afterMs - beforeMs <= LOOK_MAX_MS) return wallMs - (beforeMs + afterMs) / 2;
  }
  return undefined;
}
