/**
 * What fusion gives the store to keep, and gets back from it.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { JournalEvent } from "../reading/event.ts";
import type { AlarmId, ZoneId } from "../reading/ids.ts";
import type { Trouble } from "../reading/trouble.ts";

/** An alarm as it is now. */
export interface AlarmChange {
  readonly alarm: Alarm;
  /** It has been reset: kept as history, not loaded again. */
  readonly ended: boolean;
}

/** A trouble as it is now. */
export interface TroubleChange {
  readonly trouble: Trouble;
  /** It has left the list: forgotten here, its story is in the journal. */
  readonly ended: boolean;
}

/** Anything else that must outlive a restart, as a JSON value under a name: disablements, admitted sensors. */
export interface Memo {
  /** What kind of thing it is, e.g. `disablement`. */
  readonly topic: string;
  readonly id: string;
  /** Undefined: forget it. */
  readonly value: unknown;
}

/** What is stored together: all of it or nothing. */
export interface EventBatch {
  readonly events: readonly JournalEvent[];
  readonly alarms: readonly AlarmChange[];
  readonly troubles: readonly TroubleChange[];
  readonly memos: readonly Memo[];
}

/** A journal line with its number, which grows with each line and is never given twice. */
export interface StoredEvent extends JournalEvent {
  readonly seq: number;
}

/** An alarm whose stored form can no longer be understood. It stands nevertheless. */
export interface UnreadableAlarm {
  readonly alarmId: AlarmId;
  readonly zoneId: ZoneId;
  readonly raisedAtWallMs: number;
}

/** What the store remembers at a start of fusion, as it lies there: it can be handed from thread to thread. */
export interface StoredRecollection {
  /** Alarms that stand, oldest first; `value` is the alarm as it was stored. */
  readonly alarms: readonly {
    readonly id: AlarmId;
    readonly zoneId: ZoneId;
    readonly raisedAtWallMs: number;
    readonly value: unknown;
  }[];
  /** Troubles on the list, oldest first. */
  readonly troubles: readonly unknown[];
  readonly memos: readonly Memo[];
  /** See {@linkcode Recollection}. */
  readonly released: readonly AlarmId[];
}

/** What the store remembers at a start of fusion, understood. */
export interface Recollection {
  /** Alarms that stand, oldest first. */
  readonly alarms: readonly Alarm[];
  readonly unreadableAlarms: readonly UnreadableAlarm[];
  /** Troubles on the list, oldest first. */
  readonly troubles: readonly Trouble[];
  readonly memos: readonly Memo[];
  /** Alarms that have been reset, latest last: the outputs may have missed it. At most {@linkcode RELEASED_MAX}. */
  readonly released: readonly AlarmId[];
}

/** How stored JSON becomes trusted values again: the schemas of the messages. Undefined where a value does not fit. */
export interface Parsers {
  alarm(value: unknown): Alarm | undefined;
  trouble(value: unknown): Trouble | undefined;
}
