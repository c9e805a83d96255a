/**
 * What waits for the journal's disk: bounded, the newest state of each alarm, and what a full queue drops is counted.
 */
import type { EventKind, JournalEvent } from "../reading/event.ts";
import type { AlarmChange, EventBatch, Memo, TroubleChange } from "./event_batch.ts";
import { NewestById } from "./newest_by_id.ts";
import type { Backlog } from "./writer_host.ts";

/** Events that tell the story of an alarm: the last to go. */
const ALARM_KINDS: ReadonlySet<EventKind> = new Set(
  ["alarm", "alarm-resound", "acknowledge", "silence", "reset"] as const,
);
/** Events that may wait. Some minutes of a site in uproar; they take about 5 MB. */
const EVENTS_MAX = 10_000;
/** States that may wait of each kind; see {@linkcode NewestById}. */
const STATES_MAX = 2_000;
/** Events of one batch: a transaction of this size takes some 5 ms, so that an alarm behind it does not wait long. */
const BATCH_EVENTS_MAX = 500;

interface Waiting {
  readonly order: number;
  readonly event: JournalEvent;
}

/** The queue in front of the journal's writer. */
export class EventQueue implements Backlog<EventBatch> {
  /** Queue places in all, for the queue's reading on a page. */
  readonly max: number;
  /** Events that a full queue has dropped. */
  eventsDropped = 0;
  readonly #eventsMax: number;
  readonly #alarms = new NewestById<AlarmChange>(STATES_MAX, (change) => change.ended);
  readonly #troubles = new NewestById<TroubleChange>(STATES_MAX, (change) => change.ended);
  readonly #memos = new NewestById<Memo>(STATES_MAX, (memo) => memo.value === undefined);
  readonly #alarmEvents: Waiting[] = [];
  readonly #otherEvents: Waiting[] = [];
  #order = 0;
  /** Dropped since the last batch, and the last of them. */
  #gap: { count: number; last: JournalEvent } | undefined;

  constructor(eventsMax = EVENTS_MAX) {
    this.#eventsMax = eventsMax;
    this.max = eventsMax + 3 * STATES_MAX;
  }

  /** Lines and states that wait. */
  get depth(): number {
    return this.#alarmEvents.length + this.#otherEvents.length + this.#alarms.size + this.#troubles.size +
      this.#memos.size;
  }

  /** States of ended things that a full queue has dropped. */
  get statesDropped(): number {
    return this.#alarms.droppedCount + this.#troubles.droppedCount + this.#memos.droppedCount;
  }

  /** Takes a batch. Beyond the bound the oldest lines give way, those of no alarm first, and are counted. */
  add(batch: Partial<EventBatch>): void {
    for (const event of batch.events ?? []) this.#addEvent(event);
    for (const change of batch.alarms ?? []) this.#alarms.put(change.alarm.id, change);
    for (const change of batch.troubles ?? []) this.#troubles.put(change.trouble.id, change);
    for (const memo of batch.memos ?? []) this.#memos.put(JSON.stringify([memo.topic, memo.id]), memo);
  }

  /** Gives all that waits away; undefined where nothing does. */
  take(): EventBatch | undefined {
    if (this.depth === 0) return undefined;
    return {
      events: this.#takeEvents(),
      alarms: this.#alarms.take(),
      troubles: this.#troubles.take(),
      memos: this.#memos.take(),
    };
  }

  #addEvent(event: JournalEvent): void {
    const waiting = { order: this.#order++, event };
    (ALARM_KINDS.has(event.kind) ? this.#alarmEvents : this.#otherEvents).push(waiting);
    if (this.#alarmEvents.length + this.#otherEvents.length <= this.#eventsMax) return;
    const dropped = this.#otherEvents.shift() ?? this.#alarmEvents.shift()!;
    this.eventsDropped++;
    this.#gap = { count: (this.#gap?.count ?? 0) + 1, last: dropped.event };
  }

  /** The oldest events in their order, after a line that tells of a gap. */
  #takeEvents(): JournalEvent[] {
    const events: JournalEvent[] = [];
    let alarmCount = 0;
    let otherCount = 0;
    while (events.length < BATCH_EVENTS_MAX) {
      const alarm = this.#alarmEvents[alarmCount];
      const other = this.#otherEvents[otherCount];
      if (alarm !== undefined && (other === undefined || alarm.order < other.order)) {
        events.push(alarm.event);
        alarmCount++;
      } else if (other !== undefined) {
        events.push(other.event);
        otherCount++;
      } else break;
    }
    this.#alarmEvents.splice(0, alarmCount);
    this.#otherEvents.splice(0, otherCount);
    if (this.#gap === undefined) return events;
    const { count, last } = this.#gap;
    this.#gap = undefined;
    const { atMs, atWallMs } = last;
    const text = `The journal has a gap: the disk was too slow, ${count} events up to here were dropped.`;
    return [{ kind: "note", atMs, atWallMs, text }, ...events];
  }
}
