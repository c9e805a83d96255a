/**
 * Derives what the outputs shall do from the alarms, tests and troubles there are: always the whole of it.
 */
import type { LatchedAlarm, OutputOrder, SirenPattern } from "../reading/output.ts";
import { PATTERN_ORDER } from "../reading/output.ts";
import { sirensOf } from "./lifecycle.ts";
import type { FusionState } from "./state.ts";

/** The outputs connect well within it; a restored alarm that they lost would stay silent for as long. */
const WAIT_MS = 5_000;

/**
 * Makes the next order where it differs from the last, and puts it before all other effects of the step.
 *
 * Before store and outputs have said which alarms stand nothing leaves, lest an order lacks one of them. A new fire does
 * not wait for that, and nothing waits longer than {@linkcode WAIT_MS}.
 */
export function orderOutputs(state: FusionState): void {
  if (!state.orderDue || !mayLeave(state)) return;
  state.orderDue = false;
  const next = derive(state);
  const last = state.order;
  const news = hasNews(state);
  if (last !== undefined && !news && isSame(last, next)) return;
  const order: OutputOrder = {
    epoch: state.epoch,
    revision: (last?.revision ?? 0) + 1,
    ...next,
    ...(news && { evidenceAtMs: state.newEvidenceAtMs }),
  };
  state.newEvidenceAtMs = NaN;
  state.order = order;
  state.effects.unshift({ kind: "order", order });
}

function mayLeave(state: FusionState): boolean {
  return state.recovered || hasNews(state) || state.order !== undefined ||
    state.nowMs - state.startedAtMs >= WAIT_MS;
}

function hasNews(state: FusionState): boolean {
  return !Number.isNaN(state.newEvidenceAtMs);
}

type Wanted = Pick<OutputOrder, "sirens" | "relays" | "latched" | "released">;

function derive(state: FusionState): Wanted {
  const sirens: Record<string, SirenPattern> = {};
  const relays: Record<string, boolean> = {};
  const latched: LatchedAlarm[] = [];
  let alarmed = false;
  for (const zone of state.zones.values()) {
    if (zone.test === undefined || zone.test.chirpUntilMs === -Infinity) continue;
    for (const siren of sirensOf(state, zone)) strengthen(sirens, siren, "chirp");
  }
  for (const { alarm, zone, sirens: own } of state.alarms.values()) {
    // One that sounds nothing is silent for the outputs, whoever made it so.
    const silenced = alarm.silenced || alarm.disabled;
    latched.push({ alarmId: alarm.id, zoneId: alarm.zoneId, silenced, raisedAtWallMs: alarm.raisedAtWallMs });
    alarmed ||= !alarm.disabled;
    if (silenced) continue;
    for (const siren of own) strengthen(sirens, siren, zone.settings.pattern);
  }
  for (const relay of state.settings.troubleRelayIds) if (state.activeTroubles > 0) relays[relay] = true;
  for (const relay of state.settings.alarmRelayIds) if (alarmed) relays[relay] = true;
  return { sirens, relays, latched, released: state.released };
}

function strengthen(sirens: Record<string, SirenPattern>, siren: string, pattern: SirenPattern): void {
  const known = sirens[siren] ?? "off";
  if (PATTERN_ORDER.indexOf(pattern) > PATTERN_ORDER.indexOf(known)) sirens[siren] = pattern;
}

function isSame(last: Wanted, next: Wanted): boolean {
  return last.released === next.released && isSameRecord(last.sirens, next.sirens) &&
    isSameRecord(last.relays, next.relays) && last.latched.length === next.latched.length &&
    last.latched.every((one, index) => {
      const other = next.latched[index];
      return one.alarmId === other.alarmId && one.silenced === other.silenced;
    });
}

function isSameRecord<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
