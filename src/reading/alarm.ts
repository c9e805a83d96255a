/**
 * An alarm as the whole product speaks of it: independent flags, its causes, and who did what to it.
 */
import type { AlarmId, SensorId, ZoneId } from "./ids.ts";
import type { InputKind } from "./reading.ts";

/** Why a zone alarms, by priority rule. */
export type AlarmRule =
  | "critical-temperature"
  | "rate-of-rise"
  | "smoke"
  | "gas"
  | "flame-and-thermal"
  /** A camera sees something at the very place where a thermal sensor that is registered to it is warm. */
  | "vision-on-heat"
  | "vision-and-sensor"
  | "vision"
  | "call-point"
  /** Another box of the site has an alarm that this one is to sound, too. */
  | "other-box"
  /** Found latched at the outputs after fusion lost its memory: the cause is no longer known, the alarm stands. */
  | "recovered";

/** One observation that took part in a cause. */
export interface Observation {
  readonly sensorId: SensorId;
  readonly input: InputKind;
  /** What was measured: degrees Celsius, per cent, ppm, 0..1 for vision, 1 for an active contact. */
  readonly value: number;
  /** The limit it passed, in the same unit. */
  readonly limit: number;
  /** How old the reading was when the rule fired. */
  readonly ageMs: number;
  /** Degrees Celsius per minute, for thermal observations where it is known. */
  readonly ratePerMinute?: number;
  /** What a camera saw, the stronger where it saw both. */
  readonly seen?: "fire" | "smoke";
  /** Index of the hot spot in the picture, for thermal observations. */
  readonly hotSpotIndex?: number;
}

/** A rule that fired, with what made it fire. */
export interface Cause {
  readonly rule: AlarmRule;
  /** Monotonic. */
  readonly atMs: number;
  /** Wall clock, milliseconds since 1970 UTC: for people, never for decisions. */
  readonly atWallMs: number;
  /** At least one, unless the rule is `recovered`; at most {@linkcode OBSERVATIONS_MAX}. */
  readonly observations: readonly Observation[];
}

/** More would not help the reader and would let one alarm grow with the site. */
export const OBSERVATIONS_MAX = 8;
/** Causes kept per alarm: the first and the latest others. */
export const CAUSES_MAX = 16;

/** Who did something, and when. */
export interface Deed {
  /** As the token or session names the person; `"system"` for the box itself. */
  readonly by: string;
  readonly atWallMs: number;
}

/**
 * One alarm. The flags are independent of one another; an alarm exists from its raising until its reset.
 */
export interface Alarm {
  readonly id: AlarmId;
  readonly zoneId: ZoneId;
  /** The evidence is present now. */
  readonly active: boolean;
  /** Stands until a person resets it. Cleared only by the reset, which ends the alarm. */
  readonly latched: boolean;
  readonly acknowledged: boolean;
  /** A person has silenced the sirens of this alarm; new evidence sounds them again. */
  readonly silenced: boolean;
  /** Raised under a walk test: chirps, is not latched. */
  readonly test: boolean;
  /** The zone is out of service: recorded, shown, sounds nothing. */
  readonly disabled: boolean;
  /** Monotonic time of raising. Meaningless after a reboot of the machine. */
  readonly raisedAtMs: number;
  readonly raisedAtWallMs: number;
  /** Monotonic arrival time of the packet that raised it: what the latency figure counts from. */
  readonly evidenceAtMs: number;
  readonly causes: readonly Cause[];
  /** Largest temperature seen in the zone while the alarm stood; NaN where none was. */
  readonly peakC: number;
  /** How often new evidence has sounded it again after a silence. */
  readonly resounds: number;
  /** The alarm of a neighbouring zone that the fire has come from; absent where it began here. All that name one are one incident. */
  readonly incident?: AlarmId;
  readonly acknowledgedBy?: Deed;
  readonly silencedBy?: Deed;
  readonly resetBy?: Deed;
}
