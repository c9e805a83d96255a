/**
 * The outbox: what is to be told to whom, kept until it has been told. One process writes it (notify).
 *
 * A notification is put in once for each target, by its id, together with how far the journal has been read: a process that
 * dies in between puts it in again and changes nothing.
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Delivery, Notification } from "../reading/notification.ts";
import type { Result } from "../reading/result.ts";
import { inTransaction, openForWriting } from "./database.ts";
import { prepared } from "./prepared.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const OUTBOX_MIGRATIONS: readonly string[] = [`
  CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    notification TEXT NOT NULL,
    severity TEXT NOT NULL,
    topic TEXT,
    unless_acted_on TEXT,
    alarm_id TEXT,
    due_wall_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    done_wall_ms INTEGER,
    body TEXT NOT NULL,
    UNIQUE (target, notification)
  ) STRICT;
  CREATE INDEX delivery_waiting ON delivery (target, due_wall_ms, id) WHERE state = 'waiting';
  CREATE INDEX delivery_topic ON delivery (target, topic, id) WHERE topic IS NOT NULL;
  CREATE INDEX delivery_done ON delivery (done_wall_ms) WHERE state <> 'waiting';
  CREATE TABLE cursor (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), seq INTEGER NOT NULL, at_wall_ms INTEGER NOT NULL) STRICT;
`];

/** Deliveries that may wait for one target. Beyond, the oldest that is no alarm gives way: a target that is away for months. */
export const WAITING_MAX = 10_000;
/** Delivered ones kept, to know what was told already. */
export const DONE_KEPT_MAX = 5_000;

/** A delivery as it waits. */
export interface WaitingDelivery {
  readonly id: number;
  readonly notification: Notification;
  readonly attempts: number;
  readonly dueWallMs: number;
}

/** How far the journal has been read. */
export interface JournalCursor {
  readonly seq: number;
  readonly atWallMs: number;
}

/** Options for {@linkcode Outbox.open}. */
export interface OutboxOptions {
  readonly path: string;
  readonly nowWallMs: number;
  /** Makes one of two notifications of a topic. */
  join(waiting: Notification, next: Notification): Notification;
}

/** The outbox, open for writing. Every method answers with a fault where the disk or the file fails. */
export class Outbox {
  /** Deliveries that a full outbox has dropped since the start. */
  droppedCount = 0;
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #join: OutboxOptions["join"];
  /** What waits for each target, as far as it is known: counting ten thousand for each that comes would take seconds. */
  readonly #counts = new Map<string, number>();
  /** What each target is being told at this moment, by the delivery's id: what comes meanwhile would be lost in it. */
  readonly #trying = new Map<string, number>();

