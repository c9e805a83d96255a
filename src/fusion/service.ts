/**
 * Takes zones and sensors out of service and back: always with a reason, always with an end.
 *
 * A zone out of service records and shows its alarms but sounds nothing, and an alarm that sounded there falls silent.
 * A sensor out of service is not looked at. What is back in service alarms again at once if the cause is present.
 */
import type { AlarmId, SensorId } from "../reading/ids.ts";
import { partInEnglish, spanInEnglish } from "../reading/in_english.ts";
import { type Part, saying } from "../reading/saying.ts";
import { assessLoss, reassess } from "./assess.ts";
import type { Disablement, Outcome } from "./effect.ts";
import { releaseAll } from "./evidence.ts";
import { startWatching, stopWatching } from "./health.ts";
import { DISABLE_MAX_MS, type RestoredDisablement } from "./input.ts";
import { amend } from "./lifecycle.ts";
import { SENSORS_MAX, ZONES_MAX } from "./settings.ts";
import { type FusionState, journal } from "./state.ts";
import { endTest } from "./walktest.ts";
import type { Zone } from "./zone.ts";

const DISABLEMENTS_MAX = SENSORS_MAX + ZONES_MAX;

/** The key of a disablement in the state. */
export function keyOf(target: Disablement["target"], id: string): string {
  return `${target}:${id}`;
}

/** A person takes a zone or a sensor out of service. */
export function disable(
  state: FusionState,
  target: Disablement["target"],
  id: string,
  reason: string,
  durationMs: number,
  by: string,
): Outcome {
  if (!isKnown(state, target, id)) return unknown(target, id);
  if (!(durationMs > 0 && durationMs <= DISABLE_MAX_MS)) {
    const text = `The time out of service is more than 0 s and at most ${spanInEnglish(DISABLE_MAX_MS)}.`;
    return { ok: false, refusal: "bad-duration", text };
  }
  const disablement: Disablement = {
    target,
    id,
    reason,
    by,
    atWallMs: state.wallMs,
    expiresAtMs: state.nowMs + durationMs,
    expiresAtWallMs: state.wallMs + durationMs,
  };
  if (!put(state, disablement)) {
    return { ok: false, refusal: "too-many", text: `${DISABLEMENTS_MAX} parts are out of service already.` };
  }
  const zone = target === "zone" ? state.zones.get(id) : undefined;
  if (zone !== undefined) {
    for (const alarmId of alarmsIn(state, zone)) amend(state, state.alarms.get(alarmId)!, { disabled: true });
  }
  const what = called(state, target, id);
  const out = saying("said.disabled", { what, duration: { ms: durationMs }, reason });
  return { ok: true, text: journal(state, "disable", out, { ...about(target, id), by }) };
}

/** A person says that a camera looks where it should: what it was compared with is forgotten. */
export function acceptView(state: FusionState, cameraId: SensorId, by: string): Outcome {
  const camera = state.sensors.get(cameraId);
  if (camera?.track("vision") === undefined) {
    return { ok: false, refusal: "unknown-sensor", text: `There is no camera '${cameraId}'.` };
  }
  const accepted = saying("said.view-accepted", { camera: camera.name });
  state.effects.push({ kind: "acceptView", cameraId });
  const where = { zoneId: camera.zone.id, sensorId: cameraId };
  return { ok: true, text: journal(state, "note", accepted, { ...where, by }) };
}

/** A person takes a zone or a sensor back into service. */
export function enable(state: FusionState, target: Disablement["target"], id: string, by: string): Outcome {
  const disablement = state.disablements.get(keyOf(target, id));
  if (disablement !== undefined) {
    const back = saying("said.enabled", { what: called(state, target, id) });
    const text = journal(state, "enable", back, { ...about(target, id), by });
    lift(state, disablement);
    return { ok: true, text };
  }
  if (!isKnown(state, target, id)) return unknown(target, id);
  return { ok: true, text: `${partInEnglish(called(state, target, id))} is in service.` };
}

