/**
 * Whether other boxes are there, and have been for long enough: pure, from heartbeats and time.
 *
 * Silence is judged by this box's own monotonic clock, and only while it can hear: it never takes its own deafness for the death of others.
 */

/** A box not heard for so long is gone. Two restarts of its fleet process fit in; longer leaves less of the 30 s within which its cameras are to be watched again. */
export const SILENT_MS = 12_000;
/** A box that is back must have been there for so long before it gets its cameras back. Twice as long with each time that it went within an hour. */
export const STEADY_MS = 15_000;
export const STEADY_MAX_MS = 10 * 60_000;
/** Going away is held against a box for so long. */
const FLAP_MEMORY_MS = 3_600_000;
/** Enough to come to the longest steady time. */
const FLAPS_MAX = 8;
/** More boxes than a site has: names are made up by whoever may write to the servers. */
const BOXES_MAX = 256;

/** How a box is: there and at its work, gone, or not known yet. */
export type Presence = "here" | "gone" | "unknown";

interface Known {
  /** Monotonic. */
  readonly heardAtMs: number;
  /** When it was heard last that its cameras are looked at. */
  readonly lookedAtMs: number;
  /** Since when it has been here without being gone. */
  readonly hereSinceMs: number;
  /** When it was noticed to be gone, the latest of them. */
  readonly goneAtMs: readonly number[];
  readonly isGone: boolean;
}

/** The boxes of a site as one of them hears them. */
export interface PresenceState {
  readonly boxes: ReadonlyMap<string, Known>;
  /** Monotonic; since when the bus is reached without a break. Absent: it is not. */
  readonly reachedSinceMs?: number;
}

/** Has heard nobody. */
export function startPresence(): PresenceState {
  return { boxes: new Map() };
}

/** The bus is reached, or is not any more. */
export function reach(state: PresenceState, isReached: boolean, nowMs: number): PresenceState {
  if (!isReached) return { boxes: state.boxes };
  return state.reachedSinceMs === undefined ? { ...state, reachedSinceMs: nowMs } : state;
}

/** A box has said that it lives. @param looks Whether somebody looks at its cameras. */
export function hear(state: PresenceState, box: string, looks: boolean, nowMs: number): PresenceState {
  const known = state.boxes.get(box);
  if (known === undefined && state.boxes.size >= BOXES_MAX) return state;
  const isBack = known === undefined || (known.isGone && looks);
  const next: Known = {
    heardAtMs: nowMs,
    lookedAtMs: looks ? nowMs : known?.lookedAtMs ?? -Infinity,
    hereSinceMs: isBack ? nowMs : known.hereSinceMs,
    goneAtMs: known?.goneAtMs ?? [],
    isGone: isBack ? false : known.isGone,
  };
  return { ...state, boxes: new Map(state.boxes).set(box, next) };
}

/** Notices who is gone. To be called once a second. */
export function notice(state: PresenceState, nowMs: number): PresenceState {
  const { reachedSinceMs } = state;
  if (reachedSinceMs === undefined) return state;
  let boxes: Map<string, Known> | undefined;
  for (const [box, known] of state.boxes) {
    if (known.isGone || nowMs - Math.max(known.lookedAtMs, reachedSinceMs) < SILENT_MS) continue;
    const goneAtMs = [...known.goneAtMs.filter((atMs) => nowMs - atMs < FLAP_MEMORY_MS), nowMs];
    boxes ??= new Map(state.boxes);
    boxes.set(box, { ...known, isGone: true, goneAtMs: goneAtMs.slice(-FLAPS_MAX) });
  }
  return boxes === undefined ? state : { ...state, boxes };
}

/** How a box is. */
export function presenceOf(state: PresenceState, box: string, nowMs: number): Presence {
  const { reachedSinceMs } = state;
  const known = state.boxes.get(box);
  // Cut off, nothing is known of anybody.
  if (reachedSinceMs === undefined) return "unknown";
  if (known === undefined) return nowMs - reachedSinceMs >= SILENT_MS ? "gone" : "unknown";
  if (known.isGone) return "gone";
  return known.heardAtMs >= reachedSinceMs && known.lookedAtMs > -Infinity ? "here" : "unknown";
}

/** Whether a box has been here for so long that it is trusted to stay. */
export function isSteady(state: PresenceState, box: string, nowMs: number): boolean {
  const known = state.boxes.get(box);
  if (presenceOf(state, box, nowMs) !== "here" || known === undefined) return false;
  const flaps = known.goneAtMs.filter((atMs) => nowMs - atMs < FLAP_MEMORY_MS).length;
  const steadyMs = Math.min(STEADY_MAX_MS, STEADY_MS * 2 ** Math.max(0, flaps - 1));
  return nowMs - Math.max(known.hereSinceMs, state.reachedSinceMs!) >= steadyMs;
}
