/**
 * Tells a role that hangs from one that only waits for a processor: both are silent, and starting the latter anew makes it wait again.
 *
 * A role that sleeps, is stopped or is locked up with itself does not wait for a processor; one that goes round in an endless loop waits
 * only where others want the processor too. So waiting excuses silence, for a time that is bounded.
 */
import type { ThreadUse } from "./supervisor_ports.ts";

/**
 * Two looks further apart than this say nothing of the time between: the role may have spoken in it, or the supervisor did not run. A few
 * of the supervisor's ticks; fewer would throw away what a supervisor that is itself short of time sees.
 */
const GAP_MS = 2_000;

/**
 * Adds up how long one process has waited for a processor, from looks at its threads. Its first thread speaks for it; that may itself wait
 * for another (one that collects garbage, or writes to a disk), so the thread that waited longest counts, look by look.
 */
export class WaitMeter {
  readonly #gapMs: number;
  #atMs = -Infinity;
  #uses = new Map<number, ThreadUse>();
  #sumMs = 0;

  constructor(gapMs = GAP_MS) {
    this.#gapMs = gapMs;
  }

  /** All that was waited while it was looked at. Only differences of it mean something. */
  get sumMs(): number {
    return this.#sumMs;
  }

  /** Takes a look; without threads where the system does not tell of them. */
  look(uses: readonly ThreadUse[], nowMs: number): void {
    const passedMs = nowMs - this.#atMs;
    if (passedMs <= this.#gapMs) {
      this.#sumMs += Math.max(
        0,
        ...uses.map((use) => this.#waitedMs(use, passedMs)),
      );
    }
    this.#atMs = nowMs;
    this.#uses = new Map(uses.map((use) => [use.thread, use]));
  }

  #waitedMs(use: ThreadUse, passedMs: number): number {
    const before = this.#uses.get(use.thread);
    if (before === undefined) return 0;
    // The kernel adds a wait to its figure only when it is over. Who wants to run and has not run at all has waited all the time.
    if (use.wantsToRun && use.ranMs === before.ranMs) return passedMs;
    return Math.min(use.waitedMs - before.waitedMs, passedMs);
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
