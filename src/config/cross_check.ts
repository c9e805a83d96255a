/**
 * What a schema cannot see: references between the parts of a configuration.
 */
import type { ConfigFault } from "./load.ts";
import { viewFault } from "./camera_view.ts";
import { checkCalls, checkFleet, checkHomes } from "./fleet_check.ts";
import { checkHardware } from "./hardware_check.ts";
import { nearest } from "./nearest.ts";
import { registrationMapping } from "./registration.ts";
import type { Config } from "./schema.ts";
import { checkSums } from "./sums_check.ts";
import { maskFault } from "./thermal_mask.ts";

/** All references that lead nowhere, all ids given twice, and all zones that could not be heard. */
export function crossCheck(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const zoneIds = config.zones.map((zone) => zone.id);
  const sirenIds = config.outputs.filter((output) => output.kind === "siren").map((output) => output.id);

  duplicates(zoneIds, "zones", faults);
  duplicates(config.sensors.map((sensor) => sensor.id), "sensors", faults);
  duplicates(config.callPoints.map((point) => point.id), "callPoints", faults);
  duplicates(config.cameras.map((camera) => camera.id), "cameras", faults);
  duplicates(config.outputs.map((output) => output.id), "outputs", faults);
  duplicates(config.sensors.map((sensor) => sensor.location ?? sensor.id), "sensors", faults, "location");
  // The device of one of them would be taken for the other's, and one would never be heard.
  duplicates(config.sensors.map((sensor) => sensor.address), "sensors", faults, "address");

  config.zones.forEach((zone, i) => {
    const { criticalC, preAlarmC } = zone.limits;
    if (criticalC <= preAlarmC) {
      faults.push({
        path: `zones[${i}].limits.criticalC`,
        message: `${criticalC} is not above preAlarmC, ${preAlarmC}`,
      });
    }
    zone.sirens?.forEach((siren, j) => {
      if (!sirenIds.includes(siren)) {
        faults.push(unknown(`zones[${i}].sirens[${j}]`, "siren", siren, sirenIds));
      }
    });
    zone.neighbours?.forEach((neighbour, j) => {
      const path = `zones[${i}].neighbours[${j}]`;
      if (neighbour === zone.id) faults.push({ path, message: `'${zone.id}' is no neighbour of itself` });
      else if (!zoneIds.includes(neighbour)) faults.push(unknown(path, "zone", neighbour, zoneIds));
    });
    const heard = zone.sirens === undefined ? sirenIds.length : zone.sirens.length;
    if (heard === 0) {
      faults.push({
        path: `zones[${i}].sirens`,
        message: `zone '${zone.id}' has no siren: its alarms would not be heard`,
      });
    }
  });
  config.sensors.forEach((sensor, i) => {
    if (!zoneIds.includes(sensor.zone)) {
      faults.push(unknown(`sensors[${i}].zone`, "zone", sensor.zone, zoneIds));
    }
    const masks = maskFault(sensor.masks);
    if (masks !== undefined) faults.push({ path: `sensors[${i}].masks`, message: masks });
    for (const input of ["smoke", "flame"] as const) {
      if (sensor[input].fullScale === sensor[input].zero) {
        faults.push({
          path: `sensors[${i}].${input}`,
          message: `fullScale and zero are both ${sensor[input].zero}`,
        });
      }
    }
  });
  const sensorIds = config.sensors.map((sensor) => sensor.id);
  config.cameras.forEach((camera, i) => {
    if (!zoneIds.includes(camera.zone)) {
      faults.push(unknown(`cameras[${i}].zone`, "zone", camera.zone, zoneIds));
    }
    if (sensorIds.includes(camera.id)) {
      faults.push({ path: `cameras[${i}].id`, message: `'${camera.id}' is a sensor's already` });
    }
    const view = viewFault(camera);
    if (view !== undefined) {
      faults.push({ path: `cameras[${i}].${camera.masks.length > 0 ? "masks" : "region"}`, message: view });
    }
    camera.registered.forEach((registration, j) => {
      const path = `cameras[${i}].registered[${j}]`;
      const sensor = config.sensors.find(({ id }) => id === registration.sensor);
      if (sensor === undefined) {
        faults.push(unknown(`${path}.sensor`, "sensor", registration.sensor, sensorIds));
      } else if (sensor.zone !== camera.zone) {
        const message = `'${sensor.id}' is in zone '${sensor.zone}', the camera in '${camera.zone}'`;
        faults.push({ path: `${path}.sensor`, message });
      }
      const mapping = registrationMapping(registration);
      if (!mapping.ok) faults.push({ path: `${path}.points`, message: mapping.fault });
    });
  });
  config.callPoints.forEach((point, i) => {
    if (!zoneIds.includes(point.zone)) {
      faults.push(unknown(`callPoints[${i}].zone`, "zone", point.zone, zoneIds));
    }
    if (sensorIds.includes(point.id) || config.cameras.some((camera) => camera.id === point.id)) {
      faults.push({
        path: `callPoints[${i}].id`,
        message: `'${point.id}' is a sensor's or camera's already`,
      });
    }
  });
  const targetIds = config.notify.targets.map(({ id }) => id);
  duplicates(targetIds, "notify.targets", faults);
  config.notify.escalation.forEach(({ afterMinutes, targets }, i) => {
    targets.forEach((target, j) => {
      if (targetIds.includes(target)) return;
      faults.push(unknown(`notify.escalation[${i}].targets[${j}]`, "target", target, targetIds));
    });
    const before = config.notify.escalation[i - 1]?.afterMinutes;
    if (before === undefined || afterMinutes > before) return;
    faults.push({
      path: `notify.escalation[${i}].afterMinutes`,
      message: `${afterMinutes} is not after the step before, ${before}`,
    });
  });
  const { unknownZone } = config.sensorPort;
  if (unknownZone !== undefined && !zoneIds.includes(unknownZone)) {
    faults.push(unknown("sensorPort.unknownZone", "zone", unknownZone, zoneIds));
  }
  const { sensorPort, page } = config;
  if (sensorPort.port !== 0 && sensorPort.port === page.port) {
    faults.push({ path: "page.port", message: `port ${page.port} is the sensors' port already` });
  }
  faults.push(...checkFleet(config.fleet), ...checkCalls(config.fleet, zoneIds), ...checkHomes(config));
  faults.push(...checkHardware(config));
  faults.push(...checkSums(config));
  return faults;
}

function duplicates(
  ids: readonly (string | undefined)[],
  list: string,
  faults: ConfigFault[],
  what = "id",
): void {
  const seen = new Map<string, number>();
  ids.forEach((id, i) => {
    if (id === undefined) return;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, i);
    else faults.push({ path: `${list}[${i}].${what}`, message: `'${id}' is ${list}[${first}]'s already` });
  });
}

function unknown(path: string, what: string, id: string, known: readonly string[]): ConfigFault {
  const close = nearest(id, known);
  const hint = close === undefined
    ? `known: ${known.slice(0, 8).join(", ") || "none"}`
    : `did you mean '${close}'?`;
  return { path, message: `there is no ${what} '${id}'; ${hint}` };
}
