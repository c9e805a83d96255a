/**
 * Trigger: the rate of alerts is above three times the site's baseline, so the debounce layer is switched on; off again when
 * the rate has fallen.
 *
 * The baseline is learned, slowly and only from quiet times: a flood must not become what is normal.
 */
import type { TriggerAction } from "./trigger.ts";

/** The mission's multiple. */
export const ALERTS_HIGH = 3;
/** Off again below this multiple. */
export const ALERTS_LOW = 1.5;
/** The rate is measured over so long. Shorter, and the alerts of one fire are a flood; longer, and a flood is noticed late. */
export const ALERTS_WINDOW_MS = 300_000;
/** It must have been low for so long before the layer goes off. */
export const ALERTS_CALM_MS = 300_000;
/**
 * The least baseline, alerts a minute: three times of it are six alerts in five minutes. Less, and the first alarm of a quiet
 * site would be a flood.
 */
export const BASELINE_MIN = 0.4;
/** The baseline follows the rate over about a day. */
const BASELINE_MS = 86_400_000;
const SLICE_MS = 10_000;
const SLICES = ALERTS_WINDOW_MS / SLICE_MS;
/** After a longer silence the samples before it mean nothing. */
const SAMPLE_GAP_MS = 60_000;

interface Slice {
  readonly atMs: number;
  readonly alerts: number;
}

/** What the trigger remembers from one look to the next. */
export interface AlertState {
  readonly isOn: boolean;
  /** Alerts a minute that are normal here. May be kept over a restart. */
  readonly baseline: number;
  /** Sums at the beginnings of the last slices, oldest first, at most {@linkcode SLICES} + 1. */
  readonly slices: readonly Slice[];
  readonly last?: Slice & { readonly raw: number };
  readonly calmSinceMs?: number;
}

export const ALERT_START: AlertState = { isOn: false, baseline: BASELINE_MIN, slices: [] };

/** One step of this trigger. */
export function stepAlerts(
  state: AlertState,
  alerts: number,
  nowMs: number,
): { readonly state: AlertState; readonly actions: readonly TriggerAction[] } {
  const { last, isOn } = state;
  if (last === undefined || nowMs - last.atMs > SAMPLE_GAP_MS) {
    const slice = { atMs: nowMs, alerts: 0 };
    return {
      state: { isOn, baseline: state.baseline, slices: [slice], last: { ...slice, raw: alerts } },
      actions: [],
    };
  }
  const sum = last.alerts + (alerts >= last.raw ? alerts - last.raw : alerts);
  const isNewSlice = nowMs - state.slices.at(-1)!.atMs >= SLICE_MS;
  const slices = isNewSlice
    ? [...state.slices, { atMs: nowMs, alerts: sum }].slice(-(SLICES + 1))
    : state.slices;
  // A window that is not full yet counts as if its rest had been quiet.
  const rate = (sum - slices[0].alerts) * 60_000 / ALERTS_WINDOW_MS;
  const multiple = rate / state.baseline;
  const calmSinceMs = multiple < ALERTS_LOW ? state.calmSinceMs ?? nowMs : undefined;
  const turnsOn = !isOn && multiple > ALERTS_HIGH;
  const turnsOff = isOn && calmSinceMs !== undefined && nowMs - calmSinceMs > ALERTS_CALM_MS;
  const part = Math.min(1, (nowMs - last.atMs) / BASELINE_MS);
  const baseline = !isOn && !turnsOn
    ? Math.max(BASELINE_MIN, state.baseline + (rate - state.baseline) * part)
    : state.baseline;
  const next: AlertState = {
    isOn: turnsOn || (isOn && !turnsOff),
    baseline,
    slices,
    last: { atMs: nowMs, alerts: sum, raw: alerts },
    ...(calmSinceMs === undefined || turnsOff ? {} : { calmSinceMs }),
  };
  if (!turnsOn && !turnsOff) return { state: next, actions: [] };
  const shown = `${rate.toFixed(1)} alerts a minute, ${multiple.toFixed(1)} times the baseline of ${
    state.baseline.toFixed(1)
  }`;
  const text = turnsOn ? `${shown}: debouncing switched on` : `${shown} for 5 min: debouncing switched off`;
  return { state: next, actions: [{ kind: "debounce", on: turnsOn, text }] };
}
