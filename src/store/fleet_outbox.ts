/**
 * What a box has to tell the others of its site, in order, kept until the servers have it. One process writes it (fleet).
 *
 * Entries are put in together with how far the journal has been read. What was sent stays for a while: a server that loses
 * what it had taken is sent it again.
 */
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Result } from "../reading/result.ts";
import { inTransaction, openForWriting } from "./database.ts";
import type { JournalCursor } from "./outbox.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const FLEET_OUTBOX_MIGRATIONS: readonly string[] = [`
  CREATE TABLE entry (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    boot TEXT NOT NULL,
    at_ms REAL NOT NULL,
    at_wall_ms REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE place (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), outbox TEXT NOT NULL, sent INTEGER NOT NULL,
    cursor_seq INTEGER, cursor_wall_ms REAL) STRICT;
`];

/**
 * Entries that may wait: an hour without network at 25 events a second, or months at what a quiet site has, in about 40 MB.
 * Beyond, figures give way first, then states, then the oldest events.
 */
export const FLEET_WAITING_MAX = 100_000;
/** Sent ones kept, for a server that comes back without what it had taken. */
export const FLEET_SENT_KEPT = 2_000;

/** What is put in. */
export interface NewEntry {
  readonly kind: "event" | "state" | "metrics";
  /** Monotonic. */
  readonly atMs: number;
  readonly atWallMs: number;
  readonly body: unknown;
}

/** What waits. */
export interface WaitingEntry {
  /** Grows with each entry, and is never given twice. */
  readonly n: number;
  /** Which boot of the machine `atMs` belongs to. */
  readonly boot: string;
  readonly atMs: number;
  readonly atWallMs: number;
  readonly body: unknown;
  readonly bytes: number;
}

/** Options for {@linkcode FleetOutbox.open}. */
export interface FleetOutboxOptions {
  readonly path: string;
  readonly nowWallMs: number;
  readonly boot: string;
}

/** The outbox, open for writing. Every method answers with a fault where the disk or the file fails. */
export class FleetOutbox {
  /** Which outbox this is: a lost file is followed by another one, whose numbers begin anew. */
  readonly id: string;
  /** Entries that a full outbox has dropped since the start. */
  droppedCount = 0;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #boot: string;
  #sent: number;
  #newest: number;
  #waiting: number;

  static open(options: FleetOutboxOptions): Result<FleetOutbox, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({
      path,
      nowWallMs,
      migrations: FLEET_OUTBOX_MIGRATIONS,
      synchronous: "FULL",
    });
    return opened.ok ? guarded(path, () => new FleetOutbox(options, opened.value.db)) : opened;
  }

  private constructor({ path, boot }: FleetOutboxOptions, db: DatabaseSync) {
    this.#path = path;
    this.#boot = boot;
    this.#db = db;
    db.prepare("INSERT OR IGNORE INTO place (only_one, outbox, sent) VALUES (1, ?, 0)")
      .run(randomBytes(8).toString("hex"));
    const place = db.prepare("SELECT outbox, sent FROM place").get()!;
    this.id = String(place.outbox);
    this.#sent = Number(place.sent);
    this.#newest = Number(
      db.prepare("SELECT coalesce(max(seq), 0) AS n FROM sqlite_sequence WHERE name = 'entry'").get()!.n,
    );
    this.#waiting = this.#count();
  }

  /** How many entries wait. */
  get waitingCount(): number {
    return this.#waiting;
  }

  /** The number of the newest entry; 0 where there has been none. */
  get newest(): number {
    return this.#newest;
  }

  /** How far the journal has been read; undefined at the first start. */
  cursor(): Result<JournalCursor | undefined, StoreFault> {
    return guarded(this.#path, () => {
      const row = this.#db.prepare("SELECT cursor_seq, cursor_wall_ms FROM place").get()!;
      return row.cursor_seq === null
        ? undefined
        : { seq: Number(row.cursor_seq), atWallMs: Number(row.cursor_wall_ms) };
    });
  }

  /** Puts entries in and notes how far the journal has been read: all of it or nothing. */
  put(entries: readonly NewEntry[], cursor?: JournalCursor): Result<void, StoreFault> {
    return guarded(this.#path, () => {
      inTransaction(this.#db, () => {
        const insert = this.#db.prepare(
          "INSERT INTO entry (kind, boot, at_ms, at_wall_ms, body) VALUES (?, ?, ?, ?, ?)",
        );
        for (const { kind, atMs, atWallMs, body } of entries) {
          this.#newest = Number(
            insert.run(kind, this.#boot, atMs, atWallMs, JSON.stringify(body)).lastInsertRowid,
          );
        }
        if (cursor !== undefined) {
          this.#db.prepare("UPDATE place SET cursor_seq = ?, cursor_wall_ms = ?").run(
            cursor.seq,
            cursor.atWallMs,
          );
        }
      });
      this.#waiting += entries.length;
      if (this.#waiting > FLEET_WAITING_MAX) this.#makeRoom();
    });
  }

  /** The oldest entries that wait, in order: at least one where there is any, together at most `bytesMax`. */
  waiting(entriesMax: number, bytesMax: number): Result<readonly WaitingEntry[], StoreFault> {
    return guarded(this.#path, () => {
      const rows = this.#db.prepare(
        "SELECT n, boot, at_ms, at_wall_ms, body FROM entry WHERE n > ? ORDER BY n LIMIT ?",
      ).all(this.#sent, entriesMax);
      const entries: WaitingEntry[] = [];
      let bytes = 0;
      for (const row of rows) {
        const text = String(row.body);
        bytes += text.length;
        if (entries.length > 0 && bytes > bytesMax) break;
        entries.push({
          n: Number(row.n),
          boot: String(row.boot),
          atMs: Number(row.at_ms),
          atWallMs: Number(row.at_wall_ms),
          body: jsonOf(text),
          bytes: text.length,
        });
      }
      return entries;
    });
  }

  /**
   * The servers have all up to `n`, and nothing later: they may have more than was known here, or have lost some again.
   *
   * @returns how many entries were lost for good, since they are no longer kept here.
   */
  sentUpTo(n: number): Result<number, StoreFault> {
    return guarded(this.#path, () => {
      const wasSent = this.#sent;
      const oldest = Number(this.#db.prepare("SELECT min(n) AS n FROM entry").get()!.n ?? this.#newest + 1);
      const sent = Math.min(Math.max(n, 0), this.#newest);
      const lost = sent < wasSent ? Math.max(0, Math.min(oldest, wasSent + 1) - sent - 1) : 0;
      inTransaction(this.#db, () => {
        this.#db.prepare("UPDATE place SET sent = ?").run(sent);
        this.#db.prepare("DELETE FROM entry WHERE n <= ?").run(sent - FLEET_SENT_KEPT);
      });
      this.#sent = sent;
      this.#waiting = this.#count();
      return lost;
    });
  }

  close(): void {
    this.#db.close();
  }

  #count(): number {
    return Number(this.#db.prepare("SELECT count(*) AS n FROM entry WHERE n > ?").get(this.#sent)!.n);
  }

  /** Lets go of a hundredth at once: doing it for each entry would cost a look at the table each time. */
  #makeRoom(): void {
    const { changes } = this.#db.prepare(
      `DELETE FROM entry WHERE n IN (SELECT n FROM entry WHERE n > ?
         ORDER BY CASE kind WHEN 'metrics' THEN 0 WHEN 'state' THEN 1 ELSE 2 END, n LIMIT ?)`,
    ).run(this.#sent, FLEET_WAITING_MAX / 100);
    this.droppedCount += Number(changes);
    this.#waiting = this.#count();
  }
}
