/**
 * The audit database. Unlike the other databases it has several writers: the page's role and every command that changes the box.
 * SQLite lets one of them write at a time, and each finds the newest hash inside its own transaction.
 *
 * Entries can only be added. The oldest give way in bulk; their last hash stays, and an entry of the chain itself says so.
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Result } from "../reading/result.ts";
import {
  type AuditAct,
  type AuditEntry,
  type AuditValues,
  hashOf,
  NO_HASH,
  storable,
} from "./audit_entry.ts";
import { inTransaction, openForReading, openForWriting, versionOf } from "./database.ts";
import type { DatabaseReader } from "./database_reader.ts";
import { prepared } from "./prepared.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const AUDIT_MIGRATIONS: readonly string[] = [`
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at_wall_ms INTEGER NOT NULL,
    person TEXT NOT NULL, role TEXT NOT NULL, via TEXT NOT NULL, origin TEXT NOT NULL,
    act TEXT NOT NULL, subject TEXT NOT NULL,
    before TEXT, after TEXT,
    outcome TEXT NOT NULL,
    previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE base (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  INSERT INTO base VALUES (1, 0, '${NO_HASH}');
  CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are final'); END;
  CREATE TRIGGER entry_stays BEFORE DELETE ON entry WHEN old.seq > (SELECT seq FROM base)
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log stay'); END;
`];

/** Entries kept. 20,000 take about 12 MB: years of a site where nobody plays with the buttons. */
export const AUDIT_ENTRIES_MAX = 20_000;
/** The oldest give way so many at once: each time costs an entry. */
const PRUNED_AT_ONCE = 1_000;
/** The act of the entry that says that older ones have given way. */
export const PRUNED = "audit-pruned";
/** The act of the first entry of a log that took the place of a damaged one. */
export const BEGUN_ANEW = "audit-begun-anew";

/** Where the log stands: number and hash of its newest entry. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** The last entry that has given way; 0 and zeros where none has. */
export type AuditBase = AuditHead;

/** Options for {@linkcode AuditLog.open}. */
export interface AuditLogOptions {
  readonly path: string;
  readonly nowWallMs: number;
  /** @default {AUDIT_ENTRIES_MAX} */
  readonly entriesMax?: number;
}

/** The audit log, open for adding. */
export class AuditLog {
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #entriesMax: number;
  readonly #insert: StatementSync;

