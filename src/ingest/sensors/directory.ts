/**
 * Which sensor a device is: by the configuration, or as an admitted stranger.
 */
import { type Config, type SensorConfig, sensorDefaults, type ZoneConfig } from "../../config/schema.ts";
import { maskedPixels } from "../../config/thermal_mask.ts";
import { isId, type SensorId, type ZoneId } from "../../reading/ids.ts";
import { fail, ok, type Result } from "../../reading/result.ts";

/** A sensor of the site, with all that its device's data need. */
export interface SensorSpec {
  /** The number that stands for it in reading records. */
  readonly index: number;
  readonly sensorId: SensorId;
  readonly zoneId: ZoneId;
  /** It is not in the configuration: it was taken in when its device connected. */
  readonly admitted: boolean;
  /** The limits of its zone; exchanged while running when a person changes them. */
  limits: ZoneConfig["limits"];
  /** Pixels of its picture that are not looked at, one byte each; exchanged while running. Undefined: all are. */
  masked: Uint8Array | undefined;
  /** How its data are to be understood; the schema's defaults for an admitted one. */
  readonly config: SensorConfig;
}

/** What a device tells of itself. */
export interface DeviceIdentity {
  readonly location: string;
  readonly address: string;
  readonly serial?: string;
}

/** Why a device is no sensor of this site. */
export type DirectoryFault =
  | { readonly kind: "unknown-device"; readonly location: string }
  | { readonly kind: "bad-location"; readonly location: string }
  | {
    readonly kind: "wrong-serial";
    readonly sensorId: SensorId;
    readonly serial: string;
    readonly expected: string;
  }
  | { readonly kind: "too-many-admitted"; readonly max: number };

/** Says why a device was refused. */
export function describeDirectoryFault(fault: DirectoryFault): string {
  switch (fault.kind) {
    case "unknown-device":
      return `device refused: no sensor of the configuration has location '${fault.location}'`;
    case "bad-location":
      return `device refused: '${fault.location.slice(0, 80)}' cannot be a location id`;
    case "wrong-serial":
      return `device refused: sensor '${fault.sensorId}' must have serial number ${fault.expected}, it says ${fault.serial}`;
    case "too-many-admitted":
      return `device refused: ${fault.max} unknown devices have been admitted already`;
  }
}

/** The sensors of a site. */
export class SensorDirectory {
  readonly #byLocation = new Map<string, SensorSpec>();
  readonly #byAddress = new Map<string, string>();
  readonly #specs: SensorSpec[] = [];
  #config: Config;
  #admittedCount = 0;

  constructor(config: Config) {
    this.#config = config;
    for (const sensor of config.sensors) {
      this.#add(sensor, false);
      if (sensor.attached?.bus === "serial") {
        this.#byAddress.set(sensor.attached.path, sensor.location ?? sensor.id);
      }
      if (sensor.address !== undefined) this.#byAddress.set(sensor.address, sensor.location ?? sensor.id);
    }
  }

  /** Takes a configuration in whose sensors are the same: zones have other limits, pictures other masks. */
  reconfigure(config: Config): void {
    this.#config = config;
    for (const spec of this.#specs) {
      // An admitted sensor's zone may be gone: it keeps what it had until its device connects again.
      spec.limits = config.zones.find(({ id }) => id === spec.zoneId)?.limits ?? spec.limits;
      spec.masked = maskedPixels(config.sensors.find(({ id }) => id === spec.sensorId)?.masks ?? []);
    }
  }

  /** All sensors, in the order of their numbers. */
  get specs(): readonly SensorSpec[] {
    return this.#specs;
  }

  /** The location that the configuration gives to the device at `address`, if it names one. */
  locationOf(address: string): string | undefined {
    return this.#byAddress.get(address);
  }

  /** The sensor at `location`, undefined where none is known yet. Admits nobody. */
  idOf(location: string): SensorId | undefined {
    return this.#byLocation.get(location)?.sensorId;
  }

  /** Finds the sensor that a device is, admitting a stranger where the configuration allows it. */
  resolve(device: DeviceIdentity): Result<SensorSpec, DirectoryFault> {
    const known = this.#byLocation.get(device.location);
    if (known !== undefined) {
      const expected = known.config.serial;
      if (expected !== undefined && device.serial !== undefined && device.serial !== expected) {
        return fail({ kind: "wrong-serial", sensorId: known.sensorId, serial: device.serial, expected });
      }
      return ok(known);
    }
    const { unknown, unknownMax, unknownZone } = this.#config.sensorPort;
    if (!isId(device.location)) return fail({ kind: "bad-location", location: device.location });
    if (unknown === "refuse") return fail({ kind: "unknown-device", location: device.location });
    if (this.#admittedCount >= unknownMax) return fail({ kind: "too-many-admitted", max: unknownMax });
    this.#admittedCount++;
    return ok(this.#add(sensorDefaults(device.location, unknownZone ?? this.#config.zones[0].id), true));
  }

  #add(config: SensorConfig, admitted: boolean): SensorSpec {
    const zone = this.#config.zones.find(({ id }) => id === config.zone)!;
    const spec: SensorSpec = {
      index: this.#specs.length,
      sensorId: config.id,
      zoneId: config.zone,
      admitted,
      limits: zone.limits,
      masked: maskedPixels(config.masks),
      config,
    };
    this.#specs.push(spec);
    this.#byLocation.set(config.location ?? config.id, spec);
    return spec;
  }
}
