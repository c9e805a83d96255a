/**
 * The site that `embereye demo` shows: three zones, a siren for each side of the house, a trouble relay.
 */
import type { z } from "zod";
import type { configSchema } from "../config/schema.ts";

/** Zone of the devices that connect without being known. */
export const NEW_SENSORS_ZONE = "new-sensors";

/** One simulated device of the demo. */
export interface DemoDevice {
  readonly location: string;
  readonly kind: "melexis" | "linear";
  /** Frames a second. */
  readonly fps: number;
  /** The fire breaks out in its view. */
  readonly fire: boolean;
}

/** The devices of the simulated site. */
export const DEMO_DEVICES: readonly DemoDevice[] = [
  { location: "boiler-burner", kind: "melexis", fps: 4, fire: true },
  { location: "boiler-door", kind: "linear", fps: 2, fire: false },
  { location: "paint-shelf", kind: "melexis", fps: 2, fire: false },
  { location: "dock-gate", kind: "melexis", fps: 2, fire: false },
];

/** How the demo is to be set up. */
export interface DemoOptions {
  readonly uiPort: number;
  readonly sensorPort: number;
  /** Whether the simulated site's own sensors belong to it. */
  readonly simulation: boolean;
  /** When the fire breaks out, seconds. */
  readonly fireAfter: number;
}

/** The configuration of the demo, as an installer would have written it. */
export function demoConfig(options: DemoOptions): z.input<typeof configSchema> {
  const newSensors = { id: NEW_SENSORS_ZONE, name: "New sensors" };
  return {
    version: 1,
    site: { name: "Demo site" },
    zones: options.simulation
      ? [
        { id: "boiler", name: "Boiler room" },
        { id: "paint", name: "Paint store" },
        { id: "dock", name: "Loading dock" },
        newSensors,
      ]
      : [newSensors],
    sensors: options.simulation
      ? DEMO_DEVICES.map(({ location }) => ({ id: location, zone: location.split("-")[0] }))
      : [],
    cameras: options.simulation
      ? [{
        id: "boiler-camera",
        name: "Boiler camera",
        zone: "boiler",
        source: `test:fire@${Math.round(options.fireAfter)}`,
        fps: 2,
      }]
      : [],
    outputs: [
      { id: "siren-hall", name: "Hall siren", kind: "siren", driver: "simulated" },
      { id: "siren-yard", name: "Yard siren", kind: "siren", driver: "simulated" },
      { id: "trouble-relay", name: "Trouble relay", kind: "relay", role: "trouble", driver: "simulated" },
      { id: "alarm-relay", name: "Alarm relay", kind: "relay", role: "alarm", driver: "simulated" },
    ],
    sensorPort: {
      host: "127.0.0.1",
      port: options.sensorPort,
      unknown: "admit",
      unknownZone: NEW_SENSORS_ZONE,
    },
    // A desk without a clock daemon is no trouble worth showing.
    timeSync: { watch: false },
    page: { host: "127.0.0.1", port: options.uiPort, viewing: "open" },
  };
}
