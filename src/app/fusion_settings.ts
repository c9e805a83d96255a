/**
 * What fusion is told of the site, from the configuration.
 */
import { registrationMapping } from "../config/registration.ts";
import type { Config } from "../config/schema.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS } from "../fusion/settings.ts";

/** Another box whose calls are answered is a sensor of the zone that sounds for it. No name of a box has a colon. */
export function otherBoxSensor(box: string): string {
  return `box:${box}`;
}

/** The settings that `config` means. */
export function fusionSettings(config: Config): FusionSettings {
  const { unknown, unknownZone } = config.sensorPort;
  const relays = (role: "trouble" | "alarm") =>
    config.outputs.filter((output) => output.kind === "relay" && output.role === role).map(({ id }) => id);
  return {
    ...FUSION_DEFAULTS,
    zones: config.zones.map((zone) => ({
      id: zone.id,
      name: zone.name ?? zone.id,
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
      ...config.cameras.map((camera) => ({
        id: camera.id,
        zoneId: camera.zone,
        ...(camera.name === undefined ? {} : { name: camera.name }),
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
