/**
 * The trial of a new configuration: for some minutes the site is watched, and what goes wrong in them rolls the change back.
 *
 * Pure: inputs and time go in, a new state and effects come out. What is an anomaly: more alarms or troubles than three times
 * what is usual here, a sensor that is lost, a role that goes down or does not start. What did not exist before the change
 * cannot be lost by it: a sensor that is configured before it is mounted is no reason to roll back.
 *
 * A machine may be slow, and most of all after a reset. So one start that fails proves nothing, and while a role is still being
 * started, what is missing because of that is not held against the change.
 */
import type { ProcessName, TroubleId } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import { isOpen, LASTING_MS, named, spike } from "./trial_spike.ts";
import type { Before, ChangeScope, ChangeState, Trial, Vitals } from "./trial_state.ts";
import { aged, type Usual } from "./usual.ts";

/**
 * The same for what has not been heard since the service started: after a power cut the devices start too. Shorter takes an
 * installer's change away because a sensor needs a minute; longer delays the way back from one that names a sensor wrongly.
 */
export const LASTING_AT_START_MS = 120_000;
/**
 * Starts in a row that fail and end the trial, for a role that was ready when the change came: this machine can start it. With 1
 * a moment of load would do; more leaves the site longer without the role.
 */
export const FAILED_STARTS_MAX = 2;
/**
 * The same for a role that has not been ready since the service started, where lateness may be the machine's. Each start is given
 * double the time of the one before, so these are more than 7 minutes of lateness, but only seconds of crashes.
 */
export const FAILED_STARTS_UNPROVEN_MAX = 4;
/** So long after its end a trial waits for a site that has not been heard, or a role that is still starting; then it goes back. */
export const OVERDUE_MAX_MS = 15 * 60_000;
/** Entries remembered; more standing at once than any site has. */
const LASTING_MAX = 1_024;

/** What the change path itself raises, and what a planned restart brings; and what tells of other boxes, which no change here has made. */
const OWN = /^(?:config-|fleet-guarding:|camera-alone:|cameras-unshared:)/;

/** What can happen. */
export type ChangeInput =
  /** `version` runs from now on, on trial; `lengthMs` 0: without one. */
  | {
    readonly kind: "apply";
    readonly version: number;
    readonly lengthMs: number;
    readonly mustConfirm: boolean;
    readonly scope: ChangeScope;
  }
  | { readonly kind: "vitals"; readonly vitals: Vitals }
  /** Which roles are ready, and which are not (yet): told before any `roleDown` that comes after it. */
  | {
    readonly kind: "roles";
    readonly ready: readonly ProcessName[];
    readonly missing: readonly ProcessName[];
  }
  /** A role went down without having been told to, or a start of it failed. */
  | { readonly kind: "roleDown"; readonly role: ProcessName; readonly detail: string }
  /** The change could not be put in force. */
  | { readonly kind: "notInForce"; readonly detail: string }
  | { readonly kind: "confirm"; readonly by: string }
  | { readonly kind: "tick" };

/** What must be done. */
export type ChangeEffect =
  /** `version` is good from now on. */
  | { readonly kind: "keep"; readonly version: number; readonly why: string }
  /** Run `to` again. */
  | { readonly kind: "revert"; readonly version: number; readonly to: number; readonly why: string };

/** A box that runs a version which has proved itself, or the only one there is. */
export function startChanges(version: number, usual: Usual, nowMs: number): ChangeState {
  return { running: version, good: version, usual, ready: new Set(), missing: new Set(), atMs: nowMs };
}

/** One step. */
export function stepChanges(
  state: ChangeState,
  input: ChangeInput,
  nowMs: number,
): { readonly state: ChangeState; readonly effects: readonly ChangeEffect[] } {
  const next = state.trial === undefined ? { ...state, usual: aged(state.usual, nowMs - state.atMs) } : state;
  return take({ ...next, atMs: nowMs }, input, nowMs);
}

type Step = ReturnType<typeof stepChanges>;

