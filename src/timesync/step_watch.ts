/**
 * Notices that the wall clock stepped, with or without time servers: it then moves against the monotonic clock.
 */
import { ms } from "./synchronisation.ts";
import type { TimeEffect } from "./time_effect.ts";

/** Smaller changes of the wall clock against the monotonic one are the noise of looking (RFC 5905 STEPT). */
export const STEP_MS = 128;
/** A step stays a present trouble for this long, so that a clock which steps all the time is one trouble, not hundreds. */
export const STEP_HOLD_MS = 300_000;

/** What is remembered. */
export interface StepState {
  /** Wall clock less monotonic clock as it stood after the last step; absent before the first look. */
  readonly wallOffsetMs?: number;
  /** All steps since the start of the service. */
  readonly steps: number;
  /** The last step of the trouble that stands. */
  readonly troubleAtMs?: number;
  /** The last step that was noted as a cure. */
  readonly notedAtMs?: number;
}

/** The state at the start of the service. */
export const NO_STEPS: StepState = { steps: 0 };

/**
 * Takes a look at the clocks.
 *
 * @param wallOffsetMs See `wall_offset.ts`; undefined where the machine was too busy to tell.
 * @param trusted Whether the wall clock was known to be right before. Otherwise a step is the cure and no trouble.
 */
export function watchStep(
  before: StepState,
  atMs: number,
  wallOffsetMs: number | undefined,
  trusted: boolean,
): { readonly state: StepState; readonly effects: readonly TimeEffect[] } {
  let state = before;
  const effects: TimeEffect[] = [];
  if (state.troubleAtMs !== undefined && atMs - state.troubleAtMs >= STEP_HOLD_MS) {
    const { troubleAtMs: _, ...rest } = state;
    state = rest;
    const detail = `the wall clock has not stepped for ${STEP_HOLD_MS / 60_000} min`;
    effects.push({ kind: "trouble", code: "time-stepped", active: false, detail });
  }
  if (wallOffsetMs === undefined) return { state, effects };
  if (state.wallOffsetMs === undefined) return { state: { ...state, wallOffsetMs }, effects };
  const byMs = wallOffsetMs - state.wallOffsetMs;
  if (Math.abs(byMs) < STEP_MS) return { state, effects };

  state = { ...state, wallOffsetMs, steps: state.steps + 1 };
  effects.push({ kind: "ask-servers" });
  if (trusted || state.troubleAtMs !== undefined) {
    if (state.troubleAtMs === undefined) {
      const detail = `the wall clock was ${stepText(byMs)}`;
      effects.push({ kind: "trouble", code: "time-stepped", active: true, detail });
    }
    state = { ...state, troubleAtMs: atMs };
  } else if (state.notedAtMs === undefined || atMs - state.notedAtMs >= STEP_HOLD_MS) {
    effects.push({
      kind: "note",
      text: `The wall clock, which was not synchronised, was ${stepText(byMs)}.`,
    });
    state = { ...state, notedAtMs: atMs };
  }
  return { state, effects };
}

function stepText(byMs: number): string {
  return byMs > 0 ? `set ${ms(byMs)} ahead (or the machine was suspended)` : `set ${ms(-byMs)} back`;
}
