/**
 * Takes one reading in: is it from a known sensor, in order, plausible; does it add to the evidence.
 *
 * The cost is that of one sensor: nothing here looks at a second one.
 */
import type {
  LevelReading,
  NoData,
  Reading,
  SwitchReading,
  ThermalReading,
  VisionReading,
} from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import { assess } from "./assess.ts";
import {
  EVIDENCE,
  type EvidenceClass,
  evidenceOf,
  hold,
  release,
  RELEASE_PART,
  renew,
  SUPPORT_PART,
  voteLevel,
} from "./evidence.ts";
import { noteBad, noteNoData, noteValue, trackFor } from "./health.ts";
import { admit } from "./registry.ts";
import { OVERLAP_SCORE_PART, overlapOf } from "./overlap.ts";
import type { InputTrack, Sensor } from "./sensor.ts";
import type { FusionState } from "./state.ts";
import { PICTURE } from "./thermal.ts";

/** More gas than air: the reading is an error. */
const GAS_MAX_PPM = 1_000_000;

/** Takes a reading in. */
export function takeReading(state: FusionState, reading: Reading): void {
  state.counts.readings++;
  const sensor = state.sensors.get(reading.sensorId) ?? admit(state, reading.sensorId);
  if (sensor === undefined) {
    state.counts.unknownSensor++;
    return;
  }
  if (!Number.isFinite(reading.atMs)) {
    state.counts.implausible++;
    return;
  }
  // Every process reads the same clock, so a time to come is an error of rounding or of the sender.
  const atMs = Math.min(reading.atMs, state.nowMs);
  const track = trackFor(state, sensor, reading.kind);
  if (atMs < track.lastAtMs) {
    state.counts.outOfOrder++;
    return;
  }
  // Nothing is concluded from a sensor out of service.
  if (sensor.disablement !== undefined) return;

  const gained = judge(state, sensor, track, reading, atMs);
  if (gained !== 0) assess(state, sensor.zone, sensor, gained, atMs);
}

/** Takes the absence of a reading in. */
export function takeNoData(state: FusionState, noData: NoData): void {
  const sensor = state.sensors.get(noData.sensorId) ?? admit(state, noData.sensorId);
  if (sensor === undefined) {
    state.counts.unknownSensor++;
    return;
  }
  if (sensor.disablement === undefined) noteNoData(state, sensor, noData);
}

function judge(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  reading: Reading,
  atMs: number,
): number {
  switch (reading.kind) {
    case "thermal":
      return judgePicture(state, sensor, track, reading, atMs);
    case "smoke":
    case "flame":
    case "gas":
      return judgeLevel(state, sensor, track, reading, atMs);
    case "flameDigital":
    case "callPoint":
    case "otherBox":
      return judgeSwitch(state, sensor, track, reading, atMs);
    case "vision":
      return judgeVision(state, sensor, track, reading, atMs);
    default:
      return unreachable(reading);
  }
}

function judgePicture(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  reading: ThermalReading,
  atMs: number,
): number {
  const { limits } = sensor.zone.settings;
  const bits = sensor.thermal.judge(reading, atMs, limits, state.settings.freshnessMs.thermal);
  if (bits === 0) {
    noteBad(state, sensor, track);
    return 0;
  }
  const { maxC } = reading;
  noteValue(state, sensor, track, atMs, (bits & PICTURE.beyond) === 0);
  track.value = maxC;
  // The common case costs no look at the evidence.
  if (sensor.heldMask === 0 && (bits & (PICTURE.preConfirmed | PICTURE.criticalConfirmed)) === 0) return 0;

  let gained = heat(
    sensor,
    EVIDENCE.thermalPre,
    maxC,
    limits.preAlarmC,
    atMs,
    (bits & PICTURE.preConfirmed) !== 0,
    (bits & PICTURE.preRenews) !== 0,
  );
  gained |= heat(
    sensor,
    EVIDENCE.thermalCritical,
    maxC,
    limits.criticalC,
    atMs,
    (bits & PICTURE.criticalConfirmed) !== 0,
    (bits & PICTURE.criticalRenews) !== 0,
  );
  const rising = (bits & PICTURE.rising) !== 0 && evidenceOf(sensor, EVIDENCE.thermalPre).held;
  gained |= heat(sensor, EVIDENCE.rising, maxC, limits.preAlarmC, atMs, rising, rising);

  const { alarm } = sensor.zone;
  if (alarm !== undefined && (bits & PICTURE.preRenews) !== 0 && !(maxC <= alarm.peakC)) alarm.peakC = maxC;
  return gained;
}

