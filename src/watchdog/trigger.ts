/**
 * The mission's monitoring triggers: overload takes rate from the cameras, losses add a camera process, a flood of alerts
 * switches the debounce layer on, each with its way back.
 *
 * Pure: samples and time go in, a new state and orders come out. It orders nothing by itself, and it never touches sensors.
 */
import { ALERT_START, type AlertState, stepAlerts } from "./trigger_alerts.ts";
import { DROP_START, type DropState, stepDrops } from "./trigger_drops.ts";
import { QUEUE_START, type QueueState, stepQueue } from "./trigger_queue.ts";

/** What is to be changed. `text` is the sentence for the journal. */
export type TriggerAction =
  /** Let this part of every camera's rate through, 0..1. */
  | { readonly kind: "camera-rate"; readonly factor: number; readonly text: string }
  /** Run this many camera processes. */
  | { readonly kind: "camera-shards"; readonly shards: number; readonly text: string }
  | { readonly kind: "debounce"; readonly on: boolean; readonly text: string };

/** What was measured. Counters grow since the start of what they count; a smaller one means that it was started anew. */
export interface TriggerSample {
  /** The fullest of the detector's queues: what waits, of what it holds at the most. */
  readonly queue: {
    readonly name: string;
    readonly depth: number;
    readonly max: number;
    /** How full it is, 0..1, where the number of those that wait does not tell. */
    readonly level?: number | undefined;
  };
  /** Camera frames that should have been looked at, and those of them that were lost. Frames left out on purpose count as neither. */
  readonly frames: number;
  readonly droppedFrames: number;
  /** Alerts before any debouncing: pre-alarms and alarms. */
  readonly alerts: number;
  /** There is no use for more camera processes than cameras. */
  readonly cameras: number;
}

/** All of them together. */
export interface TriggerState {
  readonly queue: QueueState;
  readonly drops: DropState;
  readonly alerts: AlertState;
}

/** A box that has just started: full rate, one camera process, no debouncing. */
export const TRIGGERS_START: TriggerState = { queue: QUEUE_START, drops: DROP_START, alerts: ALERT_START };

/** One step, about once a second. */
export function stepTriggers(
  state: TriggerState,
  sample: TriggerSample,
  nowMs: number,
): { readonly state: TriggerState; readonly actions: readonly TriggerAction[] } {
  const queue = stepQueue(state.queue, sample.queue, nowMs);
  const drops = stepDrops(state.drops, sample, nowMs);
  const alerts = stepAlerts(state.alerts, sample.alerts, nowMs);
  return {
    state: { queue: queue.state, drops: drops.state, alerts: alerts.state },
    actions: [...queue.actions, ...drops.actions, ...alerts.actions],
  };
}
