/**
 * A sensor with a modelled chip on a simulated bus, for the tests of the driver.
 */
import type { Clock } from "../../../clock/clock.ts";
import { fail, ok, type Result } from "../../../reading/result.ts";
import type { BusFault, I2cBus } from "../../i2c/bus.ts";
import { SimulatedBus } from "../../i2c/simulated_bus.ts";
import { BusSensor, type BusSensorOptions } from "./bus_sensor.ts";
import { describeChipFault } from "./bus_sensor_fault.ts";
import { ChipModel } from "./bus_sensor_model.ts";
import { ADDRESS_DEFAULT, type ChipSettings } from "./bus_sensor_registers.ts";
import type { Calibration } from "./calibration.ts";
import { parseEeprom } from "./eeprom.ts";
import { FrameEncoder } from "./frame_encoder.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

export const SETTINGS: ChipSettings = { refreshHz: 4, pattern: "chess", resolutionBits: 18 };
export const EMISSIVITY = 0.95;

/** The calibration of an EEPROM that has one. */
export function calibrationOf(eeprom: Uint16Array): Calibration {
  const parsed = parseEeprom(eeprom);
  if (!parsed.ok) throw new Error(`no calibration: ${parsed.fault.kind}`);
  return parsed.value;
}

/**
 * A clock for one sleeper at a time: its sleeps take no time until the time given to it is used up, so that minutes of a sensor that
 * looks at its chip every few milliseconds pass in one.
 */
export class SequentialClock implements Clock {
  #nowMs = 0;
  #limitMs = 0;
  #sleeper: { readonly untilMs: number; readonly wake: () => void } | undefined;
  #usedUp: (() => void) | undefined;

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  /** Lets `ms` pass within a call, as a slow bus does. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const untilMs = this.#nowMs + ms;
    if (untilMs <= this.#limitMs) {
      this.#nowMs = untilMs;
      return Promise.resolve();
    }
    this.#nowMs = Math.max(this.#nowMs, this.#limitMs);
    return new Promise((resolve, reject) => {
      this.#sleeper = { untilMs, wake: resolve };
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.#usedUp?.();
    });
  }

  /** Gives `ms` more, and resolves when they are used up. */
  async advance(ms: number): Promise<void> {
    this.#limitMs += ms;
    const sleeper = this.#sleeper;
    if (sleeper !== undefined && sleeper.untilMs > this.#limitMs) {
      this.#nowMs = this.#limitMs;
      return;
    }
    const usedUp = new Promise<void>((resolve) => this.#usedUp = resolve);
    if (sleeper !== undefined) {
      this.#sleeper = undefined;
      this.#nowMs = sleeper.untilMs;
      sleeper.wake();
    }
    await usedUp;
  }
}

/** What the rig's sensor has told. */
export interface Told {
  readonly eeproms: Uint16Array[];
  readonly frames: { readonly words: Uint16Array; readonly atMs: number }[];
  /** Sentences; `well` where a fault has gone. */
  readonly faults: string[];
}

/** A sink that keeps everything. */
export function keepAll(): { readonly told: Told; readonly sink: BusSensorOptions["sink"] } {
  const told: Told = { eeproms: [], frames: [], faults: [] };
  return {
    told,
    sink: {
      eeprom: (words) => told.eeproms.push(words.slice()),
      frame: (words, atMs) => told.frames.push({ words: words.slice(), atMs }),
      fault: (fault) => told.faults.push(fault === undefined ? "well" : describeChipFault(fault)),
    },
  };
}

/** Options for {@linkcode sensorRig}. */
export interface RigOptions {
  readonly settings?: ChipSettings;
  readonly eeprom?: Uint16Array;
  /** What the chip sees; by default a room that warms by 1 K a second, which {@linkcode roomC} tells. */
  readonly frame?: (atMs: number) => Uint16Array;
  readonly powerCycle?: BusSensorOptions["powerCycle"];
  /** Puts a recorder around the bus. */
  readonly wrap?: (bus: I2cBus, clock: Clock) => I2cBus;
}

/** Temperature of the default room at `atMs`. */
export function roomC(atMs: number): number {
  return 20 + atMs / 1000;
}

/** A sensor at its bus, not yet running. Its clock starts at 0. */
export function sensorRig(options: RigOptions = {}) {
  const clock = new SequentialClock();
  const settings = options.settings ?? SETTINGS;
  const eeprom = options.eeprom ?? syntheticEeprom(3);
  const encoder = new FrameEncoder(calibrationOf(eeprom), { emissivity: EMISSIVITY });
  const celsius = new Float32Array(768);
  const chip = new ChipModel({
    eeprom,
    clock,
    frame: options.frame ??
      ((atMs) => encoder.encode(celsius.fill(roomC(atMs)), { taC: 30, vddV: 3.29 })),
  });
  const site = { plugged: true, bus: undefined as SimulatedBus | undefined, opened: 0 };
  const openBus = (): Result<I2cBus, BusFault> => {
    if (!site.plugged) return fail({ kind: "missing", detail: "no adapter" });
    site.opened++;
    site.bus = new SimulatedBus();
    site.bus.chips.set(ADDRESS_DEFAULT, chip);
    return ok(options.wrap?.(site.bus, clock) ?? site.bus);
  };
  const { told, sink } = keepAll();
  const sensor = new BusSensor({
    openBus,
    address: ADDRESS_DEFAULT,
    settings,
    clock,
    sink,
    ...(options.powerCycle === undefined ? {} : { powerCycle: options.powerCycle }),
  });
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  return {
    clock,
    chip,
    eeprom,
    site,
    told,
    sensor,
    /** Runs the sensor for `ms`. */
    async pass(ms: number): Promise<void> {
      running ??= sensor.run(abort.signal);
      await clock.advance(ms);
    },
    async stop(): Promise<void> {
      abort.abort();
      await running;
    },
  };
}
