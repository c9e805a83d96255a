/**
 * What a sensor said: a reading with its time, or the absence of one with its reason.
 *
 * Times are milliseconds of the machine's monotonic clock (see `src/clock`), the same in every process of the box.
 * Absence is never 0 or null: it is {@linkcode NoData}.
 */
import type { SensorId } from "./ids.ts";

/** The kinds of input in a fixed order; the position is the number used in records between processes. */
export const INPUT_KINDS = [
  "thermal",
  "smoke",
  "flame",
  "gas",
  "flameDigital",
  "vision",
  "callPoint",
  "otherBox",
] as const;

/** A kind of input that a sensor may have. */
export type InputKind = typeof INPUT_KINDS[number];

/** What one thermal picture came to. The picture itself stays with the role that took it. */
export interface ThermalReading {
  readonly kind: "thermal";
  readonly sensorId: SensorId;
  /** When the last byte of the frame arrived. */
  readonly atMs: number;
  /** Hottest valid pixel, degrees Celsius. */
  readonly maxC: number;
  /** Coldest valid pixel, degrees Celsius. */
  readonly minC: number;
  /** Mean of the valid pixels, degrees Celsius. */
  readonly meanC: number;
  /** Mean of the valid pixels in the 3 x 3 block around the hottest one, degrees Celsius. */
  readonly hotSpotC: number;
  /** Index of the hottest pixel, row-major, 0..767. */
  readonly hotSpotIndex: number;
  /** Pixels at or above the zone's pre-alarm limit. */
  readonly hotPixels: number;
  /** Largest group of such pixels that touch by a side. */
  readonly hotCluster: number;
  /** Valid pixels of 768; bad and NaN pixels are not. */
  readonly validPixels: number;
  /** Temperature of the sensor's die, degrees Celsius; NaN where the device does not tell. */
  readonly taC: number;
  /** Supply of the sensor, volts; NaN where the device does not tell. */
  readonly vddV: number;
  /** A 32-bit hash of the raw picture: equal pictures have equal ones. A live sensor's noise changes it every frame. */
  readonly fingerprint: number;
}

/** A measured level: smoke and flame in per cent (0..100), gas in parts per million. */
export interface LevelReading {
  readonly kind: "smoke" | "flame" | "gas";
  readonly sensorId: SensorId;
  readonly atMs: number;
  readonly value: number;
}

/** A contact: digital flame detector or manual call point; or that another box of the site calls for this one's sirens. */
export interface SwitchReading {
  readonly kind: "flameDigital" | "callPoint" | "otherBox";
  readonly sensorId: SensorId;
  readonly atMs: number;
  readonly active: boolean;
  /** Another box calls for one more fire than before: news, as a second call point would be. */
  readonly again?: boolean;
}

/** What the model saw in one camera's recent pictures, after its temporal vote. */
export interface VisionReading {
  readonly kind: "vision";
  /** The camera, which is a sensor like any other to fusion. */
  readonly sensorId: SensorId;
  readonly atMs: number;
  /** Score of fire, 0..1. */
  readonly fire: number;
  /** Score of smoke, 0..1. */
  readonly smoke: number;
  /** Centre of the strongest place as parts of the picture's width and height, 0..1. */
  readonly x: number;
  readonly y: number;
  /** How large that place is, in the same parts; NaN where the model knows no places. */
  readonly width: number;
  readonly height: number;
}

/** Something measured. */
export type Reading = ThermalReading | LevelReading | SwitchReading | VisionReading;

/** Why there is no reading. */
export type NoDataReason =
  /** The input has not delivered since the box started. */
  | "never-received"
  /** The last reading is older than its input may be. */
  | "stale"
  /** The connection to the device ended. */
  | "disconnected"
  /** Frames arrive, but what they mean is not known yet (the calibration EEPROM is being asked for). */
  | "calibration-pending"
  /** The device's calibration was refused; its frames cannot be converted. */
  | "calibration-refused"
  /** The value is outside of what the sensor can measure. */
  | "implausible"
  /** The sensor was taken out of service by a person. */
  | "disabled";

/** The absence of a reading: a value in its own right. */
export interface NoData {
  readonly kind: "noData";
  readonly sensorId: SensorId;
  readonly input: InputKind;
  readonly atMs: number;
  readonly reason: NoDataReason;
}

/** Columns and rows of the thermal pictures (MLX90640). */
export const THERMAL_COLUMNS = 32;
export const THERMAL_ROWS = 24;
export const THERMAL_PIXELS = THERMAL_COLUMNS * THERMAL_ROWS;
