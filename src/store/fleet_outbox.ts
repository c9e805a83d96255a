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
import { prepared } from "./prepared.ts";
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
 * Beyond, figures give way first, then states that an earlier version has left, then the oldest events.
 */
export const FLEET_WAITING_MAX = 100_000;
/** Characters of them that may wait: figures of a large site are a hundred times as long as an event. */
export const FLEET_WAITING_CHARS_MAX = 64 * 1024 * 1024;
/** Sent ones kept, for a server that comes back without what it had taken. */
export const FLEET_SENT_KEPT = 2_000;

/** What is put in. */
export interface NewEntry {
  /** A state is the whole of what stands: one that is kept is replaced by the next. */
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
}

/** How much of something there is. */
interface Amount {
  readonly rows: number;
  readonly chars: number;
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
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #boot: string;
  #sent: number;
  #newest: number;
  #waiting: Amount;
  /** What `#waiting` was counted behind: another than `#sent` where the disk failed in between. */
  #countedBehind: number;
  /** The number of the newest state; 0: there has been none. */
  #state: number;

  /** Opens the outbox at a path, or makes it. One that cannot be read is moved aside, whole. */
  static open(options: FleetOutboxOptions): Result<FleetOutbox, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({
      path,
      nowWallMs,
      migrations: FLEET_OUTBOX_MIGRATIONS,
      synchronous: "FULL",
    });
    return opened.ok
      ? guarded(path, () => new FleetOutbox(options, opened.value.db, opened.value.movedAside))
      : opened;
  }

  private constructor(
    { path, boot }: FleetOutboxOptions,
    db: DatabaseSync,
    movedAside: string | undefined,
  ) {
    this.movedAside = movedAside;
    this.#path = path;
    this.#boot = boot;
    this.#db = db;
    prepared(db, "INSERT OR IGNORE INTO place (only_one, outbox, sent) VALUES (1, ?, 0)")
      .run(randomBytes(8).toString("hex"));
    const place = prepared(db, "SELECT outbox, sent FROM place").get()!;
    this.id = String(place.outbox);
    this.#sent = Number(place.sent);
    this.#newest = Number(
      prepared(db, "SELECT coalesce(max(seq), 0) AS n FROM sqlite_sequence WHERE name = 'entry'").get()!.n,
    );
    this.#state = Number(
      prepared(db, "SELECT coalesce(max(n), 0) AS n FROM entry WHERE kind = 'state'").get()!.n,
    );
    this.#countedBehind = this.#sent;
    this.#waiting = this.#amount(this.#sent, this.#newest);
  }

  /** How many entries wait. */
  get waitingCount(): number {
    return this.#waiting.rows;
  }

  /** The number of the newest entry; 0 where there has been none. */
  get newest(): number {
    return this.#newest;
  }

  /** How far the journal has been read; undefined at the first start. */
  cursor(): Result<JournalCursor | undefined, StoreFault> {
    return guarded(this.#path, () => {
      const row = prepared(this.#db, "SELECT cursor_seq, cursor_wall_ms FROM place").get()!;
      return row.cursor_seq === null
        ? undefined
        : { seq: Number(row.cursor_seq), atWallMs: Number(row.cursor_wall_ms) };
    });
  }

  /** Puts entries in and notes how far the journal has been read: all of it or nothing. */
  put(entries: readonly NewEntry[], cursor?: JournalCursor): Result<void, StoreFault> {
    return guarded(this.#path, () => {
      this.#recount();
      const after = inTransaction(this.#db, () => {
        const lastState = entries.findLast(({ kind }) => kind === "state");
        let waiting = lastState === undefined ? this.#waiting : less(this.#waiting, this.#dropState());
        let newest = this.#newest;
        let state = this.#state;
        const insert = prepared(
          this.#db,
          "INSERT INTO entry (kind, boot, at_ms, at_wall_ms, body) VALUES (?, ?, ?, ?, ?)",
        );
        for (const entry of entries) {
          const { kind, atMs, atWallMs, body } = entry;
          if (kind === "state" && entry !== lastState) continue;
          newest = Number(
            insert.run(kind, this.#boot, atMs, atWallMs, JSON.stringify(body)).lastInsertRowid,
          );
          if (kind === "state") state = newest;
        }
        if (cursor !== undefined) {
          prepared(this.#db, "UPDATE place SET cursor_seq = ?, cursor_wall_ms = ?").run(
            cursor.seq,
            cursor.atWallMs,
          );
        }
        waiting = plus(waiting, this.#amount(this.#newest, newest));
        const dropped = this.#makeRoom(waiting, state);
        return {
          newest,
          state,
          waiting: less(waiting, dropped),
          droppedCount: this.droppedCount + dropped.rows,
        };
      });
      // Only now: what a failing disk has not taken is put in again.
      this.#newest = after.newest;
      this.#state = after.state;
      this.#waiting = after.waiting;
      this.droppedCount = after.droppedCount;
    });
  }

  /** The oldest entries that wait, in order: at least one where there is any, together at most `bytesMax`. */
  waiting(entriesMax: number, bytesMax: number): Result<readonly WaitingEntry[], StoreFault> {
    return guarded(this.#path, () => {
      const rows = prepared(
        this.#db,
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
        });
      }
      return entries;
    });
  }

  /**
   * The servers have all up to `n`, and nothing later: they may have more than was known here, or have lost some again. That counts at once, also
   * where the disk does not take it: after the next start the servers are asked.
   *
   * @returns how many entries were lost for good, since they are no longer kept here.
   */
  sentUpTo(n: number): Result<number, StoreFault> {
    const wasSent = this.#sent;
    const sent = this.#sent = Math.min(Math.max(n, 0), this.#newest);
    return guarded(this.#path, () => {
      this.#recount();
      const oldest = Number(prepared(this.#db, "SELECT min(n) AS n FROM entry").get()!.n ?? this.#newest + 1);
      const lost = sent < wasSent ? Math.max(0, Math.min(oldest, wasSent + 1) - sent - 1) : 0;
      inTransaction(this.#db, () => {
        prepared(this.#db, "UPDATE place SET sent = ?").run(sent);
        prepared(this.#db, "DELETE FROM entry WHERE n <= ?").run(sent - FLEET_SENT_KEPT);
      });
      return lost;
    });
  }

  close(): void {
    this.#db.close();
  }

  /** Brings the count of what waits up to what is sent. */
  #recount(): void {
    const [from, to] = [Math.min(this.#countedBehind, this.#sent), Math.max(this.#countedBehind, this.#sent)];
    if (from === to) return;
    const between = this.#amount(from, to);
    this.#waiting = to === this.#sent ? less(this.#waiting, between) : plus(this.#waiting, between);
    this.#countedBehind = this.#sent;
  }

  /** How much there is behind entry `after`, up to entry `upTo`. */
  #amount(after: number, upTo: number): Amount {
    const row = prepared(
      this.#db,
      "SELECT count(*) AS n, coalesce(sum(length(body)), 0) AS chars FROM entry WHERE n > ? AND n <= ?",
    ).get(after, upTo)!;
    return { rows: Number(row.n), chars: Number(row.chars) };
  }

  /** Lets go of the newest state, sent or not. @returns how much of it waited. */
  #dropState(): Amount {
    const gone = prepared(
      this.#db,
      "DELETE FROM entry WHERE kind = 'state' AND n = ? RETURNING n, length(body) AS chars",
    ).all(this.#state);
    return amountOf(gone.filter(({ n }) => Number(n) > this.#sent));
  }

  /**
   * Lets go of a hundredth at once: doing it for each entry would cost a look at the table each time.
   *
   * @param state what stays: it tells all that stands.
   * @returns how much has gone.
   */
  #makeRoom(waiting: Amount, state: number): Amount {
    let dropped: Amount = { rows: 0, chars: 0 };
    for (;;) {
      const { rows, chars } = less(waiting, dropped);
      if (rows <= FLEET_WAITING_MAX && chars <= FLEET_WAITING_CHARS_MAX) return dropped;
      const gone = prepared(
        this.#db,
        `DELETE FROM entry WHERE n IN (SELECT n FROM entry WHERE n > ? AND n <> ?
           ORDER BY CASE kind WHEN 'metrics' THEN 0 WHEN 'state' THEN 1 ELSE 2 END, n LIMIT ?)
           RETURNING length(body) AS chars`,
      ).all(this.#sent, state, Math.max(1, Math.floor(rows / 100)));
      if (gone.length === 0) return dropped;
      dropped = plus(dropped, amountOf(gone));
    }
  }
}

function amountOf(rows: readonly Readonly<Record<string, unknown>>[]): Amount {
  return { rows: rows.length, chars: rows.reduce((sum, { chars }) => sum + Number(chars), 0) };
}

function plus(one: Amount, other: Amount): Amount {
  return { rows: one.rows + other.rows, chars: one.chars + other.chars };
}

function less(one: Amount, other: Amount): Amount {
  return { rows: one.rows - other.rows, chars: one.chars - other.chars };
}
