/**
 * What earlier runs learned of the sensors, and what this one learns: kept on disk without a packet waiting for it.
 */
import type { Clock } from "../clock/clock.ts";
import type { SensorId } from "../reading/ids.ts";
import { SensorRegistry } from "../store/sensor_registry.ts";
import { SensorWriter } from "../store/sensor_writer.ts";
import { describeStoreFault } from "../store/store_fault.ts";

/** The sensor registry, as the sensors role uses it. */
export class KnownSensors {
  readonly #eeproms = new Map<SensorId, Uint16Array>();
  readonly #addresses = new Map<SensorId, string>();
  readonly #clock: Clock;
  readonly #writer: SensorWriter;

  /**
   * Loads what is known, which waits for the disk. Where that fails nothing is known: devices are asked anew.
   *
   * @param report Takes a sentence for the log.
   */
  constructor(path: string, clock: Clock, report: (text: string) => void) {
    this.#clock = clock;
    const opened = SensorRegistry.open(path, clock.wallMs());
    const loaded = opened.ok ? opened.value.load() : opened;
    if (opened.ok) opened.value.close();
    if (!loaded.ok) report(`the sensor registry is not usable: ${describeStoreFault(loaded.fault)}`);
    for (const { sensorId, address, eeprom } of loaded.ok ? loaded.value : []) {
      this.#addresses.set(sensorId, address);
      if (eeprom !== undefined) this.#eeproms.set(sensorId, eeprom);
    }
    this.#writer = new SensorWriter({
      path,
      clock,
      onFault: (fault) =>
        report(fault === undefined ? "the sensor registry is written again" : describeStoreFault(fault)),
      onMovedAside: (aside) => {
        report(`the sensor registry was damaged and has been begun anew; the old one is ${aside}`);
        for (const [sensorId, eeprom] of this.#eeproms) this.#write(sensorId, eeprom);
      },
    });
  }

  /** Where each sensor was last. */
  get addresses(): ReadonlyMap<SensorId, string> {
    return this.#addresses;
  }

  /** The EEPROM that the sensor's device had, 832 words; undefined where it is not known. */
  eeprom(sensorId: SensorId): Uint16Array | undefined {
    return this.#eeproms.get(sensorId);
  }

  /** The sensor has connected from `address`. */
  seen(sensorId: SensorId, address: string): void {
    // A device that comes and goes must not wear out the card: only news is written.
    if (this.#addresses.get(sensorId) === address) return;
    this.#addresses.set(sensorId, address);
    this.#write(sensorId);
  }

  /** The sensor's device has sent an EEPROM that was not known. */
  learned(sensorId: SensorId, eeprom: Uint16Array): void {
    this.#eeproms.set(sensorId, eeprom.slice());
    this.#write(sensorId, this.#eeproms.get(sensorId));
  }

  /** Gives what waits a moment to reach the disk. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #write(sensorId: SensorId, eeprom?: Uint16Array): void {
    this.#writer.write({
      sensorId,
      address: this.#addresses.get(sensorId) ?? "",
      seenAtWallMs: this.#clock.wallMs(),
      ...(eeprom === undefined ? {} : { eeprom }),
    });
  }
}
