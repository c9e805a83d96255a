/**
 * What earlier runs learned of the sensors, and what this one learns: kept on disk without a packet waiting for it.
 */
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import type { SensorId } from "../reading/ids.ts";
import { SensorWriter, type SensorWriterOptions } from "../store/sensor_writer.ts";
import { describeStoreFault } from "../store/store_fault.ts";

/** How long the start waits for the registry: what it would tell is soon learned anew, and meanwhile nobody sees a fire. */
export const LOAD_WAIT_MS = 3_000;

/** The sensor registry, as the sensors role uses it. */
export class KnownSensors {
  readonly #eeproms = new Map<SensorId, Uint16Array>();
  readonly #addresses = new Map<SensorId, string>();
  readonly #clock: Clock;
  readonly #writer: SensorWriter;
  readonly #report: (text: string) => void;

  /**
   * Loads what is known. Where the disk gives nothing, or does not answer within {@linkcode LOAD_WAIT_MS}, nothing is known: devices are asked
   * anew.
   *
   * @param report Takes a sentence for the log.
   */
  static async load(
    path: string,
    clock: Clock,
    report: (text: string) => void,
    spawn?: SensorWriterOptions["spawn"],
  ): Promise<KnownSensors> {
    const known = new KnownSensors(path, clock, report, spawn);
    const inTime = await atMost(clock, LOAD_WAIT_MS, known.#load());
    if (!inTime) report("the disk does not answer: sensors are met and asked anew");
    return known;
  }

  private constructor(
    path: string,
    clock: Clock,
    report: (text: string) => void,
    spawn: SensorWriterOptions["spawn"],
  ) {
    this.#clock = clock;
    this.#report = report;
    this.#writer = new SensorWriter({
      path,
      clock,
      onFault: (fault) =>
        report(fault === undefined ? "the sensor registry is written again" : describeStoreFault(fault)),
      onMovedAside: (aside) => {
        report(`the sensor registry was damaged and has been begun anew; the old one is ${aside}`);
        for (const sensorId of new Set([...this.#addresses.keys(), ...this.#eeproms.keys()])) {
          this.#write(sensorId, this.#eeproms.get(sensorId));
        }
      },
      ...(spawn === undefined ? {} : { spawn }),
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

  async #load(): Promise<void> {
    const loaded = await this.#writer.load();
    if (!loaded.ok) {
      return this.#report(`the sensor registry is not usable: ${describeStoreFault(loaded.fault)}`);
    }
    for (const { sensorId, address, eeprom } of loaded.value) {
      // Where this comes late, what was met meanwhile is newer.
      if (!this.#addresses.has(sensorId)) this.#addresses.set(sensorId, address);
      if (eeprom !== undefined && !this.#eeproms.has(sensorId)) this.#eeproms.set(sensorId, eeprom);
    }
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
