/**
 * Watches over the sensors: which inputs deliver, which are late, frozen or implausible, which zones are blind.
 */
import type { InputKind, NoData } from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import { joined, type Part, type Saying, saying } from "../reading/saying.ts";
import { inputCalled, reasonCalled } from "./describe.ts";
import { type Condition, CONDITIONS, type InputTrack, type Sensor } from "./sensor.ts";
import type { FusionState } from "./state.ts";
import type { ThermalTrack } from "./thermal.ts";
import { clearTrouble, raiseTrouble } from "./troubles.ts";
import type { Zone } from "./zone.ts";

/** Same pictures in a row before they can be called frozen: a device that repeats itself is not at fault yet. */
const FROZEN_FRAMES = 5;
/** What an implausible value adds and a plausible one takes away; trouble at the limit, over at zero. Five bad ones in a
 * row are trouble, one now and then is not. */
const BAD_STEP = 2;
const BAD_LIMIT = 10;

/** The input of a reading: found, or learned from it. */
export function trackFor(state: FusionState, sensor: Sensor, kind: InputTrack["kind"]): InputTrack {
  const known = sensor.track(kind);
  if (known !== undefined) return known;
  const track = sensor.addTrack(kind, state.nowMs + state.settings.neverHeardMs);
  const inputs = sensor.tracks.map((other) => other.kind);
  state.effects.push({ kind: "sensor", sensor: { ...sensor.settings, inputs } });
  return track;
}

/**
 * A value came.
 *
 * @param credible it lies where the sensor can measure; one beyond is used, but also counts towards implausible.
 */
export function noteValue(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  atMs: number,
  credible: boolean,
): void {
  const freshnessMs = state.settings.freshnessMs[track.kind];
  const inTime = atMs - track.lastAtMs <= freshnessMs;
  if (track.firstAtMs === -Infinity) track.firstAtMs = atMs;
  track.lastAtMs = atMs;
  track.dueMs = atMs + freshnessMs;
  track.reason = "stale";
  sensor.heard = true;
  if (!credible) noteBad(state, sensor, track);
  else if (track.badness > 0) track.badness--;
  if (track.implausible && track.badness === 0) track.implausible = false;
  if (track.overdue && inTime) {
    track.overdue = false;
    sensor.overdueInputs--;
  }
  if (track.kind === "thermal") {
    sensor.calibrationRefused = false;
    sensor.frozen = isFrozen(sensor.thermal, atMs, state.settings.frozenMs);
  }
  setFresh(sensor, track, !track.implausible && !(track.kind === "thermal" && sensor.frozen));
  // One compare on the hot path: nothing is listed and nothing is wrong, as nearly always.
  if (sensor.listed !== 0 || sensor.frozen) listConditions(state, sensor);
}

/** A value came that cannot have been measured. */
export function noteBad(state: FusionState, sensor: Sensor, track: InputTrack): void {
  state.counts.implausible++;
  track.badness = Math.min(track.badness + BAD_STEP, BAD_LIMIT);
  track.reason = "implausible";
  if (track.badness < BAD_LIMIT || track.implausible) return;
  track.implausible = true;
  setFresh(sensor, track, false);
  listConditions(state, sensor);
}

/** A role said why an input has no reading. */
export function noteNoData(state: FusionState, sensor: Sensor, noData: NoData): void {
  const track = trackFor(state, sensor, noData.input);
  switch (noData.reason) {
    case "implausible":
      return noteBad(state, sensor, track);
    case "disabled":
      return;
    case "calibration-refused":
      track.reason = noData.reason;
      sensor.calibrationRefused = true;
      return listConditions(state, sensor);
    case "never-received":
    case "stale":
    case "disconnected":
    case "calibration-pending":
      track.reason = noData.reason;
      return;
    default:
      return unreachable(noData.reason);
  }
}

/** Looks at a sensor's deadlines. Called for each sensor each tick. */
export function checkDeadlines(state: FusionState, sensor: Sensor): void {
  if (sensor.disablement !== undefined) return;
  for (const track of sensor.tracks) {
    if (state.nowMs < track.dueMs) continue;
    if (track.fresh) setFresh(sensor, track, false);
    if (!track.overdue) {
      track.overdue = true;
      sensor.overdueInputs++;
    }
  }
  if (
    sensor.overdueInputs > 0 || sensor.listed !== 0 || (!sensor.heard && state.nowMs >= sensor.firstDueMs)
  ) {
    listConditions(state, sensor);
  }
}

/** Looks whether anybody watches a zone. Called for each zone each tick. */
export function checkBlind(state: FusionState, zone: Zone): void {
  // The zone that strangers are admitted to protects nothing until there is one.
  const empty = zone.id === state.settings.admitToZoneId && zone.sensors.size === 0;
  const blind = !isWatched(zone) && zone.disablement === undefined && !zone.retired && !empty;
  if (blind && !zone.blind && state.nowMs >= zone.blindDueMs) {
    zone.blind = raiseTrouble(state, "zone-blind", zone.id, () => blindDetail(zone), { zoneId: zone.id });
  } else if (!blind && zone.blind) {
    zone.blind = false;
    clearTrouble(state, "zone-blind", zone.id);
  }
}

/** Whether anything that may raise an alarm delivers: where a camera alone may not, cameras alone are blindness. */
function isWatched(zone: Zone): boolean {
  if (zone.freshSensors === 0) return false;
  // What other boxes see is not here; but a zone that only sounds for them watches nothing else.
  let onlySounds = true;
  for (const sensor of zone.sensors) {
    for (const { kind, fresh } of sensor.tracks) {
      if (kind === "otherBox") continue;
      onlySounds = false;
      if (fresh && (kind !== "vision" || zone.settings.limits.visionAlone)) return true;
    }
  }
  return onlySounds;
}

