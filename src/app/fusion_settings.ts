/**
 * What fusion is told of the site, from the configuration.
 */
import { cameraName, foreignZones, watchedCameras, zoneNames } from "../config/homes.ts";
import { registrationMapping } from "../config/registration.ts";
import type { Config } from "../config/schema.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS } from "../fusion/settings.ts";
import type { CameraId } from "../reading/ids.ts";

/** Another box whose calls are answered is a sensor of the zone that sounds for it. No name of a box has a colon. */
export function otherBoxSensor(box: string): string {
  return `box:${box}`;
}

/**
 * The settings that `config` means.
 *
 * @param guarded Cameras of other boxes that are watched now. Those that are not are no sensors, and what only they would watch is no zone.
 */
export function fusionSettings(config: Config, guarded: ReadonlySet<CameraId> = new Set()): FusionSettings {
  const { unknown, unknownZone } = config.sensorPort;
  const cameras = watchedCameras(config, guarded);
  const watched = new Set(cameras.map(({ zone }) => zone));
  const foreign = foreignZones(config);
  const names = zoneNames(config);
  const relays = (role: "trouble" | "alarm") =>
    config.outputs.filter((output) => output.kind === "relay" && output.role === role).map(({ id }) => id);
  return {
    ...FUSION_DEFAULTS,
    zones: config.zones.filter(({ id }) => !foreign.has(id) || watched.has(id)).map((zone) => ({
      id: zone.id,
      name: names.get(zone.id)!,
      limits: { ...ZONE_LIMITS, ...zone.limits },
      ...(zone.sirens === undefined ? {} : { sirens: zone.sirens }),
      pattern: zone.pattern,
      ...(zone.neighbours === undefined ? {} : { neighbours: zone.neighbours }),
    })),
    sensors: [
      ...config.sensors.map((sensor) => ({
        id: sensor.id,
        zoneId: sensor.zone,
        ...(sensor.name === undefined ? {} : { name: sensor.name }),
        // Every configured sensor must deliver pictures; which other inputs it has is learned from what it sends.
        inputs: ["thermal"] as const,
      })),
      ...cameras.map((camera) => ({
        id: camera.id,
        zoneId: camera.zone,
        ...(camera.name === undefined && camera.home === undefined
          ? {}
          : { name: cameraName(camera, config.fleet) }),
        inputs: ["vision"] as const,
        ...(camera.registered.length > 0 && {
          registered: camera.registered.flatMap((registration) => {
            const mapping = registrationMapping(registration);
            // The check of the configuration has refused what tells no mapping.
            return mapping.ok ? [{ sensorId: registration.sensor, toCamera: mapping.value }] : [];
          }),
        }),
      })),
      ...config.callPoints.map((point) => ({
        id: point.id,
        zoneId: point.zone,
        ...(point.name === undefined ? {} : { name: point.name }),
        inputs: ["callPoint"] as const,
      })),
      ...(config.fleet?.answers ?? []).map(({ box, zone }) => ({
        id: otherBoxSensor(box),
        zoneId: zone,
        name: box,
        inputs: ["otherBox"] as const,
      })),
    ],
    sirenIds: config.outputs.filter(({ kind }) => kind !== "relay").map(({ id }) => id),
    troubleRelayIds: relays("trouble"),
    alarmRelayIds: relays("alarm"),
    ...(unknown === "admit" && { admitToZoneId: unknownZone ?? config.zones[0].id }),
  };
}