function take(state: ChangeState, input: ChangeInput, nowMs: number): Step {
  const { trial } = state;
  switch (input.kind) {
    case "apply":
      return apply(state, input, nowMs);
    case "vitals":
      return trial === undefined
        ? quiet(learn(state, input.vitals))
        : judge(state, trial, input.vitals, nowMs);
    case "roleDown":
      return trial === undefined ? quiet(state) : down(state, trial, input);
    case "notInForce":
      return trial === undefined ? quiet(state) : revert(state, trial, `not put in force: ${input.detail}`);
    case "roles":
      return quiet(heard(state, input.ready, input.missing));
    case "confirm":
      return trial === undefined ? quiet(state) : keep(state, trial, `confirmed by ${input.by}`);
    case "tick":
      return trial === undefined ? quiet(state) : tick(state, trial, nowMs);
    default:
      return unreachable(input);
  }
}

function apply(state: ChangeState, input: ChangeInput & { kind: "apply" }, nowMs: number): Step {
  const { version, lengthMs, mustConfirm, scope } = input;
  const { vitals, good, trial: earlier } = state;
  if (lengthMs <= 0) return quiet({ ...without(state), running: version, good: version });
  const trial: Trial = {
    version,
    good,
    sinceMs: nowMs,
    untilMs: nowMs + lengthMs,
    mustConfirm,
    // Changes on top of one another are one change until one of them has proved itself.
    scope: earlier === undefined ? scope : joined(earlier.scope, scope),
    atStart: vitals === undefined,
    proven: new Set([...state.ready, ...earlier?.proven ?? []]),
    // What an earlier change on trial has brought down is no older fault.
    excused: earlier?.excused ?? new Set(vitals === undefined ? [] : state.missing),
    failedStarts: new Map(),
    ...(vitals === undefined ? {} : { before: standing(vitals) }),
    alarms: new Map(),
    troubles: new Map(),
  };
  return quiet({ ...state, running: version, trial });
}

function heard(
  state: ChangeState,
  ready: readonly ProcessName[],
  missing: readonly ProcessName[],
): ChangeState {
  const next = { ...state, ready: new Set(ready), missing: new Set(missing) };
  const { trial } = state;
  if (trial === undefined) return next;
  const excused = new Set([...trial.excused].filter((role) => !next.ready.has(role)));
  const failedStarts = new Map([...trial.failedStarts].filter(([role]) => !next.ready.has(role)));
  return { ...next, trial: { ...trial, excused, failedStarts } };
}

function down(state: ChangeState, trial: Trial, input: ChangeInput & { kind: "roleDown" }): Step {
  const { role, detail } = input;
  if (state.ready.has(role)) return revert(state, trial, `${role} went down: ${detail}`);
  if (trial.excused.has(role)) return quiet(state);
  const failed = (trial.failedStarts.get(role) ?? 0) + 1;
  const max = trial.proven.has(role) ? FAILED_STARTS_MAX : FAILED_STARTS_UNPROVEN_MAX;
  if (failed >= max) {
    return revert(state, trial, `${role} does not start, ${failed} times in a row: ${detail}`);
  }
  const failedStarts = new Map(trial.failedStarts).set(role, failed);
  return quiet({ ...state, trial: { ...trial, failedStarts } });
}

/** Roles that are being started: what is missing because of them does not last yet. */
function starting(state: ChangeState, trial: Trial): ProcessName[] {
  return [...state.missing].filter((role) => !trial.excused.has(role));
}

