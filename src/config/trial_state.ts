/**
 * What a trial of a configuration remembers: what stood before it, and what has come since.
 */
import type { AlarmId, ProcessName, TroubleId, ZoneId } from "../reading/ids.ts";
import type { Usual } from "./usual.ts";

/** What stands on the site now. */
export interface Vitals {
  readonly alarms: readonly { readonly alarmId: AlarmId; readonly zoneId: ZoneId }[];
  /** Troubles whose cause is present, `code:subject`. */
  readonly troubles: readonly TroubleId[];
  /** Sensors that have not delivered since the start of the box, and zones without one that has. */
  readonly unproven: readonly string[];
}

/** What a change is about. */
export interface ChangeScope {
  /** Zones with other limits, sensors or sirens than before: an alarm in one of them is the change's doing. */
  readonly zonesTouched: readonly ZoneId[];
  /** Zones, sensors, cameras and outputs that did not exist before. */
  readonly added: readonly string[];
}

/** What stood at its start. */
export interface Before {
  readonly alarms: ReadonlySet<AlarmId>;
  readonly troubles: ReadonlySet<TroubleId>;
  /** What had not worked yet: it cannot be lost either. */
  readonly unproven: ReadonlySet<string>;
}

/** A trial that runs. */
export interface Trial {
  readonly version: number;
  /** What the way back leads to. */
  readonly good: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Nobody's confirmation by the end means the way back, for changes that may lock everybody out. */
  readonly mustConfirm: boolean;
  readonly scope: ChangeScope;
  /** It runs since a start of the service, with nothing known of before. */
  readonly atStart: boolean;
  /** Roles that were ready when it began. */
  readonly proven: ReadonlySet<ProcessName>;
  /** Roles that were down when it began, and have been since: not the change's doing. */
  readonly excused: ReadonlySet<ProcessName>;
  /** Starts in a row that failed. */
  readonly failedStarts: ReadonlyMap<ProcessName, number>;
  /** What stood at its start; absent until the site has been heard. */
  readonly before?: Before;
  /** New alarms, with their zones. */
  readonly alarms: ReadonlyMap<AlarmId, ZoneId>;
  /** New troubles, with the time since which each lasts. */
  readonly troubles: ReadonlyMap<TroubleId, number>;
}

/** The state of the change path. */
export interface ChangeState {
  /** The version that runs. */
  readonly running: number;
  /** The version that has proved itself. */
  readonly good: number;
  readonly trial?: Trial;
  readonly usual: Usual;
  readonly vitals?: Vitals;
  /** Roles that are ready, and those that should be. */
  readonly ready: ReadonlySet<ProcessName>;
  readonly missing: ReadonlySet<ProcessName>;
  readonly atMs: number;
}
