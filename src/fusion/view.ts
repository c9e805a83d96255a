/**
 * The state as people see it: a snapshot of zones, sensors, alarms and troubles for pages, API and metrics.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { AlarmId, SensorId, ZoneId } from "../reading/ids.ts";
import type { OutputOrder } from "../reading/output.ts";
import type { InputKind, NoDataReason } from "../reading/reading.ts";
import type { Trouble, TroubleCode } from "../reading/trouble.ts";
import type { Disablement } from "./effect.ts";
import { CONDITIONS, type InputTrack, type Sensor } from "./sensor.ts";
import type { FusionCounts, FusionState } from "./state.ts";
import type { ZoneLimits } from "./settings.ts";
import type { Zone } from "./zone.ts";

/** The one word for a zone; where several fit, the first of: alarm, disabled, test, pre-alarm, trouble, normal. */
export type ZoneStateName = "alarm" | "disabled" | "test" | "pre-alarm" | "trouble" | "normal";

/** One input: what it last said and how old that is, or why it says nothing. */
export type InputView =
  & { readonly input: InputKind }
  & (
    | { readonly fresh: true; readonly ageMs: number; readonly value: InputValue }
    | {
      readonly fresh: false;
      readonly reason: NoDataReason;
      /** Age of the last plausible value; absent where there never was one. */
      readonly ageMs?: number;
    }
  );

/** The last value of an input, in the units of its reading. */
export type InputValue =
  | {
    readonly kind: "thermal";
    readonly maxC: number;
    readonly minC: number;
    readonly meanC: number;
    readonly hotSpotC: number;
    readonly hotSpotIndex: number;
    /** Kelvins a minute; absent until it is known. */
    readonly ratePerMinute?: number;
  }
  | { readonly kind: "smoke" | "flame" | "gas"; readonly value: number }
  | { readonly kind: "flameDigital" | "callPoint" | "otherBox"; readonly active: boolean }
  | { readonly kind: "vision"; readonly fire: number; readonly smoke: number };

/** One sensor. */
export interface SensorView {
  readonly id: SensorId;
  readonly name: string;
  readonly zoneId: ZoneId;
  readonly configured: boolean;
  readonly inputs: readonly InputView[];
  /** What is wrong with it. */
  readonly troubles: readonly TroubleCode[];
  /** Hits in the zone's walk test, where one runs. */
  readonly testHits?: number;
  readonly disablement?: Disablement;
}

/** One zone. */
export interface ZoneView {
  readonly id: ZoneId;
  readonly name: string;
  readonly state: ZoneStateName;
  readonly limits: ZoneLimits;
  readonly preAlarm: boolean;
  /** No sensor of it delivers. */
  readonly blind: boolean;
  /** No longer configured; listed while an alarm stands in it. */
  readonly retired: boolean;
  readonly alarmIds: readonly AlarmId[];
  readonly sensors: readonly SensorView[];
  readonly disablement?: Disablement;
  readonly test?: { readonly by: string; readonly startedAtWallMs: number; readonly remainingMs: number };
}

/** Everything. */
export interface FusionView {
  readonly epoch: number;
  readonly atMs: number;
  readonly zones: readonly ZoneView[];
  readonly alarms: readonly Alarm[];
  readonly troubles: readonly Trouble[];
  readonly disablements: readonly Disablement[];
  /** The last order; absent before the first. */
  readonly order?: OutputOrder;
  readonly counts: FusionCounts;
}

/** Takes the snapshot. Costs as much as there are sensors: for a few times a second, not for each reading. */
export function viewOf(state: FusionState): FusionView {
  const alarms = [...state.alarms.values()].map(({ alarm, peakC }) => ({ ...alarm, peakC }));
  return {
    epoch: state.epoch,
    atMs: state.nowMs,
    zones: [...state.zones.values()].map((zone) => viewZone(state, zone, alarms)),
    alarms,
    troubles: [...state.troubles.values()].map((record) => record.trouble),
    disablements: [...state.disablements.values()],
    ...(state.order && { order: state.order }),
    counts: { ...state.counts },
  };
}

function viewZone(state: FusionState, zone: Zone, alarms: readonly Alarm[]): ZoneView {
  const { disablement, test } = zone;
  const own = alarms.filter((alarm) => alarm.zoneId === zone.id);
  const sensors = [...zone.sensors].map((sensor) => viewSensor(state, sensor));
  return {
    id: zone.id,
    name: zone.name,
    state: stateName(zone, own, sensors),
    limits: zone.settings.limits,
    preAlarm: zone.preAlarm,
    blind: zone.blind,
    retired: zone.retired,
    alarmIds: own.map((alarm) => alarm.id),
    sensors,
    ...(disablement && { disablement }),
    ...(test && {
      test: {
        by: test.by,
        startedAtWallMs: test.startedAtWallMs,
        remainingMs: Math.max(0, test.endsAtMs - state.nowMs),
      },
    }),
  };
}

function stateName(zone: Zone, alarms: readonly Alarm[], sensors: readonly SensorView[]): ZoneStateName {
  if (alarms.some((alarm) => !alarm.disabled)) return "alarm";
  if (zone.disablement !== undefined) return "disabled";
  if (alarms.length > 0) return "alarm";
  if (zone.test !== undefined) return "test";
  if (zone.preAlarm) return "pre-alarm";
  return zone.blind || sensors.some((sensor) => sensor.troubles.length > 0) ? "trouble" : "normal";
}

function viewSensor(state: FusionState, sensor: Sensor): SensorView {
  const { disablement } = sensor;
  return {
    id: sensor.id,
    name: sensor.name,
    zoneId: sensor.zone.id,
    configured: sensor.configured,
    inputs: sensor.tracks.map((track) => viewInput(state, sensor, track)),
    troubles: CONDITIONS.filter((_, index) => (sensor.listed & 1 << index) !== 0),
    ...(sensor.zone.test && { testHits: sensor.testHits }),
    ...(disablement && { disablement }),
  };
}

function viewInput(state: FusionState, sensor: Sensor, track: InputTrack): InputView {
  const base = { input: track.kind };
  const known = track.lastAtMs !== -Infinity;
  const ageMs = Math.max(0, state.nowMs - track.lastAtMs);
  if (track.fresh) return { ...base, fresh: true, ageMs, value: valueOf(sensor, track) };
  const reason = sensor.disablement === undefined ? track.reason : "disabled";
  return { ...base, fresh: false, reason, ...(known && { ageMs }) };
}

function valueOf(sensor: Sensor, track: InputTrack): InputValue {
  switch (track.kind) {
    case "thermal": {
      const { maxC, minC, meanC, hotSpotC, hotSpotIndex, ratePerMinute } = sensor.thermal;
      const rate = Number.isNaN(ratePerMinute) ? {} : { ratePerMinute };
      return { kind: "thermal", maxC, minC, meanC, hotSpotC, hotSpotIndex, ...rate };
    }
    case "smoke":
    case "flame":
    case "gas":
      return { kind: track.kind, value: track.value };
    case "flameDigital":
    case "callPoint":
    case "otherBox":
      return { kind: track.kind, active: track.value === 1 };
    case "vision":
      return { kind: "vision", fire: track.value, smoke: track.smoke };
  }
}
