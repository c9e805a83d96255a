/**
 * When a role that ended is started again: at once the first time, then later and later, and never not at all.
 *
 * A run that was *stable* costs nothing: its end is answered at once. Ends of runs that were not stable are counted
 * inside a window; past the budget the role is given up, which means a trouble and slow retries for ever.
 */

/** How eagerly a role is restarted. */
export interface RestartPolicy {
  /** The first restart comes after 0 to this many milliseconds. */
  readonly firstDelayMsMax: number;
  /** The second restart in a row comes after half to all of this; each one after that doubles it. */
  readonly baseDelayMs: number;
  /** Where the doubling ends. */
  readonly delayMsMax: number;
  /** Restarts after unstable runs that a window may hold. */
  readonly budget: number;
  /** Length of that window. Must be longer than `budget` slow retries, or slow retries would renew the budget. */
  readonly windowMs: number;
  /** Past the budget: one retry after 0.75 to 1.25 of this, again and again. */
  readonly slowDelayMs: number;
  /** A role that has been ready for so long was stable. */
  readonly stableAfterMs: number;
}

/** What most roles use. */
export const RESTART_DEFAULTS: RestartPolicy = {
  // The spread keeps roles that died together (the kernel was out of memory) from starting in the same instant. Longer
  // would be felt: a process takes 250 ms to start, and the siren's share of a restart is 500 ms in all.
  firstDelayMsMax: 50,
  // About the time of one start. Shorter and a role that dies while starting takes a whole core; longer and two kills
  // in a row are out of service for more than 1.5 s.
  baseDelayMs: 250,
  // Longer than this is the slow retry's business.
  delayMsMax: 5_000,
  // Fewer would give up over one bad disk moment; more would hide a crash loop for longer than a minute.
  budget: 5,
  windowMs: 10 * 60_000,
  // Shorter would spend the box's time on starting what cannot run; longer leaves it unprotected after its cause is gone.
  slowDelayMs: 30_000,
  // Shorter and a role that crashes on its first real work counts as healthy; longer and a role that works between
  // rare crashes is kept waiting for nothing.
  stableAfterMs: 5_000,
};

/** What is remembered of the restarts before. */
export interface RestartHistory {
  /** Unstable ends in a row. */
  readonly streak: number;
  /** Monotonic times of the counted ends inside the window, oldest first; at most `budget + 1`. */
  readonly countedAtMs: readonly number[];
}

/** The history of a role that has never ended. */
export const NO_RESTARTS: RestartHistory = { streak: 0, countedAtMs: [] };

/** The decision about one restart. */
export interface RestartPlan {
  readonly delayMs: number;
  /** The run that ended was stable, so this restart is not counted. */
  readonly afterStability: boolean;
  /** Counted restarts inside the window, this one included. At most `budget + 1`. */
  readonly counted: number;
  /** The budget is spent: slow retries. */
  readonly givenUp: boolean;
  readonly history: RestartHistory;
}

/**
 * Decides about the restart after an end.
 *
 * @param readyForMs How long the run that ended had been ready; 0 where it never was.
 * @param random A number from 0 up to 1, for the jitter.
 */
export function planRestart(
  policy: RestartPolicy,
  history: RestartHistory,
  readyForMs: number,
  nowMs: number,
  random: number,
): RestartPlan {
  const recent = history.countedAtMs.filter((atMs) => nowMs - atMs < policy.windowMs);
  if (readyForMs >= policy.stableAfterMs) {
    return {
      delayMs: random * policy.firstDelayMsMax,
      afterStability: true,
      counted: recent.length,
      givenUp: false,
      history: { streak: 0, countedAtMs: recent },
    };
  }
  const countedAtMs = [...recent, nowMs].slice(-(policy.budget + 1));
  const givenUp = countedAtMs.length > policy.budget;
  return {
    delayMs: givenUp ? policy.slowDelayMs * (0.75 + 0.5 * random) : delayMs(policy, history.streak, random),
    afterStability: false,
    counted: countedAtMs.length,
    givenUp,
    history: { streak: history.streak + 1, countedAtMs },
  };
}

/**
 * How often the deadline for a start is doubled: 30 s become 4 minutes. Fewer and a machine that is slower still never protects;
 * more and a start that hangs is waited for longer than a person at the box would.
 */
const DEADLINE_DOUBLINGS_MAX = 3;

/**
 * How long the next start may take. Each unstable end before it doubles the time: on a machine so slow that no start is in time,
 * a fixed deadline would kill every one of them, for ever.
 */
export function startDeadlineMs(deadlineMs: number, history: RestartHistory): number {
  return deadlineMs * 2 ** Math.min(history.streak, DEADLINE_DOUBLINGS_MAX);
}

function delayMs(policy: RestartPolicy, streak: number, random: number): number {
  if (streak === 0) return random * policy.firstDelayMsMax;
  // The power is bounded before it is used: a streak may grow for ever, the number must not.
  const full = Math.min(policy.delayMsMax, policy.baseDelayMs * 2 ** Math.min(streak - 1, 20));
  return full * (0.5 + 0.5 * random);
}
