/**
 * Which sensors and zones there are: from the settings, and admitted or removed while running.
 */
import type { SensorId, ZoneId } from "../reading/ids.ts";
import { saying } from "../reading/saying.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { assessLoss, reassess } from "./assess.ts";
import { memoryTimes, releaseAll } from "./evidence.ts";
import { forgetLearned, startWatching, stopWatching } from "./health.ts";
import { sirensOf } from "./lifecycle.ts";
import { CONDITIONS, Sensor } from "./sensor.ts";
import { keyOf } from "./service.ts";
import {
  type FusionSettings,
  SENSORS_MAX,
  type SensorSettings,
  ZONE_LIMITS,
  ZONE_PATTERN,
  ZONES_MAX,
  type ZoneSettings,
} from "./settings.ts";
import { type FusionState, journal } from "./state.ts";
import { adoptTrouble, clearTrouble } from "./troubles.ts";
import { endTest } from "./walktest.ts";
import { Zone } from "./zone.ts";

/** Admits the sender of a reading that nobody announced, where the settings say into which zone. */
export function admit(state: FusionState, id: SensorId): Sensor | undefined {
  const zoneId = state.settings.admitToZoneId;
  return zoneId === undefined ? undefined : putSensor(state, { id, zoneId }, "admitted");
}

/** How fusion comes to know a sensor: by its settings, from the store, or because it is new on the site. */
export type Origin = "configured" | "stored" | "admitted";

/**
 * Adds a sensor, or changes the one there is. One that changes its zone starts anew in the other. Of a configured sensor
 * others than the settings can only tell which inputs it has: what a store remembers of its zone may be old.
 *
 * @returns undefined where the table is full or the zone does not exist, which is counted.
 */
export function putSensor(
  state: FusionState,
  settings: SensorSettings,
  origin: Origin,
): Sensor | undefined {
  const zone = state.zones.get(settings.zoneId);
  const known = state.sensors.get(settings.id);
  if (known?.configured && origin !== "configured") {
    addTracks(state, known, settings);
    return known;
  }
  if (zone === undefined || zone.retired || (known === undefined && state.sensors.size >= SENSORS_MAX)) {
    state.counts.sensorsRefused++;
    return undefined;
  }
  return known === undefined
    ? addSensor(state, settings, zone, origin)
    : changeSensor(state, known, settings, zone, origin);
}

function addSensor(state: FusionState, settings: SensorSettings, zone: Zone, origin: Origin): Sensor {
  const sensor = new Sensor(
    settings,
    zone,
    origin === "configured",
    state.nowMs + state.settings.neverHeardMs,
  );
  state.sensors.set(sensor.id, sensor);
  enter(state, sensor, zone);
  sensor.disablement = state.disablements.get(keyOf("sensor", sensor.id));
  adoptConditions(state, sensor);
  if (origin === "admitted") {
    state.effects.push({ kind: "sensor", sensor: settings });
    journal(
      state,
      "sensor-admitted",
      saying("said.sensor-admitted", { zone: zone.name, sensor: sensor.name }),
      {
        zoneId: zone.id,
        sensorId: sensor.id,
      },
    );
  }
  return sensor;
}

function changeSensor(
  state: FusionState,
  sensor: Sensor,
  settings: SensorSettings,
  zone: Zone,
  origin: Origin,
): Sensor {
  const { inputs } = sensor.settings;
  sensor.settings = settings;
  if (origin === "configured") sensor.configured = true;
  if (settings.inputs !== undefined && String(settings.inputs) !== String(inputs)) {
    forgetLearned(state, sensor, settings.inputs);
  }
  addTracks(state, sensor, settings);
  if (sensor.zone === zone) return sensor;
  leave(state, sensor);
  sensor.zone = zone;
  enter(state, sensor, zone);
  startWatching(state, sensor);
  return sensor;
}

function addTracks(state: FusionState, sensor: Sensor, { inputs }: SensorSettings): void {
  const firstDueMs = state.nowMs + state.settings.neverHeardMs;
  for (const kind of inputs ?? []) {
    if (sensor.track(kind) === undefined) sensor.addTrack(kind, firstDueMs);
  }
}

/** Takes a sensor off the list, with its evidence and troubles. Its zone's alarm stands. */
export function removeSensor(state: FusionState, id: SensorId): void {
  const sensor = state.sensors.get(id);
  if (sensor === undefined) return;
  leave(state, sensor);
  state.sensors.delete(id);
  journal(state, "note", saying("said.sensor-removed", { zone: sensor.zone.name, sensor: sensor.name }), {
    zoneId: sensor.zone.id,
    sensorId: id,
  });
}

