/**
 * A notification: what somebody away from the box is told, once, whatever way it takes.
 */
import type { AlarmId, SensorId, TroubleId, ZoneId } from "./ids.ts";

/** How much it matters. An alarm never waits; everything else may. */
export type Severity = "alarm" | "pre-alarm" | "trouble" | "info";

/** What is told. */
export interface Notification {
  /** The same for every copy: receivers drop what they have had. */
  readonly id: string;
  /** The kind of the event behind it, or `escalation`, `summary`, `test`. */
  readonly kind: string;
  readonly severity: Severity;
  readonly atWallMs: number;
  /** One sentence. */
  readonly text: string;
  readonly zoneId?: ZoneId;
  readonly zoneName?: string;
  readonly sensorId?: SensorId;
  readonly alarmId?: AlarmId;
  readonly troubleId?: TroubleId;
  readonly by?: string;
  /** How many events of the same it stands for; absent: one. */
  readonly count?: number;
}

/** A notification on its way to one target. */
export interface Delivery {
  readonly target: string;
  readonly notification: Notification;
  /** Not before this time, wall clock. */
  readonly dueWallMs: number;
  /** Deliveries of one topic to one target that still wait are joined into one. */
  readonly topic?: string;
  /** An act on this alarm takes it back, if it has not gone yet. */
  readonly unlessActedOn?: AlarmId;
}
