/**
 * Decides what a change of a zone's evidence means: an alarm, more evidence for one, a pre-alarm, a hit in a walk test.
 */
import { saying } from "../reading/saying.ts";
import { EVIDENCE_CLASSES } from "./evidence.ts";
import { beginPreAlarm, endPreAlarm } from "./flood.ts";
import { addEvidence, makeInactive, raise } from "./lifecycle.ts";
import { firstRule, PRE_ALARM_MASK, rulesWith } from "./rules.ts";
import type { Sensor } from "./sensor.ts";
import type { FusionState } from "./state.ts";
import { endAllTests, hit } from "./walktest.ts";
import type { Zone } from "./zone.ts";

const EVERYTHING = (1 << EVIDENCE_CLASSES) - 1;

/**
 * A sensor has added the classes of `gained` to its zone's evidence.
 *
 * @param lead absent where the settings changed and not the evidence.
 */
export function assess(
  state: FusionState,
  zone: Zone,
  lead: Sensor | undefined,
  gained: number,
  atMs: number,
): void {
  if (zone.test !== undefined) {
    // What a tester does cannot be told from a fire: nothing in a zone under test becomes an alarm.
    if (lead !== undefined) hit(state, zone, zone.test, lead, gained);
    return;
  }
  const fired = rulesWith(zone, gained);
  if (fired.length > 0) {
    if (zone.alarm !== undefined) return addEvidence(state, zone.alarm, fired, lead);
    raise(state, zone, fired, lead, atMs);
    // A fire elsewhere ends every test: who tests must leave, and every zone must alarm again.
    return endAllTests(state, saying("said.ended-by-alarm", { zone: zone.name }));
  }
  if (zone.preAlarm || zone.alarm !== undefined || (zone.heldMask & PRE_ALARM_MASK) === 0) return;
  beginPreAlarm(state, zone, lead);
}

/** The zone lost evidence, by time or because a sensor left. */
export function assessLoss(state: FusionState, zone: Zone): void {
  const { alarm } = zone;
  if (alarm?.alarm.active && firstRule(zone) === undefined) makeInactive(state, alarm);
  if ((zone.heldMask & PRE_ALARM_MASK) === 0) endPreAlarm(state, zone);
}

/** Something else than evidence changed: settings, service, a reset. Decides anew from all there is. */
export function reassess(state: FusionState, zone: Zone): void {
  assessLoss(state, zone);
  if (zone.heldMask !== 0) assess(state, zone, undefined, EVERYTHING, state.nowMs);
}
