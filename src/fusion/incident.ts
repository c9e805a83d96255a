/**
 * One fire in several zones: alarms of zones that are declared neighbours are one incident while the first of them stands.
 *
 * Each zone keeps its own alarm, with its own sirens and reset: this only says what belongs together, after the order has left.
 */
import type { AlarmId } from "../reading/ids.ts";
import { type Saying, saying } from "../reading/saying.ts";
import type { StandingAlarm } from "./lifecycle.ts";
import type { FusionState } from "./state.ts";
import type { Zone } from "./zone.ts";

/**
 * An alarm whose cause has been gone for so long does not spread any more. Shorter would cut a fire in two that creeps behind a
 * wall; longer would join yesterday's alarm that nobody has reset with the fire of today.
 */
export const SPREAD_MS = 30 * 60_000;

/** The alarm of a neighbouring zone that the fire in `zone` has come from: the one that stands longest. */
export function spreadFrom(state: FusionState, zone: Zone): StandingAlarm | undefined {
  let first: StandingAlarm | undefined;
  for (const standing of state.alarms.values()) {
    if (standing.zone === zone || !areNeighbours(standing.zone, zone)) continue;
    const isOver = !standing.alarm.active && state.nowMs - standing.inactiveSinceMs > SPREAD_MS;
    if (isOver || (first !== undefined && first.alarm.raisedAtMs <= standing.alarm.raisedAtMs)) continue;
    first = standing;
  }
  return first;
}

/** The incident that an alarm belongs to: the id of the alarm that began it. */
export function incidentOf({ alarm: { id, incident } }: StandingAlarm): AlarmId {
  return incident ?? id;
}

/** What is said of an alarm that belongs to an incident, with all zones in which it stands, the first one first. */
export function describeSpread(state: FusionState, incident: AlarmId, alarm: Saying): Saying {
  const zones = [...state.alarms.values()].filter((standing) => incidentOf(standing) === incident)
    .sort((a, b) => a.alarm.raisedAtMs - b.alarm.raisedAtMs)
    .map(({ zone }) => zone.name);
  const names = [...new Set(zones)];
  return saying("said.alarm-spread", { alarm, count: names.length, zones: names.join(", ") });
}

/** Whether one of two zones names the other: neighbours are so both ways. */
function areNeighbours(a: Zone, b: Zone): boolean {
  return (a.settings.neighbours?.includes(b.id) ?? false) ||
    (b.settings.neighbours?.includes(a.id) ?? false);
}
