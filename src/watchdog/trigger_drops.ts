/**
 * Trigger: more than 5 % of the frames were dropped over 5 minutes, so the cameras get one process more, up to a limit; back
 * in after calm.
 */
import type { TriggerAction, TriggerSample } from "./trigger.ts";

/** The mission's part and time. */
export const DROPS_HIGH = 0.05;
export const DROPS_WINDOW_MS = 300_000;
/** Each process costs about 60 MB. More of them than cores only take the processor from one another. */
export const SHARDS_MAX = 4;
/** Drops below this are calm. */
export const DROPS_LOW = 0.01;
/** One process less after calm of so long. Shorter, and a site that is busy by day would scale all day long. */
export const DROPS_CALM_MS = 900_000;
/** Fewer frames in the window prove nothing: a camera that was restarted loses a few. */
const FRAMES_MIN = 100;
/** The window is counted in slices: shorter ones remember more than the rule needs. */
const SLICE_MS = 10_000;
const SLICES = DROPS_WINDOW_MS / SLICE_MS;
/** After a longer silence the samples before it mean nothing. */
const SAMPLE_GAP_MS = 30_000;

interface Slice {
  readonly atMs: number;
  readonly frames: number;
  readonly dropped: number;
}

/** What the trigger remembers from one look to the next. */
export interface DropState {
  readonly shards: number;
  /** Counters at the beginnings of the last slices, made free of restarts; oldest first, at most {@linkcode SLICES} + 1. */
  readonly slices: readonly Slice[];
  /** The last counters as they were given, and the sums that go on over restarts. */
  readonly last?: Slice & { readonly rawFrames: number; readonly rawDropped: number };
  readonly calmSinceMs?: number;
}

export const DROP_START: DropState = { shards: 1, slices: [] };

/** One step of this trigger. */
export function stepDrops(
  state: DropState,
  sample: Pick<TriggerSample, "frames" | "droppedFrames" | "cameras">,
  nowMs: number,
): { readonly state: DropState; readonly actions: readonly TriggerAction[] } {
  const { last } = state;
  if (last === undefined || nowMs - last.atMs > SAMPLE_GAP_MS) {
    return { state: { shards: state.shards, ...begin(sample, nowMs) }, actions: [] };
  }
  const now = {
    atMs: nowMs,
    frames: last.frames + growth(last.rawFrames, sample.frames),
    dropped: last.dropped + growth(last.rawDropped, sample.droppedFrames),
    rawFrames: sample.frames,
    rawDropped: sample.droppedFrames,
  };
  const { atMs, frames, dropped } = now;
  const isNewSlice = nowMs - state.slices.at(-1)!.atMs >= SLICE_MS;
  const slices = isNewSlice
    ? [...state.slices, { atMs, frames, dropped }].slice(-(SLICES + 1))
    : state.slices;
  const isFull = nowMs - slices[0].atMs >= DROPS_WINDOW_MS;
  const seen = frames - slices[0].frames;
  const part = seen < FRAMES_MIN ? 0 : (dropped - slices[0].dropped) / seen;
  const calmSinceMs = part < DROPS_LOW ? state.calmSinceMs ?? nowMs : undefined;
  const most = Math.max(1, Math.min(SHARDS_MAX, sample.cameras));
  const shown = `${(part * 100).toFixed(1)} % of ${seen} frames were dropped over 5 min`;
  if (isFull && part > DROPS_HIGH && state.shards < most) {
    return scale(state.shards, state.shards + 1, `${shown} (limit 5 %)`, sample, nowMs);
  }
  if (state.shards > most) {
    return scale(state.shards, most, `there are only ${sample.cameras} cameras`, sample, nowMs);
  }
  if (state.shards > 1 && calmSinceMs !== undefined && nowMs - calmSinceMs > DROPS_CALM_MS) {
    return scale(state.shards, state.shards - 1, `${shown}, calm for 15 min`, sample, nowMs);
  }
  return {
    state: { shards: state.shards, slices, last: now, ...(calmSinceMs === undefined ? {} : { calmSinceMs }) },
    actions: [],
  };
}

/** The window begins anew: what was lost before says nothing about the new number of processes. */
function scale(
  from: number,
  to: number,
  why: string,
  sample: Pick<TriggerSample, "frames" | "droppedFrames">,
  nowMs: number,
): { readonly state: DropState; readonly actions: readonly TriggerAction[] } {
  const text = `${why}: camera processes from ${from} to ${to}`;
  return {
    state: { shards: to, ...begin(sample, nowMs) },
    actions: [{ kind: "camera-shards", shards: to, text }],
  };
}

function begin(
  sample: Pick<TriggerSample, "frames" | "droppedFrames">,
  nowMs: number,
): Pick<DropState, "slices"> & { readonly last: NonNullable<DropState["last"]> } {
  const slice = { atMs: nowMs, frames: 0, dropped: 0 };
  return { slices: [slice], last: { ...slice, rawFrames: sample.frames, rawDropped: sample.droppedFrames } };
}

/** How far a counter went on; one that is smaller than before was started anew. */
function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}