/** Brings the list of troubles in line with what is wrong with a sensor. */
function listConditions(state: FusionState, sensor: Sensor): void {
  for (let index = 0; index < CONDITIONS.length; index++) {
    const bit = 1 << index;
    const code = CONDITIONS[index];
    const present = sensor.disablement === undefined && isPresent(state, sensor, code);
    const listed = (sensor.listed & bit) !== 0;
    if (present === listed) continue;
    if (!present) {
      sensor.listed &= ~bit;
      clearTrouble(state, code, sensor.id);
      continue;
    }
    const place = { sensorId: sensor.id, zoneId: sensor.zone.id };
    if (raiseTrouble(state, code, sensor.id, () => conditionDetail(state, sensor, code), place)) {
      sensor.listed |= bit;
    }
  }
}

/** The sensor starts anew, with its first deadlines: it moved or came back into service. */
export function startWatching(state: FusionState, sensor: Sensor): void {
  sensor.firstDueMs = state.nowMs + state.settings.neverHeardMs;
  for (const track of sensor.tracks) track.dueMs = sensor.firstDueMs;
}

/** Forgets what was learned of a sensor beyond `inputs`, as after a part of it was taken out. */
export function forgetLearned(state: FusionState, sensor: Sensor, inputs: readonly InputKind[]): void {
  for (const track of [...sensor.tracks]) {
    if (inputs.includes(track.kind)) continue;
    setFresh(sensor, track, false);
    if (track.overdue) sensor.overdueInputs--;
    sensor.dropTrack(track);
  }
  listConditions(state, sensor);
}

/** The sensor is no longer watched: nothing of it is fresh, missed or wrong. */
export function stopWatching(state: FusionState, sensor: Sensor): void {
  for (const track of sensor.tracks) {
    setFresh(sensor, track, false);
    track.overdue = false;
    track.implausible = false;
    track.badness = 0;
  }
  sensor.overdueInputs = 0;
  sensor.frozen = false;
  sensor.calibrationRefused = false;
  for (let index = 0; index < CONDITIONS.length; index++) {
    if ((sensor.listed & 1 << index) !== 0) clearTrouble(state, CONDITIONS[index], sensor.id);
  }
  sensor.listed = 0;
}

function isFrozen(thermal: ThermalTrack, atMs: number, frozenMs: number): boolean {
  return thermal.sameFrames >= FROZEN_FRAMES && atMs - thermal.changedAtMs >= frozenMs;
}

function setFresh(sensor: Sensor, track: InputTrack, fresh: boolean): void {
  if (track.fresh === fresh) return;
  track.fresh = fresh;
  sensor.freshInputs += fresh ? 1 : -1;
  const { zone } = sensor;
  if (fresh && sensor.freshInputs === 1) {
    zone.freshSensors++;
    // The grace of the start is over: from now on, blind is blind.
    zone.blindDueMs = -Infinity;
  } else if (!fresh && sensor.freshInputs === 0) {
    zone.freshSensors--;
  }
}

function isPresent(state: FusionState, sensor: Sensor, condition: Condition): boolean {
  switch (condition) {
    case "sensor-silent":
      return sensor.overdueInputs > 0 || (!sensor.heard && state.nowMs >= sensor.firstDueMs);
    case "sensor-frozen":
      return sensor.frozen;
    case "sensor-implausible":
      return sensor.tracks.some((track) => track.implausible);
    case "sensor-calibration":
      return sensor.calibrationRefused;
    default:
      return unreachable(condition);
  }
}

function conditionDetail(state: FusionState, sensor: Sensor, condition: Condition): Saying {
  const place = { zone: sensor.zone.name, sensor: sensor.name };
  switch (condition) {
    case "sensor-silent": {
      const duration = { ms: state.settings.neverHeardMs };
      if (!sensor.heard) {
        const reason = sensor.tracks.find((track) => track.reason !== "never-received")?.reason;
        return reason === undefined
          ? saying("said.silent-never", { ...place, duration })
          : saying("said.silent-never-because", { ...place, duration, reason: reasonCalled(reason) });
      }
      return saying("said.silent", {
        ...place,
        inputs: listed(sensor.tracks.filter((t) => t.overdue).map(late)),
      });
    }
    case "sensor-frozen": {
      const sameMs = state.nowMs - sensor.thermal.changedAtMs;
      return saying("said.frozen", { ...place, duration: { ms: sameMs } });
    }
    case "sensor-implausible": {
      const inputs = sensor.tracks.filter((t) => t.implausible).map((t) => inputCalled(t.kind));
      return saying("said.implausible", { ...place, inputs: listed(inputs) });
    }
    case "sensor-calibration":
      return saying("said.uncalibrated", place);
    default:
      return unreachable(condition);
  }

  function late(track: InputTrack): Saying {
    const input = inputCalled(track.kind);
    const duration = { ms: state.nowMs - track.lastAtMs };
    const heard = track.lastAtMs !== -Infinity;
    if (track.reason === "stale") return heard ? saying("said.late", { input, duration }) : input;
    const reason = reasonCalled(track.reason);
    return heard
      ? saying("said.late-because", { input, reason, duration })
      : saying("said.never-because", { input, reason });
  }
}

function listed(parts: readonly Part[]): Part {
  return parts.length === 0 ? "" : joined("said.comma", parts);
}

function blindDetail(zone: Zone): Saying {
  if (zone.sensors.size === 0) return saying("said.blind-empty", { zone: zone.name });
  if (zone.freshSensors > 0) return saying("said.blind-cameras", { zone: zone.name });
  return saying("said.blind", { zone: zone.name, count: zone.sensors.size });
}
