/**
 * Trigger: the detector's queue is above 70 % for more than 30 s, so the cameras' rate is reduced by 25 %; again while it
 * lasts, and back step by step.
 */
import type { TriggerAction, TriggerSample } from "./trigger.ts";

/** The mission's level and time. */
export const QUEUE_HIGH = 0.7;
export const QUEUE_HIGH_MS = 30_000;
/** What is left of the rate with each step: 25 % less (mission). */
export const RATE_STEP = 0.75;
/** No further: 0.75 to the power of 6 is 18 %, not quite one picture a second of five. Less, and a fire is seen too late. */
export const RATE_STEPS_MAX = 6;
/** Below this the queue is calm. Nearer to 70 %, and the rate would swing to and fro. */
export const QUEUE_LOW = 0.4;
/** A step back for each time so long. Shorter than the way down, it would undo a step before its effect is seen. */
export const QUEUE_LOW_MS = 60_000;
/** After a longer silence the samples before it mean nothing. */
const SAMPLE_GAP_MS = 10_000;

/** What the trigger remembers from one look to the next. */
export interface QueueState {
  /** Steps taken down. */
  readonly steps: number;
  readonly highSinceMs?: number;
  readonly lowSinceMs?: number;
  readonly lastMs?: number;
}

export const QUEUE_START: QueueState = { steps: 0 };

/** One step of this trigger. */
export function stepQueue(
  state: QueueState,
  queue: TriggerSample["queue"],
  nowMs: number,
): { readonly state: QueueState; readonly actions: readonly TriggerAction[] } {
  const isAfterGap = state.lastMs === undefined || nowMs - state.lastMs > SAMPLE_GAP_MS;
  const level = queue.level ?? (queue.max > 0 ? queue.depth / queue.max : 0);
  const highSinceMs = level > QUEUE_HIGH ? (isAfterGap ? nowMs : state.highSinceMs ?? nowMs) : undefined;
  const lowSinceMs = level < QUEUE_LOW ? (isAfterGap ? nowMs : state.lowSinceMs ?? nowMs) : undefined;
  const shown = `queue '${queue.name}' is ${Math.round(level * 100)} % full`;
  if (highSinceMs !== undefined && nowMs - highSinceMs > QUEUE_HIGH_MS && state.steps < RATE_STEPS_MAX) {
    return turn(state.steps, state.steps + 1, `${shown} and above 70 % for 30 s`, nowMs);
  }
  if (lowSinceMs !== undefined && nowMs - lowSinceMs > QUEUE_LOW_MS && state.steps > 0) {
    return turn(state.steps, state.steps - 1, `${shown} and below 40 % for 60 s`, nowMs);
  }
  return {
    state: {
      steps: state.steps,
      ...(highSinceMs === undefined ? {} : { highSinceMs }),
      ...(lowSinceMs === undefined ? {} : { lowSinceMs }),
      lastMs: nowMs,
    },
    actions: [],
  };
}

/** The waiting begins anew, so that each step is given time to show its effect. */
function turn(
  from: number,
  to: number,
  why: string,
  nowMs: number,
): { readonly state: QueueState; readonly actions: readonly TriggerAction[] } {
  const factor = RATE_STEP ** to;
  const verb = to > from ? "reduced" : "raised";
  const text = `${why}: camera rate ${verb} from ${percent(RATE_STEP ** from)} to ${percent(factor)}`;
  return { state: { steps: to, lastMs: nowMs }, actions: [{ kind: "camera-rate", factor, text }] };
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