function enter(state: FusionState, sensor: Sensor, zone: Zone): void {
  if (zone.sensors.size === 0) zone.blindDueMs = state.nowMs + state.settings.neverHeardMs;
  zone.sensors.add(sensor);
}

function leave(state: FusionState, sensor: Sensor): void {
  stopWatching(state, sensor);
  releaseAll(sensor);
  sensor.firedRules = 0;
  sensor.zone.sensors.delete(sensor);
  assessLoss(state, sensor.zone);
}

/** Takes over what the store has listed of a sensor, as far as it lasts until the sensor delivers. */
export function adoptConditions(state: FusionState, sensor: Sensor): void {
  if (sensor.heard) return;
  const adopt = (code: TroubleCode, bit: number) => {
    if (!adoptTrouble(state, code, sensor.id)) return false;
    sensor.listed |= bit;
    return true;
  };
  if (adopt("sensor-silent", 1 << CONDITIONS.indexOf("sensor-silent"))) sensor.firstDueMs = state.nowMs;
  if (adopt("sensor-calibration", 1 << CONDITIONS.indexOf("sensor-calibration"))) {
    sensor.calibrationRefused = true;
  }
}

/** The zone of that id; where the settings have none, one that exists for the alarm that stands in it. */
export function zoneFor(state: FusionState, id: ZoneId): Zone {
  const known = state.zones.get(id);
  if (known !== undefined) return known;
  const settings: ZoneSettings = { id, name: id, limits: ZONE_LIMITS, pattern: ZONE_PATTERN };
  const zone = new Zone(settings, true, Infinity);
  state.zones.set(id, zone);
  return zone;
}

/** Puts new settings in force. Standing alarms stand and keep every siren they had. */
export function configure(state: FusionState, settings: FusionSettings): void {
  state.settings = settings;
  state.memoryMs = memoryTimes(settings);
  state.orderDue = true;
  const zones = new Map(settings.zones.slice(0, ZONES_MAX).map((zone) => [zone.id, zone]));
  const sensors = new Map(settings.sensors.map((sensor) => [sensor.id, sensor]));
  state.counts.zonesRefused += settings.zones.length - Math.min(settings.zones.length, ZONES_MAX);

  for (const zone of zones.values()) putZone(state, zone);
  for (const sensor of [...state.sensors.values()]) {
    const gone = sensor.configured ? !sensors.has(sensor.id) : !zones.has(sensor.zone.id);
    if (gone) removeSensor(state, sensor.id);
  }
  for (const sensor of sensors.values()) putSensor(state, sensor, "configured");
  for (const zone of [...state.zones.values()]) {
    if (!zones.has(zone.id)) retireZone(state, zone);
  }
  for (const standing of state.alarms.values()) {
    standing.sirens = new Set([...standing.sirens, ...sirensOf(state, standing.zone)]);
  }
  for (const zone of state.zones.values()) reassess(state, zone);
}

function putZone(state: FusionState, settings: ZoneSettings): void {
  const known = state.zones.get(settings.id);
  const blindDueMs = state.nowMs + state.settings.neverHeardMs;
  if (known === undefined) {
    const zone = new Zone(settings, false, blindDueMs);
    zone.disablement = state.disablements.get(keyOf("zone", zone.id));
    state.zones.set(zone.id, zone);
    return;
  }
  known.settings = settings;
  if (known.retired) known.blindDueMs = blindDueMs;
  known.retired = false;
}

/** A zone that is no longer configured goes, or stays without sensors while an alarm stands in it. */
function retireZone(state: FusionState, zone: Zone): void {
  if (zone.retired) return;
  // A sensor whose new zone was refused would otherwise be left in a zone that nobody looks at.
  for (const sensor of [...zone.sensors]) removeSensor(state, sensor.id);
  if (zone.test !== undefined) endTest(state, zone, saying("said.ended-by-change"));
  zone.preAlarm = false;
  zone.preAlarmDueMs = NaN;
  zone.preAlarmOverMs = NaN;
  zone.blind = false;
  clearTrouble(state, "zone-blind", zone.id);
  const stands = [...state.alarms.values()].some((standing) => standing.zone === zone);
  if (stands) zone.retired = true;
  else state.zones.delete(zone.id);
}
