/**
 * One line of the journal: what happened, for people and for the store.
 */
import type { AlarmId, SensorId, TroubleId, ZoneId } from "./ids.ts";
import type { Saying } from "./saying.ts";

/** What kinds of things the journal holds. */
export const EVENT_KINDS = [
  "pre-alarm",
  "pre-alarm-cleared",
  "alarm",
  "alarm-evidence",
  "alarm-resound",
  "alarm-inactive",
  "acknowledge",
  "silence",
  "reset",
  "reset-refused",
  "trouble",
  "trouble-cleared",
  "trouble-acknowledged",
  "disable",
  "enable",
  "test-start",
  "test-hit",
  "test-end",
  "sensor-admitted",
  "sensor-back",
  "config",
  "start",
  "stop",
  "note",
] as const;

export type EventKind = typeof EVENT_KINDS[number];

/** An event before the store gives it its number. */
export interface JournalEvent {
  readonly kind: EventKind;
  /** Monotonic. */
  readonly atMs: number;
  /** Milliseconds since 1970 UTC, as the machine's wall clock said. */
  readonly atWallMs: number;
  /** True UTC, whatever the wall clock said; absent where nothing vouched for it. */
  readonly utc?: {
    /** Milliseconds since 1970. */
    readonly atMs: number;
    /** Bound of its error, milliseconds. */
    readonly errorMs: number;
  };
  readonly zoneId?: ZoneId;
  readonly sensorId?: SensorId;
  readonly alarmId?: AlarmId;
  readonly troubleId?: TroubleId;
  /** The person who acted, where one did. */
  readonly by?: string;
  /** One plain English sentence with values and units. */
  readonly text: string;
  /** The same by its name and values, where it can be said in other languages; older versions wrote none. */
  readonly said?: Saying;
}
