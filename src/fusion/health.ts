/**
 * Watches over the sensors: which inputs deliver, which are late, frozen or implausible, which zones are blind.
 */
import type { InputKind, NoData } from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import { describeDuration, INPUT_NAMES } from "./describe.ts";
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
  if (zone.settings.limits.visionAlone) return true;
  for (const sensor of zone.sensors) {
    if (sensor.tracks.some((track) => track.fresh && track.kind !== "vision")) return true;
  }
  return false;
}

/** Brings the list of troubles in line with what is wrong with a sensor. */
export function listConditions(state: FusionState, sensor: Sensor): void {
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

function conditionDetail(state: FusionState, sensor: Sensor, condition: Condition): string {
  const place = `${sensor.zone.name}: ${sensor.name}`;
  switch (condition) {
    case "sensor-silent": {
      const waited = describeDuration(state.settings.neverHeardMs);
      if (!sensor.heard) {
        const reason = sensor.tracks.find((track) => track.reason !== "never-received")?.reason;
        const why = reason === undefined ? "" : ` (${reason})`;
        return `${place} has delivered nothing since the start${why}, for ${waited}.`;
      }
      return `${place} delivers no ${sensor.tracks.filter((t) => t.overdue).map(lateInput).join(", ")}.`;
    }
    case "sensor-frozen": {
      const sameMs = state.nowMs - sensor.thermal.changedAtMs;
      return `${place} has sent the same picture for ${describeDuration(sameMs)}.`;
    }
    case "sensor-implausible": {
      const inputs = sensor.tracks.filter((t) => t.implausible).map((t) => INPUT_NAMES[t.kind]);
      return `${place} sends values that it cannot have measured: ${inputs.join(", ")}.`;
    }
    case "sensor-calibration":
      return `${place} has a calibration that was refused: its pictures cannot become degrees.`;
    default:
      return unreachable(condition);
  }

  function lateInput(track: InputTrack): string {
    const why = track.reason === "stale" ? "" : ` (${track.reason})`;
    const age = track.lastAtMs === -Infinity ? "" : ` for ${describeDuration(state.nowMs - track.lastAtMs)}`;
    return `${INPUT_NAMES[track.kind]}${why}${age}`;
  }
}

function blindDetail(zone: Zone): string {
  if (zone.sensors.size === 0) return `${zone.name}: has no sensor, the zone is not protected.`;
  if (zone.freshSensors > 0) {
    return `${zone.name}: only cameras deliver, which may not alarm alone: the zone is not protected.`;
  }
  return `${zone.name}: none of its ${zone.sensors.size} sensors delivers, the zone is not protected.`;
}
