/**
 * Who of several leads: a lease in a key of the servers, held by renewing it. Pure: what was read and the time in, what to write out.
 *
 * Nobody's clock is compared with anybody's: a lease is free when its revision has not changed for a while by the looker's own
 * monotonic clock, and the write that takes it succeeds only on the revision that was seen. So two never lead at once for longer
 * than it takes the former leader to notice, and it has stopped by itself before that.
 */

/** The leader renews this often. */
export const RENEW_MS = 1_000;
/** A lease that was not renewed for this long is free. Shorter takes a slow link for a death; longer delays the fail-over (5 s in all). */
export const FREE_MS = 3_000;
/** A leader that could not renew for this long leads no more: well before somebody else may. */
export const STEP_DOWN_MS = 2_000;

/** What stands in the key. */
export interface LeaseEntry {
  /** Grows with each write of the key. */
  readonly revision: number;
  readonly holder: string;
  /** Grows by one with each new leader: orders of an older one are refused. */
  readonly term: number;
}

/** What one of the candidates knows. */
export interface LeaseState {
  readonly self: string;
  /** The highest term ever seen: a key that was lost must not begin anew below it. */
  readonly termMax: number;
  /** The last entry seen, and since when it has been that; absent: the key was empty, or never read. */
  readonly seen?: LeaseEntry & { readonly sinceMs: number };
  /** The term in which this one leads, and when its hold began that was written last. */
  readonly leads?: { readonly term: number; readonly renewedMs: number };
}

/** What can happen. */
export type LeaseInput =
  /** The key was read; undefined: it is empty. */
  | { readonly kind: "read"; readonly entry: LeaseEntry | undefined }
  /** A write that was begun at `begunMs` succeeded. */
  | { readonly kind: "written"; readonly revision: number; readonly term: number; readonly begunMs: number }
  /** Somebody else was faster, or the servers do not answer. */
  | { readonly kind: "refused" }
  | { readonly kind: "tick" };

/** What to write: on this revision (0: the key must be empty), with this term. */
export interface LeaseWrite {
  readonly onRevision: number;
  readonly term: number;
}

/** Knows nothing yet. */
export function startLease(self: string): LeaseState {
  return { self, termMax: 0 };
}

/** Takes one input in. */
export function stepLease(
  state: LeaseState,
  input: LeaseInput,
  nowMs: number,
): { readonly state: LeaseState; readonly write?: LeaseWrite } {
  const next = stepDown(take(state, input, nowMs), nowMs);
  const write = input.kind === "read" ? wanted(next, input.entry, nowMs) : undefined;
  return { state: next, ...(write === undefined ? {} : { write }) };
}

function take(state: LeaseState, input: LeaseInput, nowMs: number): LeaseState {
  switch (input.kind) {
    case "read": {
      const { entry } = input;
      const { seen: before, leads, self, termMax } = state;
      if (entry === undefined) return { self, termMax };
      const seen = before?.revision === entry.revision && before.holder === entry.holder
        ? before
        : { ...entry, sinceMs: nowMs };
      // Somebody else holds it: whatever this one believed, it leads no more.
      const isOwn = entry.holder === self && leads?.term === entry.term;
      return {
        self,
        termMax: Math.max(termMax, entry.term),
        seen,
        ...(isOwn && leads !== undefined ? { leads } : {}),
      };
    }
    case "written": {
      const { revision, term, begunMs } = input;
      return {
        self: state.self,
        termMax: Math.max(state.termMax, term),
        seen: { revision, holder: state.self, term, sinceMs: nowMs },
        leads: { term, renewedMs: begunMs },
      };
    }
    case "refused":
    case "tick":
      return state;
  }
}

function stepDown(state: LeaseState, nowMs: number): LeaseState {
  const { leads, ...rest } = state;
  return leads !== undefined && nowMs - leads.renewedMs >= STEP_DOWN_MS ? rest : state;
}

function wanted(state: LeaseState, entry: LeaseEntry | undefined, nowMs: number): LeaseWrite | undefined {
  if (entry === undefined) return { onRevision: 0, term: state.termMax + 1 };
  const { leads, seen } = state;
  if (leads !== undefined) {
    return nowMs - leads.renewedMs >= RENEW_MS ? { onRevision: entry.revision, term: leads.term } : undefined;
  }
  // Also its own from before a restart: the former self may still be writing.
  const isFree = seen !== undefined && nowMs - seen.sinceMs >= FREE_MS;
  return isFree ? { onRevision: entry.revision, term: entry.term + 1 } : undefined;
}
