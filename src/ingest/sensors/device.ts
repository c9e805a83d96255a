/**
 * One device as a sensor: its raw frames and counts become readings, by its own calibration.
 *
 * It outlives the connections of its device: the calibration is learned once.
 */
import type { Picture } from "../../bus/picture_message.ts";
import {
  CalibrationKeeper,
  type ConvertedFrame,
  type RefusedFrame,
} from "../../hal/thermal/calibration_keeper.ts";
import { describeFrameFault, noDataReasonOf } from "../../hal/thermal/frame_fault.ts";
import { emptySummary, summarize } from "../../hal/thermal/summary.ts";
import type { InputKind, NoData, NoDataReason, Reading } from "../../reading/reading.ts";
import { THERMAL_PIXELS } from "../../reading/reading.ts";
import { CleanAirCalibration } from "../inputs/clean_air.ts";
import { INPUT_NAMES, InputReader } from "../inputs/inputs.ts";
import type { InputValues } from "../protocol/packet.ts";
import { DeviceClock, type DeviceClockView } from "./device_clock.ts";
import type { SensorSpec } from "./directory.ts";

/** Takes what a device measures. */
export interface DeviceSink {
  /** @param critical Alarm evidence: must not be lost for want of room. */
  reading(spec: SensorSpec, reading: Reading, critical: boolean): void;
  noData(spec: SensorSpec, noData: NoData): void;
  /** A picture in degrees, valid during the call only. */
  picture(spec: SensorSpec, picture: Picture): void;
  /** A calibration EEPROM that was not known before, valid during the call only. */
  learned(spec: SensorSpec, eeprom: Uint16Array): void;
  /** Something a technician should read, one sentence. */
  note(spec: SensorSpec, text: string): void;
}

/** How a device's frames become degrees, as far as known. */
export type CalibrationState = "pending" | "melexis" | "linear" | "refused";

/**
 * The part of a limit from which on a level counts as evidence on its way up. Fusion lets half of a limit support other
 * evidence; with a larger part such support could be dropped under pressure.
 */
const CRITICAL_PART = 0.5;
/** The same absence is repeated at most this often: it says nothing new, and a device may send hundreds of frames. */
const ABSENCE_REPEAT_MS = 1_000;

/** One device. */
export class Device {
  readonly spec: SensorSpec;
  /** Thermal frames received, converted or not. */
  frameCount = 0;
  /** All packets received. */
  packetCount = 0;
  /**
   * Resistance of the gas sensor over the last whole calibration window, ohms: what `gas.cleanAirOhm` should say if the air was clean
   * then. Undefined until a window was steady enough.
   */
  cleanAirOhm: number | undefined;
  readonly #sink: DeviceSink;
  readonly #keeper: CalibrationKeeper;
  readonly #inputs: InputReader;
  readonly #summary = emptySummary();
  readonly #picture: Picture;
  readonly #absences = new Map<InputKind, { reason: NoDataReason; atMs: number }>();
  readonly #seen = new Set<InputKind>();
  /** The device's own clock, where it sends stamps. */
  readonly #clock: DeviceClock | undefined;
  #refused = false;
  #calibration: CleanAirCalibration;

