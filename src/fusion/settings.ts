/**
 * What fusion is told about the site: zones with their limits, sensors, outputs, and how long things stay true.
 *
 * The configuration role checks and completes these; here they are trusted.
 */
import type { Homography } from "../reading/homography.ts";
import type { OutputId, SensorId, ZoneId } from "../reading/ids.ts";
import type { SirenPattern } from "../reading/output.ts";
import type { InputKind } from "../reading/reading.ts";

/** The limits of one zone. Each comparison is "at or above". */
export interface ZoneLimits {
  /** A confirmed hot spot of this many degrees Celsius makes a pre-alarm, and an alarm together with flame or vision. */
  readonly preAlarmC: number;
  /** A confirmed hot spot of this many degrees Celsius alarms alone. */
  readonly criticalC: number;
  /** A limit once passed counts as passed until the temperature is this many kelvins below it. */
  readonly hysteresisC: number;
  /** Pixels that must touch at or above `preAlarmC` before a hot spot counts, 1..768. */
  readonly hotSpotPixelsMin: number;
  /** A sustained rise of this many kelvins a minute, with the pre-alarm limit passed, alarms alone. */
  readonly risePerMinuteC: number;
  readonly smokePercent: number;
  readonly flamePercent: number;
  readonly gasPpm: number;
  /** Score of fire or smoke at which a camera counts as having seen it, 0..1. */
  readonly visionScore: number;
  /** A camera alone raises an alarm. Where false it makes a pre-alarm and supports the other sensors. */
  readonly visionAlone: boolean;
}

/** The limits of a zone for which nothing else was configured. */
export const ZONE_LIMITS: ZoneLimits = {
  // Above skin (33 C at most in the picture) and warm radiators' surroundings; a hot roof space needs more.
  preAlarmC: 40,
  // What fixed-temperature heat detectors for ordinary rooms use (EN 54-5 class A1: 54..65 C).
  criticalC: 60,
  // Well above the sensor's noise of about 0.5 K; larger would hold alarms active long after the fire.
  hysteresisC: 3,
  // A small fire at the far wall covers one pixel. Raise it where a single pixel is known to be defective.
  hotSpotPixelsMin: 1,
  // Just under 8.3 K/min (15 F/min), the usual figure of rate-of-rise detectors, so that a steady 10 K/min, the slowest
  // rise at which a class R detector of EN 54-5 must be quicker than a fixed one, is caught in spite of noise.
  risePerMinuteC: 8,
  smokePercent: 25,
  flamePercent: 25,
  gasPpm: 400,
  // The detector scales its scores so that every model's own threshold lies here; false positives are why a camera alone
  // does not alarm.
  visionScore: 0.6,
  visionAlone: false,
};

/** One zone. */
export interface ZoneSettings {
  readonly id: ZoneId;
  /** As people call it; events begin with it. */
  readonly name: string;
  readonly limits: ZoneLimits;
  /** The sirens that sound for it; absent: every siren of the site. An empty list is a zone that sounds none. */
  readonly sirens?: readonly OutputId[];
  /** How its alarms sound. */
  readonly pattern: Extract<SirenPattern, "temporal-3" | "continuous">;
  /** Zones into which its fire may spread, and from which one may come; it is enough that one of two names the other. */
  readonly neighbours?: readonly ZoneId[];
}

/** A thermal sensor whose picture is registered to a camera's. */
export interface Registration {
  readonly sensorId: SensorId;
  /** From places in the thermal picture to places in the camera's, both in parts of width and height. */
  readonly toCamera: Homography;
}

/** One sensor. */
export interface SensorSettings {
  readonly id: SensorId;
  readonly zoneId: ZoneId;
  /** As people call it; absent: its id. */
  readonly name?: string;
  /** The inputs it must deliver from the start. Those it sends besides are learned, and then missed like these. */
  readonly inputs?: readonly InputKind[];
  /** Of a camera: the thermal sensors that look at the same places. */
  readonly registered?: readonly Registration[];
}

/** Everything fusion is told. */
export interface FusionSettings {
  readonly zones: readonly ZoneSettings[];
  readonly sensors: readonly SensorSettings[];
  /** Every siren of the site: what sounds for a zone that names none, or that is no longer configured. */
  readonly sirenIds: readonly OutputId[];
  /** Relays that are on while any trouble is active. */
  readonly troubleRelayIds: readonly OutputId[];
  /** Relays that are on from an alarm's raising to its reset, silenced or not. */
  readonly alarmRelayIds: readonly OutputId[];
  /** Where a sensor nobody announced is admitted when it delivers; absent: its readings are refused and counted. */
  readonly admitToZoneId?: ZoneId;
  /**
   * How old the last reading of an input may be before it counts as missing. At least two periods of the slowest device:
   * readings farther apart do not confirm each other.
   */
  readonly freshnessMs: Readonly<Record<InputKind, number>>;
  /** How long a sensor may take to deliver for the first time. */
  readonly neverHeardMs: number;
  /** How long evidence that needs other evidence (pre-alarm heat, flame, vision) is remembered. */
  readonly correlationMs: number;
  /** How long evidence that alarms alone counts as present after the last reading that showed it. */
  readonly holdMs: number;
  /** Consecutive readings over the limit before smoke, gas, flame or vision count. A call point needs one. */
  readonly confirmReadings: number;
  /** How long a thermal picture may stay the same to the last bit. */
  readonly frozenMs: number;
  /** The longest walk test, and the length of one that asks for none. */
  readonly walkTestMaxMs: number;
}

/** What a zone gets for which only a name is known. */
export const ZONE_PATTERN: ZoneSettings["pattern"] = "temporal-3";

/** Settings that rarely differ between sites. */
export const FUSION_DEFAULTS: Omit<FusionSettings, "zones" | "sensors"> = {
  sirenIds: [],
  troubleRelayIds: [],
  alarmRelayIds: [],
  // Real devices send every 4.1 s: three lost packets in a row are a fault, two are not. The detector of a camera
  // under load may take longer between looks.
  freshnessMs: {
    thermal: 15_000,
    smoke: 15_000,
    flame: 15_000,
    gas: 15_000,
    flameDigital: 15_000,
    vision: 30_000,
    callPoint: 15_000,
    // It calls once a second.
    otherBox: 15_000,
  },
  // Connecting and reading the calibration takes up to 10 s; longer would leave a dead sensor unnoticed after a start.
  neverHeardMs: 30_000,
  // Heat and flame of one fire arrive in different packets, seconds apart, and flicker. Much longer would join things
  // that have nothing to do with each other.
  correlationMs: 30_000,
  // As long as an input is fresh: shorter would call an alarm inactive between two packets of which one was lost, longer
  // delays the reset.
  holdMs: 15_000,
  // One would let a spike on a cable alarm; three would cost another period of up to 4 s.
  confirmReadings: 2,
  // A live sensor's noise changes some pixel in every frame; this leaves room for devices that repeat themselves.
  frozenMs: 60_000,
  // Long enough to walk a floor; a forgotten test leaves a zone without alarm for that long.
  walkTestMaxMs: 30 * 60_000,
};

/** Most zones of a site; more are refused and counted. Each costs a look per tick. */
export const ZONES_MAX = 256;
export { SENSORS_MAX } from "../reading/ids.ts";
