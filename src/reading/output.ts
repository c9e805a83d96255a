/**
 * What fusion orders and what the outputs report: always the whole wanted state, never a change to it, so that a lost
 * message is healed by the next one.
 */
import type { AlarmId, OutputId, ZoneId } from "./ids.ts";

/** What an output can be. */
export type OutputKind = "siren" | "relay" | "beacon";

/**
 * How a siren sounds. `continuous`: on. `temporal-3`: three half-second blasts and a pause (ISO 8201, NFPA 72 18.4.2).
 * `chirp`: one short sound every few seconds, for walk tests. `off`: silent.
 */
export type SirenPattern = "off" | "chirp" | "temporal-3" | "continuous";

/** Patterns from weakest to strongest: where several ask for one siren, the strongest wins. */
export const PATTERN_ORDER: readonly SirenPattern[] = ["off", "chirp", "temporal-3", "continuous"];

/** One alarm that holds sirens on, as the order carries it and the outputs remember it on disk. */
export interface LatchedAlarm {
  readonly alarmId: AlarmId;
  readonly zoneId: ZoneId;
  readonly silenced: boolean;
  readonly raisedAtWallMs: number;
}

/** The whole wanted state of all outputs. */
export interface OutputOrder {
  /** Which run of fusion orders: a number that grows with each start of the role. */
  readonly epoch: number;
  /** Grows by one with each order of an epoch. */
  readonly revision: number;
  /** Wanted pattern per siren or beacon; one that is not named is off. */
  readonly sirens: Readonly<Record<OutputId, SirenPattern>>;
  /** Wanted state per relay (`true`: energised in its meaning, e.g. *trouble present*); not named is off. */
  readonly relays: Readonly<Record<OutputId, boolean>>;
  /** Every alarm that stands. The outputs turn a siren off only for alarms this list no longer holds and `released` names. */
  readonly latched: readonly LatchedAlarm[];
  /** Alarms that persons have reset, latest last, at most {@linkcode RELEASED_MAX}. */
  readonly released: readonly AlarmId[];
  /** Arrival time of the packet behind the newest alarm of this order, monotonic; absent where none is new. */
  readonly evidenceAtMs?: number;
}

/** Enough for every reset that can happen while the outputs restart; more would only grow each order. */
export const RELEASED_MAX = 64;

/** What one output is doing, as `GET /api/v1/outputs` shows it. */
export interface OutputState {
  readonly id: OutputId;
  readonly kind: OutputKind;
  /** The output is in use: for a siren, it sounds its pattern (also in the pauses of one). */
  readonly on: boolean;
  readonly pattern: SirenPattern;
  /** Present where the hardware did not do as told. */
  readonly fault?: string;
}