  /** @param knownEeprom What was learned of the device in an earlier run. */
  constructor(spec: SensorSpec, sink: DeviceSink, knownEeprom?: Uint16Array) {
    const { config } = spec;
    this.spec = spec;
    this.#sink = sink;
    this.#keeper = new CalibrationKeeper({
      mode: config.calibration,
      emissivity: config.emissivity,
      ...(config.reflectedC === undefined ? {} : { reflectedC: config.reflectedC }),
      linear: config.linear,
      ...(knownEeprom === undefined ? {} : { knownEeprom }),
    });
    this.#inputs = new InputReader(spec.sensorId, config);
    this.#clock = config.stamp === undefined ? undefined : new DeviceClock(config.stamp);
    this.#calibration = new CleanAirCalibration(config.gas.loadOhm);
    this.#picture = {
      sensorId: spec.sensorId,
      atMs: NaN,
      taC: NaN,
      vddV: NaN,
      celsius: new Float32Array(THERMAL_PIXELS),
    };
  }

  /** How far the sensor's own calibration is known. */
  get calibration(): CalibrationState {
    return this.#refused ? "refused" : this.#keeper.decision;
  }

  /** Whether the device should be asked for its EEPROM. */
  get needsEeprom(): boolean {
    return this.#keeper.needsEeprom;
  }

  /** A thermal frame of `wordCount` raw words. */
  frame(words: Uint16Array, wordCount: number, atMs: number): void {
    this.frameCount++;
    this.packetCount++;
    this.#seen.add("thermal");
    const outcome = this.#keeper.frame(words, wordCount, atMs, this.#picture.celsius);
    if (outcome.kind === "held") this.#absent("thermal", "calibration-pending", atMs);
    else this.#judged(outcome);
    this.#drain();
  }

  /** The device's analogue and digital inputs, measured at `atMs` unless its own stamp says when. */
  inputs(values: InputValues, atMs: number): void {
    this.packetCount++;
    const madeMs = this.#clock?.madeMs(values, atMs) ?? atMs;
    this.#inputs.read(values, madeMs, this.#take);
    this.#calibrateGas(values, madeMs);
  }

  /** What is known of the device's own clock; undefined where it sends no stamps. */
  get clock(): DeviceClockView | undefined {
    return this.#clock?.view;
  }

  /** The device's EEPROM, 832 words. */
  eeprom(words: Uint16Array): void {
    this.packetCount++;
    const outcome = this.#keeper.eeprom(words);
    if (outcome.kind === "calibration") this.#sink.note(this.spec, "has sent a new calibration");
    if (outcome.kind === "calibration" || outcome.kind === "no-calibration") {
      this.#sink.learned(this.spec, words);
    }
    this.#drain();
  }

  /** The device does not answer when asked for its EEPROM. */
  eepromUnavailable(): void {
    this.#keeper.eepromUnavailable();
    this.#sink.note(this.spec, "does not answer when asked for its calibration");
    this.#drain();
  }

  /** The connection to the device has ended. */
  disconnected(atMs: number): void {
    for (const input of this.#seen) {
      this.#absences.delete(input);
      this.#absent(input, "disconnected", atMs);
    }
  }

  /** One window of calibration after the other: whoever knows that the air is clean takes the figure. */
  #calibrateGas(values: InputValues, atMs: number): void {
    if (!this.spec.config.gas.fitted) return;
    for (const name of INPUT_NAMES.gas) {
      const count = values.get(name);
      if (count === undefined) continue;
      const state = this.#calibration.feed(count, atMs);
      if (state.kind === "measuring") return;
      if (state.kind === "done") this.cleanAirOhm = state.cleanAirOhm;
      else if (state.fault.kind !== "implausible") this.cleanAirOhm = undefined;
      this.#calibration = new CleanAirCalibration(this.spec.config.gas.loadOhm);
      return;
    }
  }

  #take = (reading: Reading | NoData): void => {
    if (reading.kind === "noData") return this.#absent(reading.input, reading.reason, reading.atMs);
    this.#seen.add(reading.kind);
    if (this.#absences.size > 0) this.#absences.delete(reading.kind);
    this.#sink.reading(this.spec, reading, this.#isCritical(reading));
  };

  #isCritical(reading: Reading): boolean {
    const { limits } = this.spec;
    switch (reading.kind) {
      case "thermal":
        return reading.hotPixels > 0;
      case "smoke":
        return reading.value >= limits.smokePercent * CRITICAL_PART;
      case "flame":
        return reading.value >= limits.flamePercent * CRITICAL_PART;
      case "gas":
        return reading.value >= limits.gasPpm * CRITICAL_PART;
      case "flameDigital":
      case "callPoint":
      case "otherBox":
        return reading.active;
      case "vision":
        return Math.max(reading.fire, reading.smoke) >= limits.visionScore;
    }
  }

  #drain(): void {
    for (;;) {
      const held = this.#keeper.takeHeld(this.#picture.celsius);
      if (held === undefined) return;
      this.#judged(held);
    }
  }

  #judged(outcome: ConvertedFrame | RefusedFrame): void {
    if (outcome.kind === "refused") {
      if (!this.#refused) this.#sink.note(this.spec, describeFrameFault(outcome.fault));
      this.#refused = true;
      return this.#absent("thermal", noDataReasonOf(outcome.fault), outcome.atMs);
    }
    this.#refused = false;
    const { facts, atMs, words } = outcome;
    const picture = this.#picture;
    const { taC, vddV } = facts;
    const valid = summarize(
      picture.celsius,
      words,
      this.spec.limits.preAlarmC,
      this.#summary,
      facts.correctedPixels,
      this.spec.masked,
    );
    if (!valid) return this.#absent("thermal", "implausible", atMs);
    this.#take({ kind: "thermal", sensorId: this.spec.sensorId, atMs, ...this.#summary, taC, vddV });
    picture.atMs = atMs;
    picture.taC = taC;
    picture.vddV = vddV;
    this.#sink.picture(this.spec, picture);
  }

  #absent(input: InputKind, reason: NoDataReason, atMs: number): void {
    // What the device never had is not missed.
    if (reason === "never-received") return;
    const last = this.#absences.get(input);
    if (last !== undefined && last.reason === reason && atMs - last.atMs < ABSENCE_REPEAT_MS) return;
    this.#absences.set(input, { reason, atMs });
    this.#sink.noData(this.spec, { kind: "noData", sensorId: this.spec.sensorId, input, atMs, reason });
  }
}
