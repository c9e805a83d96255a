/**
 * The journal database: events, alarms, troubles, what fusion must remember, and its counter of epochs.
 *
 * One process writes it (fusion, through its writer thread); anyone may read beside it.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { JournalEvent } from "../reading/event.ts";
import type { Result } from "../reading/result.ts";
import { type Addition, inTransaction, openForWriting } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { EventBatch, StoredRecollection } from "./event_batch.ts";
import { epochOf, recollect } from "./recollect.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const EVENT_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at_ms REAL NOT NULL,
    at_wall_ms INTEGER NOT NULL,
    zone_id TEXT, sensor_id TEXT, alarm_id TEXT, trouble_id TEXT,
    person TEXT,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_by_kind ON event (kind, seq);
  CREATE INDEX event_by_zone ON event (zone_id, seq) WHERE zone_id IS NOT NULL;
  CREATE INDEX event_by_time ON event (at_wall_ms);
  CREATE TABLE alarm (
    id TEXT PRIMARY KEY,
    zone_id TEXT NOT NULL,
    raised_at_wall_ms INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alarm_by_state ON alarm (ended, raised_at_wall_ms);
  CREATE TABLE trouble (id TEXT PRIMARY KEY, raised_at_wall_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE memo (topic TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (topic, id)) STRICT;
  CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT INTO counter (name, value) VALUES ('epoch', 0);
`,
  `
  ALTER TABLE event ADD COLUMN utc_ms REAL;
  ALTER TABLE event ADD COLUMN utc_error_ms REAL;
`,
  `
  CREATE INDEX event_by_alarm ON event (alarm_id, seq) WHERE alarm_id IS NOT NULL;
`,
];

/** A column that came later, and that older versions do not miss: see `OpenOptions.additions`. */
export const EVENT_ADDITIONS: readonly Addition[] = [{ table: "event", column: "said", type: "TEXT" }];

/** Events kept. 200,000 take about 60 MB; more would fill a small card, fewer would lose the story of a bad month. */
export const EVENTS_KEPT_MAX = 200_000;
/** Deleted at once: small enough that no commit takes noticeably longer for it. */
const EVENTS_DELETED_AT_ONCE = 500;
/** Their age is looked at once in so many lines: a thousand lines a day take two years to gather 500 of them. */
const AGE_LOOK_EVENTS = 100;
/** Ended alarms kept for the alarm history. */
export const ENDED_ALARMS_KEPT_MAX = 2_000;
/** As long as a message may carry. */
const TEXT_CHARS_MAX = 2_000;

/** Of a sentence of many parts: more would fill the disk with what can be read in English too. */
const SAID_CHARS_MAX = 6_000;

/** How long lines of the journal are kept. */
export interface EventPolicy {
  /** Older ones go, but for those of alarms that stand. @default never by age */
  readonly eventsKeptMs?: number;
  /** None goes by age before it is in the archive, as {@linkcode ARCHIVED} says. @default false */
  readonly onlyArchived?: boolean;
}

/** The memo that says up to when, wall clock, everything is archived. */
export const ARCHIVED = { topic: "archive", id: "untilWallMs" } as const;

/** Options for {@linkcode EventStore.open}. */
export interface EventStoreOptions extends EventPolicy {
  readonly path: string;
  /** For the name of a damaged file that is moved aside. */
  readonly nowWallMs: number;
  /** @default {EVENTS_KEPT_MAX} */
  readonly eventsKeptMax?: number;
}

/** The journal database, open for writing. Every method answers with a fault where the disk or the file fails. */
export class EventStore {
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #eventsKeptMax: number;
  readonly #eventsKeptMs: number;
  readonly #onlyArchived: boolean;
  readonly #insertEvent: StatementSync;
  readonly #putAlarm: StatementSync;
  readonly #putTrouble: StatementSync;
  readonly #dropTrouble: StatementSync;
  readonly #putMemo: StatementSync;
  readonly #dropMemo: StatementSync;

