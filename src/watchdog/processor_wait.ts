/**
 * Tells a role that hangs from one that only waits for a processor: both are silent, and starting the latter anew makes it wait again.
 *
 * A role that sleeps, is stopped or is locked up with itself does not wait for a processor; one that goes round in an endless loop waits
 * only where others want the processor too. So waiting excuses silence, for a time that is bounded.
 */
import type { ProcessorUse } from "./supervisor_ports.ts";

/**
 * Two looks further apart than this say nothing of the time between: the role may have spoken in it, or the supervisor did not run. A few
 * of the supervisor's ticks; fewer would throw away what a supervisor that is itself short of time sees.
 */
const GAP_MS = 2_000;

/** Adds up how long one process has waited for a processor, from looks at it. */
export class WaitMeter {
  #atMs = -Infinity;
  #use: ProcessorUse | undefined;
  #sumMs = 0;

  /** All that was waited while it was looked at. Only differences of it mean something. */
  get sumMs(): number {
    return this.#sumMs;
  }

  /** Takes a look; undefined where the system does not tell. */
  look(use: ProcessorUse | undefined, nowMs: number): void {
    const before = this.#use;
    const passedMs = nowMs - this.#atMs;
    this.#use = use;
    this.#atMs = nowMs;
    if (use === undefined || before === undefined || passedMs > GAP_MS) return;
    // The kernel adds a wait to its figure only when it is over. Who wants to run and has not run at all has waited all the time.
    const waitedMs = use.wantsToRun && use.ranMs === before.ranMs ? passedMs : use.waitedMs - before.waitedMs;
    this.#sumMs += Math.min(Math.max(0, waitedMs), passedMs);
  }
}

/** What a role's silence is. */
export type Silence =
  /** Within its limit. */
  | "in-time"
  /** Past its limit, and for the most part it waited for a processor. */
  | "starved"
  /** To be ended. */
  | "overdue";

/**
 * Judges a silence, of any kind: no heartbeat, no progress, not ready.
 *
 * @param waitedMs How much of it the role waited for a processor.
 * @param graceMs How much longer than its limit a starved role may be silent.
 */
export function judgeSilence(forMs: number, waitedMs: number, limitMs: number, graceMs: number): Silence {
  if (forMs <= limitMs) return "in-time";
  if (forMs > limitMs + graceMs || !waitedMostOf(forMs, waitedMs)) return "overdue";
  // While it did not wait it ran, or hung: it had as much time for its word as any other role.
  return forMs - waitedMs > limitMs ? "overdue" : "starved";
}

/** Whether waiting for a processor was most of it. */
export function waitedMostOf(forMs: number, waitedMs: number): boolean {
  return waitedMs > forMs / 2;
}