/** Takes back what the store had out of service, for what is left of its time. An alarm that sounds there by then goes on sounding. */
export function restoreDisablement(state: FusionState, restored: RestoredDisablement): void {
  const { disablement } = restored;
  // Ordered since the start, where the store answers late: the newer order holds.
  if (state.disablements.has(keyOf(disablement.target, disablement.id))) return;
  // Whatever clock the loader asked, nothing is left of it that was not given.
  const givenMs = disablement.expiresAtWallMs - disablement.atWallMs;
  const remainingMs = Math.min(restored.remainingMs, givenMs, DISABLE_MAX_MS);
  if (!(remainingMs > 0)) {
    state.effects.push({ kind: "disablement", disablement, ended: true });
  } else if (!put(state, { ...disablement, expiresAtMs: state.nowMs + remainingMs })) {
    state.counts.disablementsRefused++;
  }
}

/** Takes back into service what has been out of it for its time. Called each tick. */
export function checkExpiries(state: FusionState): void {
  for (const disablement of state.disablements.values()) {
    if (state.nowMs < disablement.expiresAtMs) continue;
    const { target, id } = disablement;
    const back = saying("said.time-up", { what: called(state, target, id) });
    journal(state, "enable", back, { ...about(target, id), by: "system" });
    lift(state, disablement);
  }
}

function put(state: FusionState, disablement: Disablement): boolean {
  const { target, id } = disablement;
  const key = keyOf(target, id);
  if (!state.disablements.has(key) && state.disablements.size >= DISABLEMENTS_MAX) return false;
  state.disablements.set(key, disablement);
  state.effects.push({ kind: "disablement", disablement, ended: false });
  if (target === "zone") {
    const zone = state.zones.get(id);
    if (zone === undefined) return true;
    zone.disablement = disablement;
    if (zone.test !== undefined) endTest(state, zone, saying("said.ended-by-disabling"));
    return true;
  }
  const sensor = state.sensors.get(id);
  if (sensor === undefined || sensor.disablement !== undefined) {
    if (sensor !== undefined) sensor.disablement = disablement;
    return true;
  }
  sensor.disablement = disablement;
  stopWatching(state, sensor);
  releaseAll(sensor);
  assessLoss(state, sensor.zone);
  return true;
}

function lift(state: FusionState, disablement: Disablement): void {
  const { target, id } = disablement;
  state.disablements.delete(keyOf(target, id));
  state.effects.push({ kind: "disablement", disablement, ended: true });
  if (target === "zone") {
    const zone = state.zones.get(id);
    if (zone === undefined) return;
    zone.disablement = undefined;
    return reassess(state, zone);
  }
  const sensor = state.sensors.get(id);
  if (sensor === undefined) return;
  sensor.disablement = undefined;
  startWatching(state, sensor);
}

function alarmsIn(state: FusionState, zone: Zone): AlarmId[] {
  return [...state.alarms.values()].filter((standing) => standing.zone === zone && !standing.alarm.disabled)
    .map((standing) => standing.alarm.id);
}

function isKnown(state: FusionState, target: Disablement["target"], id: string): boolean {
  return target === "zone" ? state.zones.has(id) : state.sensors.has(id);
}

function unknown(target: Disablement["target"], id: string): Outcome {
  return { ok: false, refusal: `unknown-${target}`, text: `There is no ${target} ${id}.` };
}

function called(state: FusionState, target: Disablement["target"], id: string): Part {
  if (target === "zone") return state.zones.get(id)?.name ?? id;
  const sensor = state.sensors.get(id);
  return sensor === undefined
    ? saying("said.sensor-unplaced", { sensor: id })
    : saying("said.sensor-of", { zone: sensor.zone.name, sensor: sensor.name });
}

function about(target: Disablement["target"], id: string): { zoneId: string } | { sensorId: string } {
  return target === "zone" ? { zoneId: id } : { sensorId: id };
}
