/**
 * Whether a system that was just started may stay: it must have protected, without a gap, for a minute.
 *
 * Pure: it is told what was seen and when. It must never call a slot good that has not raised an alarm by itself; and it must not hold
 * against a new system what was so under the old one.
 */

/** How long all must be well without a gap. Longer keeps a box that restarts often on its last attempts; shorter misses a role that dies slowly. */
export const PROOF_MS = 60_000;
/** A wall clock that differs from the monotonic one by more within a proof is being set. */
const CLOCK_STEP_MAX_MS = 5_000;

/** What is seen of the running system at one moment. */
export interface Sight {
  /** Monotonic. */
  readonly atMs: number;
  readonly wallMs: number;
  /** Why the service does not protect; empty where it does. */
  readonly faults: readonly string[];
  /** Starts of all roles together: one more is a role that has died. */
  readonly restarts: number;
  /** Sensors that deliver fresh data. */
  readonly fresh: readonly string[];
}

/** What the system is held to. */
export interface Standard {
  /** The time at which this version was made: no clock that is right can be before it. Undefined where it is not known. */
  readonly builtWallMs: number | undefined;
  /** Sensors that were fresh when the update was installed; empty where the slot has proved itself before. */
  readonly expected: readonly string[];
}

/** How far the proof is. */
export interface Proof {
  /** The first of the sights without a gap; undefined: the last one was not good. */
  readonly since: Sight | undefined;
  /** What stands against it now. */
  readonly faults: readonly string[];
  readonly proved: boolean;
}

/** Nothing seen yet. */
export const UNPROVED: Proof = { since: undefined, faults: ["nothing was seen yet"], proved: false };

/** The proof after one more look. */
export function look(proof: Proof, sight: Sight, standard: Standard): Proof {
  const faults = [...sight.faults, ...missing(sight, standard), ...clockFaults(proof.since, sight, standard)];
  if (faults.length > 0) return { since: undefined, faults, proved: false };
  const { since } = proof;
  // A role that has been started anew between two looks has left a gap.
  if (since === undefined || since.restarts !== sight.restarts) {
    return { since: sight, faults: [], proved: false };
  }
  return { since, faults: [], proved: sight.atMs - since.atMs >= PROOF_MS };
}

function missing({ fresh }: Sight, { expected }: Standard): string[] {
  const seen = new Set(fresh);
  return expected.filter((id) => !seen.has(id)).map((id) =>
    `sensor ${id} delivers nothing, and did before the update`
  );
}

function clockFaults(since: Sight | undefined, sight: Sight, { builtWallMs }: Standard): string[] {
  if (builtWallMs !== undefined && sight.wallMs < builtWallMs) {
    return [`the clock says ${new Date(sight.wallMs).toISOString()}, before this version was made`];
  }
  if (since === undefined) return [];
  const stepMs = sight.wallMs - since.wallMs - (sight.atMs - since.atMs);
  return Math.abs(stepMs) > CLOCK_STEP_MAX_MS
    ? [`the clock was set by ${Math.round(stepMs / 1000)} s meanwhile`]
    : [];
}