/** Heat comes with its own vote, of pictures. */
function heat(
  sensor: Sensor,
  evidenceClass: EvidenceClass,
  value: number,
  limit: number,
  atMs: number,
  confirmed: boolean,
  renews: boolean,
): number {
  const evidence = evidenceOf(sensor, evidenceClass);
  if (!evidence.held) return confirmed ? hold(evidence, value, limit, atMs) : 0;
  if (renews) renew(evidence, value, limit, atMs);
  return 0;
}

function judgeLevel(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  reading: LevelReading,
  atMs: number,
): number {
  const { kind, value } = reading;
  const most = kind === "gas" ? GAS_MAX_PPM : 100;
  if (!(value >= 0 && value <= most)) {
    noteBad(state, sensor, track);
    return 0;
  }
  const { limits } = sensor.zone.settings;
  const linked = isLinked(state, track, atMs);
  noteValue(state, sensor, track, atMs, true);
  track.value = value;
  switch (kind) {
    case "flame":
      return level(state, sensor, EVIDENCE.flame, value, limits.flamePercent, atMs, linked);
    case "smoke":
      return level(state, sensor, EVIDENCE.smoke, value, limits.smokePercent, atMs, linked) |
        level(state, sensor, EVIDENCE.smokeSupport, value, limits.smokePercent * SUPPORT_PART, atMs, linked);
    case "gas":
      return level(state, sensor, EVIDENCE.gas, value, limits.gasPpm, atMs, linked) |
        level(state, sensor, EVIDENCE.gasSupport, value, limits.gasPpm * SUPPORT_PART, atMs, linked);
    default:
      return unreachable(kind);
  }
}

function judgeSwitch(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  reading: SwitchReading,
  atMs: number,
): number {
  const linked = isLinked(state, track, atMs);
  noteValue(state, sensor, track, atMs, true);
  const value = reading.active ? 1 : 0;
  track.value = value;
  if (reading.kind === "flameDigital") {
    return level(state, sensor, EVIDENCE.flameDigital, value, 1, atMs, linked);
  }
  const evidence = evidenceOf(sensor, EVIDENCE[reading.kind]);
  if (reading.again && reading.active) {
    // One more fire at the other box is shown, and takes part in the zone's alarm, as if it were the first.
    sensor.firedRules = 0;
    if (evidence.held) release(evidence);
  }
  // A person pressed it, or another box has decided: there is nothing to confirm.
  return voteLevel(evidence, value, 1, 1, atMs, 1, true);
}

function judgeVision(
  state: FusionState,
  sensor: Sensor,
  track: InputTrack,
  reading: VisionReading,
  atMs: number,
): number {
  const { fire, smoke } = reading;
  if (!(fire >= 0 && fire <= 1 && smoke >= 0 && smoke <= 1)) {
    noteBad(state, sensor, track);
    return 0;
  }
  const linked = isLinked(state, track, atMs);
  noteValue(state, sensor, track, atMs, true);
  track.value = fire;
  track.smoke = smoke;
  const { visionScore, preAlarmC } = sensor.zone.settings.limits;
  const score = Math.max(fire, smoke);
  const needed = visionScore * OVERLAP_SCORE_PART;
  if (score >= needed * RELEASE_PART) sensor.seen = fire >= smoke ? "fire" : "smoke";
  const gained = level(state, sensor, EVIDENCE.vision, score, visionScore, atMs, linked);
  const { registered } = sensor.settings;
  if (registered === undefined) return gained;
  const overlap = overlapOf(state, registered, reading, preAlarmC);
  // What was held stays named after the heat that made it.
  if (overlap !== undefined) sensor.overlap = overlap;
  const confirmed = overlap === undefined ? 0 : score;
  return gained | level(state, sensor, EVIDENCE.visionOnHeat, confirmed, needed, atMs, linked);
}

function level(
  state: FusionState,
  sensor: Sensor,
  evidenceClass: EvidenceClass,
  value: number,
  limit: number,
  atMs: number,
  linked: boolean,
): number {
  // The common case costs no look at the evidence.
  const evidence = sensor.evidence[evidenceClass];
  if (evidence === undefined && value < limit) return 0;
  const needed = state.settings.confirmReadings;
  const least = limit * RELEASE_PART;
  return voteLevel(evidence ?? evidenceOf(sensor, evidenceClass), value, limit, least, atMs, needed, linked);
}

/** Whether a reading follows its predecessor closely enough for both to vote together. */
function isLinked(state: FusionState, track: InputTrack, atMs: number): boolean {
  return atMs - track.lastAtMs <= state.settings.freshnessMs[track.kind];
}