  /** Opens the database, making or mending it as needed. */
  static open(options: EventStoreOptions): Result<EventStore, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({
      path,
      nowWallMs,
      migrations: EVENT_MIGRATIONS,
      additions: EVENT_ADDITIONS,
      synchronous: "FULL",
    });
    if (!opened.ok) return opened;
    return guarded(path, () => new EventStore(options, opened.value.db, opened.value.movedAside));
  }

  private constructor(options: EventStoreOptions, db: DatabaseSync, movedAside: string | undefined) {
    this.#path = options.path;
    this.#db = db;
    this.#eventsKeptMax = options.eventsKeptMax ?? EVENTS_KEPT_MAX;
    this.#eventsKeptMs = options.eventsKeptMs ?? Infinity;
    this.#onlyArchived = options.onlyArchived ?? false;
    this.movedAside = movedAside;
    this.#insertEvent = db.prepare(
      `INSERT INTO event (kind, at_ms, at_wall_ms, zone_id, sensor_id, alarm_id, trouble_id, person, text,
         utc_ms, utc_error_ms, said)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#putAlarm = db.prepare(
      `INSERT INTO alarm (id, zone_id, raised_at_wall_ms, ended, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, body = excluded.body`,
    );
    this.#putTrouble = db.prepare(`INSERT INTO trouble (id, raised_at_wall_ms, body) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body`);
    this.#dropTrouble = db.prepare("DELETE FROM trouble WHERE id = ?");
    this.#putMemo = db.prepare("INSERT OR REPLACE INTO memo (topic, id, body) VALUES (?, ?, ?)");
    this.#dropMemo = db.prepare("DELETE FROM memo WHERE topic = ? AND id = ?");
  }

  /** Stores `batch` in one transaction. @returns the number of its first event; the others follow without a gap. */
  write(batch: EventBatch): Result<number, StoreFault> {
    return guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        let lastSeq = 0;
        for (const event of batch.events) {
          lastSeq = Number(this.#insertEvent.run(...columnsOf(event)).lastInsertRowid);
        }
        for (const { alarm, ended } of batch.alarms) {
          const { id, zoneId, raisedAtWallMs } = alarm;
          this.#putAlarm.run(id, zoneId, Math.round(raisedAtWallMs), Number(ended), JSON.stringify(alarm));
        }
        for (const { trouble, ended } of batch.troubles) {
          if (ended) this.#dropTrouble.run(trouble.id);
          else this.#putTrouble.run(trouble.id, Math.round(trouble.raisedAtWallMs), JSON.stringify(trouble));
        }
        for (const { topic, id, value } of batch.memos) {
          if (value === undefined) this.#dropMemo.run(topic, id);
          else this.#putMemo.run(topic, id, JSON.stringify(value));
        }
        this.#prune(batch, lastSeq);
        return lastSeq - batch.events.length + 1;
      }));
  }

  /** What fusion knew when it ended, however it ended. */
  recall(): Result<StoredRecollection, StoreFault> {
    return guarded(this.#path, () => recollect(this.#db));
  }

  /** A number larger than any given before, and than `above`. Stored before it is given. */
  nextEpoch(above = 0): Result<number, StoreFault> {
    return guarded(this.#path, () => {
      const next = "UPDATE counter SET value = max(value, ?) + 1 WHERE name = 'epoch' RETURNING value";
      return Number(prepared(this.#db, next).get(above)?.value);
    });
  }

  /** The newest epoch that was given. */
  lastEpoch(): Result<number, StoreFault> {
    return guarded(this.#path, () => epochOf(this.#db));
  }

  close(): void {
    this.#db.close();
  }

  #forgetOlder(olderWallMs: number): void {
    const beforeWallMs = Math.min(olderWallMs, this.#onlyArchived ? this.#archivedWallMs() : Infinity);
    if (!Number.isFinite(beforeWallMs)) return;
    prepared(
      this.#db,
      `DELETE FROM event WHERE seq IN (
         SELECT seq FROM event WHERE at_wall_ms < ?
           AND (alarm_id IS NULL OR alarm_id NOT IN (SELECT id FROM alarm WHERE ended = 0))
         ORDER BY at_wall_ms LIMIT ?)`,
    ).run(Math.floor(beforeWallMs), EVENTS_DELETED_AT_ONCE);
  }

  /** -Infinity where nothing is archived. */
  #archivedWallMs(): number {
    const { topic, id } = ARCHIVED;
    const row = prepared(this.#db, "SELECT body FROM memo WHERE topic = ? AND id = ?").get(topic, id);
    const until = row === undefined ? undefined : jsonOf(row.body);
    return typeof until === "number" ? until : -Infinity;
  }

  /** Keeps the tables within their bounds, a slice at a time, so that the disk cannot fill. */
  #prune(batch: EventBatch, lastSeq: number): void {
    if (lastSeq > 0) {
      const first = Number(prepared(this.#db, "SELECT min(seq) AS seq FROM event").get()?.seq);
      if (lastSeq - first + 1 > this.#eventsKeptMax) {
        const beforeSeq = Math.min(lastSeq - this.#eventsKeptMax + 1, first + EVENTS_DELETED_AT_ONCE);
        prepared(this.#db, "DELETE FROM event WHERE seq < ?").run(beforeSeq);
      }
      const firstOfBatch = lastSeq - batch.events.length + 1;
      // Now and then: a clock that is years ahead for an hour must not cost the journal.
      if (Math.floor(firstOfBatch / AGE_LOOK_EVENTS) !== Math.floor((lastSeq + 1) / AGE_LOOK_EVENTS)) {
        this.#forgetOlder(batch.events.at(-1)!.atWallMs - this.#eventsKeptMs);
      }
    }
    if (batch.alarms.some((change) => change.ended)) {
      prepared(
        this.#db,
        `DELETE FROM alarm WHERE id IN
           (SELECT id FROM alarm WHERE ended = 1 ORDER BY raised_at_wall_ms DESC LIMIT -1 OFFSET ?)`,
      ).run(ENDED_ALARMS_KEPT_MAX);
    }
  }
}

function columnsOf(event: JournalEvent): SQLInputValue[] {
  return [
    event.kind,
    event.atMs,
    Math.round(event.atWallMs),
    event.zoneId ?? null,
    event.sensorId ?? null,
    event.alarmId ?? null,
    event.troubleId ?? null,
    event.by ?? null,
    // SQLite's C interface ends a text at a zero character: what follows would be lost on reading.
    event.text.slice(0, TEXT_CHARS_MAX).replaceAll("\0", "\u2400"),
    event.utc?.atMs ?? null,
    event.utc?.errorMs ?? null,
    saidColumn(event),
  ];
}

function saidColumn({ said }: JournalEvent): string | null {
  if (said === undefined) return null;
  const json = JSON.stringify(said);
  return json.length > SAID_CHARS_MAX ? null : json;
}