  /** Opens the outbox at a path, or makes it. One that cannot be read is moved aside, whole. */
  static open(options: OutboxOptions): Result<Outbox, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({ path, nowWallMs, migrations: OUTBOX_MIGRATIONS, synchronous: "FULL" });
    if (!opened.ok) return opened;
    return guarded(path, () => new Outbox(options, opened.value.db, opened.value.movedAside));
  }

  private constructor({ path, join }: OutboxOptions, db: DatabaseSync, movedAside: string | undefined) {
    this.#path = path;
    this.#db = db;
    this.#join = join;
    this.movedAside = movedAside;
  }

  /** How far the journal has been read; undefined at the first start. */
  cursor(): Result<JournalCursor | undefined, StoreFault> {
    return guarded(this.#path, () => {
      const row = prepared(this.#db, "SELECT seq, at_wall_ms FROM cursor").get();
      return row === undefined ? undefined : { seq: Number(row.seq), atWallMs: Number(row.at_wall_ms) };
    });
  }

  /**
   * Puts deliveries in, takes back what an act has settled, and notes how far the journal has been read: all of it or nothing.
   * What a target has or had already by its id is not put in again.
   */
  put(
    deliveries: readonly Delivery[],
    options: { readonly actedOn?: readonly string[]; readonly cursor?: JournalCursor } = {},
  ): Result<void, StoreFault> {
    return guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        for (const delivery of deliveries) this.#add(delivery);
        for (const alarmId of options.actedOn ?? []) {
          prepared(this.#db, "DELETE FROM delivery WHERE state = 'waiting' AND unless_acted_on = ?").run(
            alarmId,
          );
          this.#counts.clear();
        }
        if (options.cursor !== undefined) {
          const { seq, atWallMs } = options.cursor;
          prepared(this.#db, "INSERT OR REPLACE INTO cursor (only_one, seq, at_wall_ms) VALUES (1, ?, ?)")
            .run(seq, Math.round(atWallMs));
        }
      }));
  }

  /**
   * The next delivery for `target` that is due, which is being tried from now on; undefined where there is none.
   *
   * @param except Deliveries that are over and that the disk has not taken as such.
   */
  next(
    target: string,
    nowWallMs: number,
    except: readonly number[] = [],
  ): Result<WaitingDelivery | undefined, StoreFault> {
    return guarded(this.#path, () => {
      const row = prepared(
        this.#db,
        `SELECT id, body, attempts, due_wall_ms FROM delivery WHERE target = ? AND state = 'waiting' AND due_wall_ms <= ?
         AND id NOT IN (${except.map(() => "?").join(", ")}) ORDER BY id LIMIT 1`,
      ).get(target, Math.round(nowWallMs), ...except);
      if (row === undefined) return undefined;
      this.#trying.set(target, Number(row.id));
      return waitingOf(row);
    });
  }

  /** It was delivered, or given up for good. */
  done(id: number, state: "sent" | "given-up", nowWallMs: number): Result<void, StoreFault> {
    this.#counts.clear();
    return guarded(this.#path, () => {
      prepared(this.#db, "UPDATE delivery SET state = ?, done_wall_ms = ? WHERE id = ?").run(
        state,
        Math.round(nowWallMs),
        id,
      );
      prepared(
        this.#db,
        `DELETE FROM delivery WHERE id IN
           (SELECT id FROM delivery WHERE state <> 'waiting' ORDER BY done_wall_ms DESC LIMIT -1 OFFSET ?)`,
      ).run(DONE_KEPT_MAX);
    });
  }

  /** `target` has had a notification by another way: what waits of it is done. */
  settle(target: string, notificationId: string, nowWallMs: number): Result<void, StoreFault> {
    this.#counts.clear();
    return guarded(this.#path, () => {
      prepared(
        this.#db,
        `UPDATE delivery SET state = 'sent', done_wall_ms = ? WHERE target = ? AND notification = ? AND state = 'waiting'`,
      ).run(Math.round(nowWallMs), target, notificationId);
    });
  }

  /** It did not arrive this time. */
  failed(id: number): Result<void, StoreFault> {
    return guarded(this.#path, () => {
      prepared(this.#db, "UPDATE delivery SET attempts = attempts + 1 WHERE id = ?").run(id);
    });
  }

  /** When `target` was last sent, or is to be sent, something of `topic`. */
  lastOf(target: string, topic: string): Result<number | undefined, StoreFault> {
    return guarded(this.#path, () => {
      const row = prepared(
        this.#db,
        `SELECT max(coalesce(done_wall_ms, due_wall_ms)) AS at FROM delivery WHERE target = ? AND topic = ?`,
      ).get(target, topic);
      return row?.at === null || row === undefined ? undefined : Number(row.at);
    });
  }

  /** Whether `target` has been sent anything of this alarm. */
  wasTold(target: string, alarmId: string): Result<boolean, StoreFault> {
    return guarded(this.#path, () => {
      const row = prepared(
        this.#db,
        "SELECT 1 FROM delivery WHERE target = ? AND alarm_id = ? AND state = 'sent' LIMIT 1",
      ).get(target, alarmId);
      return row !== undefined;
    });
  }

  /** What waits for `target`. */
  waitingCount(target: string): Result<number, StoreFault> {
    return guarded(this.#path, () => this.#waiting(target));
  }

  /** Forgets what waits for targets that no longer exist. */
  keepTargets(targets: readonly string[]): Result<void, StoreFault> {
    this.#counts.clear();
    return guarded(this.#path, () => {
      const marks = targets.map(() => "?").join(", ");
      prepared(this.#db, `DELETE FROM delivery WHERE state = 'waiting' AND target NOT IN (${marks})`).run(
        ...targets,
      );
    });
  }

  close(): void {
    this.#db.close();
  }

  #add({ target, notification, dueWallMs, topic, unlessActedOn }: Delivery): void {
    if (topic !== undefined && this.#joinWaiting(target, topic, notification)) return;
    if (this.#waiting(target) >= WAITING_MAX) this.#makeRoom(target);
    const { changes } = prepared(
      this.#db,
      `INSERT INTO delivery
         (target, notification, severity, topic, unless_acted_on, alarm_id, due_wall_ms, state, attempts, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?) ON CONFLICT DO NOTHING`,
    ).run(
      target,
      notification.id,
      notification.severity,
      topic ?? null,
      unlessActedOn ?? null,
      notification.alarmId ?? null,
      Math.round(dueWallMs),
      JSON.stringify(notification),
    );
    this.#counts.set(target, this.#waiting(target) + Number(changes));
  }

  /** Whether something of the topic still waits, untried: then it takes the news in. */
  #joinWaiting(target: string, topic: string, notification: Notification): boolean {
    const row = prepared(
      this.#db,
      `SELECT id, body FROM delivery
       WHERE target = ? AND topic = ? AND state = 'waiting' AND attempts = 0 AND id <> ?
       ORDER BY id DESC LIMIT 1`,
    ).get(target, topic, this.#trying.get(target) ?? 0);
    if (row === undefined) return false;
    const waiting = jsonOf(row.body) as Notification;
    if (waiting.id === notification.id) return true;
    const body = JSON.stringify(this.#join(waiting, notification));
    prepared(this.#db, "UPDATE delivery SET body = ? WHERE id = ?").run(body, Number(row.id));
    return true;
  }

  #waiting(target: string): number {
    const known = this.#counts.get(target);
    if (known !== undefined) return known;
    const row = prepared(
      this.#db,
      "SELECT count(*) AS n FROM delivery WHERE target = ? AND state = 'waiting'",
    )
      .get(target);
    this.#counts.set(target, Number(row?.n));
    return Number(row?.n);
  }

  #makeRoom(target: string): void {
    prepared(
      this.#db,
      `DELETE FROM delivery WHERE id =
         (SELECT id FROM delivery WHERE target = ? AND state = 'waiting' ORDER BY severity = 'alarm', id LIMIT 1)`,
    ).run(target);
    this.#counts.delete(target);
    this.droppedCount++;
  }
}

function waitingOf(row: Record<string, SQLOutputValue>): WaitingDelivery {
  return {
    id: Number(row.id),
    notification: jsonOf(row.body) as Notification,
    attempts: Number(row.attempts),
    dueWallMs: Number(row.due_wall_ms),
  };
}