function judge(state: ChangeState, trial: Trial, vitals: Vitals, nowMs: number): Step {
  if (trial.before === undefined) {
    // A trial since a start: every sensor is still silent then, and those of before the start must come back.
    return quiet({
      ...state,
      vitals,
      trial: { ...trial, before: { ...standing(vitals), unproven: new Set() } },
    });
  }
  const { before, scope } = trial;
  const alarms = new Map(trial.alarms);
  for (const { alarmId, zoneId } of vitals.alarms) {
    const isNew = !before.alarms.has(alarmId) && !scope.added.includes(zoneId);
    if (isNew && alarms.size < LASTING_MAX) alarms.set(alarmId, zoneId);
  }
  const troubles = new Map<TroubleId, number>();
  const isStarting = starting(state, trial).length > 0;
  for (const id of vitals.troubles) {
    const subject = id.slice(id.indexOf(":") + 1);
    if (before.troubles.has(id) || OWN.test(id)) continue;
    if (scope.added.includes(subject) || before.unproven.has(subject)) continue;
    const isUnheard = trial.atStart && vitals.unproven.includes(subject);
    // Told as the moment from which LASTING_MS count.
    const fromMs = isUnheard ? nowMs + LASTING_AT_START_MS - LASTING_MS : nowMs;
    const sinceMs = isStarting ? fromMs : trial.troubles.get(id) ?? fromMs;
    if (troubles.size < LASTING_MAX) troubles.set(id, sinceMs);
  }
  const now = { ...trial, alarms, troubles };
  const why = spike(state.usual, now, nowMs);
  return why === undefined ? quiet({ ...state, vitals, trial: now }) : revert({ ...state, vitals }, now, why);
}

function tick(state: ChangeState, trial: Trial, nowMs: number): Step {
  if (trial.before !== undefined) {
    // Time alone makes a trouble a lasting one.
    const why = spike(state.usual, trial, nowMs);
    if (why !== undefined) return revert(state, trial, why);
  }
  if (nowMs < trial.untilMs) return quiet(state);
  // A site that nobody has heard of since the change has proved nothing, and what has just begun is waited for: not for ever.
  const late = starting(state, trial);
  if (trial.before === undefined || late.length > 0) {
    if (nowMs < trial.untilMs + OVERDUE_MAX_MS) return quiet(state);
    const minutes = Math.round((nowMs - trial.sinceMs) / 60_000);
    const what = trial.before === undefined
      ? "nothing was heard of the site"
      : `${named(late)} did not become ready`;
    return revert(state, trial, `${what} for ${minutes} min since the change`);
  }
  if (isOpen(trial, nowMs)) return quiet(state);
  const seconds = Math.round((trial.untilMs - trial.sinceMs) / 1000);
  return trial.mustConfirm
    ? revert(state, trial, `nobody confirmed it within ${seconds} s`)
    : keep(state, trial, `nothing went wrong for ${seconds} s`);
}

function keep(state: ChangeState, trial: Trial, why: string): Step {
  return {
    state: { ...without(state), good: trial.version },
    effects: [{ kind: "keep", version: trial.version, why }],
  };
}

function revert(state: ChangeState, trial: Trial, why: string): Step {
  const { version, good } = trial;
  return {
    state: { ...without(state), running: good },
    effects: [{ kind: "revert", version, to: good, why }],
  };
}

function without({ trial: _, ...state }: ChangeState): ChangeState {
  return state;
}

function quiet(state: ChangeState): Step {
  return { state, effects: [] };
}

/** Counts what is new among what stands, where nothing is on trial: this is what is usual. */
function learn(state: ChangeState, vitals: Vitals): ChangeState {
  const known = state.vitals === undefined ? undefined : standing(state.vitals);
  if (known === undefined) return { ...state, vitals };
  const alarms = vitals.alarms.filter(({ alarmId }) => !known.alarms.has(alarmId)).length;
  const troubles = vitals.troubles.filter((id) => !known.troubles.has(id)).length;
  if (alarms === 0 && troubles === 0) return { ...state, vitals };
  const { usual } = state;
  return {
    ...state,
    vitals,
    usual: { ...usual, alarms: usual.alarms + alarms, troubles: usual.troubles + troubles },
  };
}

function standing(vitals: Vitals): Before {
  return {
    alarms: new Set(vitals.alarms.map(({ alarmId }) => alarmId)),
    troubles: new Set(vitals.troubles),
    unproven: new Set(vitals.unproven),
  };
}

function joined(a: ChangeScope, b: ChangeScope): ChangeScope {
  return {
    zonesTouched: [...new Set([...a.zonesTouched, ...b.zonesTouched])],
    added: [...new Set([...a.added, ...b.added])],
  };
}