  /** Opens the log, making it where there is none. */
  static open(options: AuditLogOptions): Result<AuditLog, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({ path, nowWallMs, migrations: AUDIT_MIGRATIONS, synchronous: "FULL" });
    if (!opened.ok) return opened;
    const { db, movedAside } = opened.value;
    return guarded(path, () => {
      const log = new AuditLog(options, db, movedAside);
      if (movedAside !== undefined) log.#confess(movedAside, nowWallMs);
      return log;
    });
  }

  private constructor(options: AuditLogOptions, db: DatabaseSync, movedAside: string | undefined) {
    this.movedAside = movedAside;
    this.#path = options.path;
    this.#db = db;
    this.#entriesMax = options.entriesMax ?? AUDIT_ENTRIES_MAX;
    this.#insert = db.prepare(
      `INSERT INTO entry (seq, at_wall_ms, person, role, via, origin, act, subject, before, after, outcome, previous, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Adds `acts` in one transaction: all of them or none. @returns where the log then stands. */
  add(acts: readonly AuditAct[]): Result<AuditHead, StoreFault> {
    return guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        let head = headOf(this.#db);
        for (const act of acts) head = this.#append(head, act);
        return this.#prune(head, acts.at(-1)?.atWallMs ?? 0);
      }));
  }

  close(): void {
    this.#db.close();
  }

  #append(head: AuditHead, act: AuditAct): AuditHead {
    const seq = head.seq + 1;
    const stored = storable(act);
    const hash = hashOf(seq, head.hash, stored);
    const { atWallMs, person, role, via, from, subject, before, after, outcome } = stored;
    const values: SQLInputValue[] = [
      seq,
      atWallMs,
      person,
      role,
      via,
      from,
      stored.act,
      subject,
      before,
      after,
      outcome,
    ];
    this.#insert.run(...values, head.hash, hash);
    return { seq, hash };
  }

  #prune(head: AuditHead, nowWallMs: number): AuditHead {
    const base = baseOf(this.#db);
    if (head.seq - base.seq <= this.#entriesMax) return head;
    const throughSeq = Math.min(head.seq - 1, base.seq + Math.min(PRUNED_AT_ONCE, this.#entriesMax));
    const hash = String(prepared(this.#db, "SELECT hash FROM entry WHERE seq = ?").get(throughSeq)?.hash);
    const next = this.#append(head, byBox(nowWallMs, PRUNED, { throughSeq, hash }));
    prepared(this.#db, "UPDATE base SET seq = ?, hash = ?").run(throughSeq, hash);
    prepared(this.#db, "DELETE FROM entry WHERE seq <= ?").run(throughSeq);
    return next;
  }

  #confess(movedAside: string, nowWallMs: number): void {
    inTransaction(
      this.#db,
      () => this.#append(headOf(this.#db), byBox(nowWallMs, BEGUN_ANEW, { movedAside })),
    );
  }
}

/** Adds one act from a command: opens the log for it, and closes it again. */
export function addToAuditLog(path: string, act: AuditAct): Result<AuditHead, StoreFault> {
  const opened = AuditLog.open({ path, nowWallMs: act.atWallMs });
  if (!opened.ok) return opened;
  try {
    return opened.value.add([act]);
  } finally {
    opened.value.close();
  }
}

/** All that the log holds, as it is: nothing is checked here. */
export interface AuditContent {
  readonly base: AuditBase;
  /** The oldest first. */
  readonly entries: readonly AuditEntry[];
}

/** Reads the log. Whatever it holds is handed on, damaged or not: `audit_verify.ts` judges. */
export function readAuditLog(path: string): Result<AuditContent, StoreFault> {
  return reading(path, EMPTY, (db) => ({
    base: baseOf(db),
    entries: prepared(db, "SELECT * FROM entry ORDER BY seq").all().map(entryOf),
  }));
}

/** Which entries are wanted, the newest first. */
export interface AuditQuery {
  readonly limit: number;
  readonly beforeSeq?: number | undefined;
}

/** Some entries, the newest first. */
export function readAuditEntries(path: string, query: AuditQuery): Result<readonly AuditEntry[], StoreFault> {
  return reading(path, [], (db) => {
    const sql = "SELECT * FROM entry WHERE seq < ? ORDER BY seq DESC LIMIT ?";
    return prepared(db, sql).all(query.beforeSeq ?? Number.MAX_SAFE_INTEGER, query.limit).map(entryOf);
  });
}

/** Where the log of `database` stands. */
export function readAuditHead(database: DatabaseReader): Result<AuditHead, StoreFault> {
  return database.read((db) => isEmpty(db) ? EMPTY.base : headOf(db));
}

/** A log in which nobody has done anything. */
const EMPTY: AuditContent = { base: { seq: 0, hash: NO_HASH }, entries: [] };

/** A file that its writer is just making holds no tables yet, which is like none. */
function isEmpty(db: DatabaseSync): boolean {
  return versionOf(db) === 0;
}

/** Reads once. */
function reading<T>(path: string, none: T, read: (db: DatabaseSync) => T): Result<T, StoreFault> {
  const opened = openForReading(path);
  if (!opened.ok) return opened;
  try {
    return guarded(path, () => isEmpty(opened.value) ? none : read(opened.value));
  } finally {
    opened.value.close();
  }
}

function headOf(db: DatabaseSync): AuditHead {
  const newest = prepared(db, "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").get();
  return newest === undefined ? baseOf(db) : { seq: Number(newest.seq), hash: String(newest.hash) };
}

function baseOf(db: DatabaseSync): AuditBase {
  const row = prepared(db, "SELECT seq, hash FROM base").get();
  return { seq: Number(row?.seq ?? 0), hash: String(row?.hash ?? NO_HASH) };
}

function entryOf(row: Record<string, SQLOutputValue>): AuditEntry {
  return {
    seq: Number(row.seq),
    atWallMs: Number(row.at_wall_ms),
    person: String(row.person),
    role: String(row.role),
    via: String(row.via) as AuditEntry["via"],
    from: String(row.origin),
    act: String(row.act),
    subject: String(row.subject),
    before: valuesOf(row.before),
    after: valuesOf(row.after),
    outcome: String(row.outcome),
    previous: String(row.previous),
    hash: String(row.hash),
  };
}

function valuesOf(text: SQLOutputValue | undefined): AuditValues | undefined {
  return text === null ? undefined : jsonOf(text) as AuditValues | undefined;
}

/** An act of the box itself. */
export function byBox(atWallMs: number, act: string, after: AuditValues): AuditAct {
  return {
    atWallMs,
    person: "embereye",
    role: "box",
    via: "box",
    from: "",
    act,
    subject: "",
    before: undefined,
    after,
    outcome: "done",
  };
}
