/**
 * The debounce layer for floods of alerts: while it is on, a pre-alarm is announced only once it has lasted, and is over only after
 * calm. It never touches an alarm: what sounds sirens is neither delayed nor held back.
 */
import { saying } from "../reading/saying.ts";
import { describeObservations } from "./describe.ts";
import { spreadFrom } from "./incident.ts";
import { observationsFor, PRE_ALARM_MASK } from "./rules.ts";
import type { Sensor } from "./sensor.ts";
import { type FusionState, journal } from "./state.ts";
import type { Zone } from "./zone.ts";

/**
 * Evidence must still be there so much later. Longer than it is remembered after one reading (30 s), so that it must have been shown
 * again meanwhile; longer, and the warning before an alarm is worth nothing.
 */
export const LAST_MS = 45_000;
/** A pre-alarm is over after so long without evidence. Shorter, and heat that comes and goes is an alert each time. */
export const CALM_MS = 300_000;

/** The layer is switched on or off. What is still held back when it goes off is announced at once. */
export function setFlood(state: FusionState, on: boolean): void {
  if (state.flood.on === on) return;
  if (on) {
    state.flood = { on, heldBack: 0 };
    return;
  }
  const { heldBack } = state.flood;
  state.flood = { on, heldBack: 0 };
  for (const zone of state.zones.values()) settle(state, zone);
  if (heldBack === 0) return;
  const held = heldBack === 1
    ? saying("said.pre-alarm-held")
    : saying("said.pre-alarms-held", { count: heldBack });
  journal(state, "note", held, {});
}

/** A zone has evidence for a pre-alarm, and none stands: announces it, unless it must last first. */
export function beginPreAlarm(state: FusionState, zone: Zone, lead: Sensor | undefined): void {
  if (!state.flood.on) return announce(state, zone, lead);
  if (!Number.isNaN(zone.preAlarmDueMs)) return;
  zone.preAlarmDueMs = state.nowMs + LAST_MS;
  state.flood = { on: true, heldBack: state.flood.heldBack + 1 };
  state.counts.preAlarmsHeld++;
}

/** A zone has lost its last evidence for a pre-alarm. */
export function endPreAlarm(state: FusionState, zone: Zone): void {
  zone.preAlarmDueMs = NaN;
  if (!zone.preAlarm) return;
  if (!state.flood.on) return over(state, zone);
  if (Number.isNaN(zone.preAlarmOverMs)) zone.preAlarmOverMs = state.nowMs + CALM_MS;
}

/** Time has passed while the layer is on. */
export function checkFlood(state: FusionState, zone: Zone): void {
  const isShown = (zone.heldMask & PRE_ALARM_MASK) !== 0;
  if (isShown) zone.preAlarmOverMs = NaN;
  if (isShown && state.nowMs >= zone.preAlarmDueMs) {
    state.flood = { on: true, heldBack: Math.max(0, state.flood.heldBack - 1) };
    announce(state, zone, undefined);
  }
  if (!isShown && state.nowMs >= zone.preAlarmOverMs) over(state, zone);
}

/** The layer is gone: each zone is what its evidence says. */
function settle(state: FusionState, zone: Zone): void {
  const isShown = (zone.heldMask & PRE_ALARM_MASK) !== 0;
  if (isShown && !Number.isNaN(zone.preAlarmDueMs)) announce(state, zone, undefined);
  else if (!isShown && zone.preAlarm) over(state, zone);
  zone.preAlarmDueMs = NaN;
  zone.preAlarmOverMs = NaN;
}

function announce(state: FusionState, zone: Zone, lead: Sensor | undefined): void {
  zone.preAlarmDueMs = NaN;
  if (zone.preAlarm || zone.alarm !== undefined || zone.test !== undefined) return;
  zone.preAlarm = true;
  const seen = describeObservations(state, observationsFor(zone, PRE_ALARM_MASK, lead, state.nowMs));
  const line = saying("said.pre-alarm", { zone: zone.name, seen });
  const from = spreadFrom(state, zone);
  const said = from === undefined
    ? line
    : saying("said.pre-alarm-beside", { alarm: line, zone: from.zone.name });
  journal(state, "pre-alarm", said, {
    zoneId: zone.id,
    ...(lead && { sensorId: lead.id }),
  });
}

function over(state: FusionState, zone: Zone): void {
  zone.preAlarm = false;
  zone.preAlarmOverMs = NaN;
  if (zone.alarm === undefined) {
    journal(state, "pre-alarm-cleared", saying("said.pre-alarm-over", { zone: zone.name }), {
      zoneId: zone.id,
    });
  }
}
