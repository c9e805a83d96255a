/**
 * Opens SQLite databases: layout brought up to date, damaged files moved aside, reading beside the writer.
 *
 * WAL mode (sqlite.org/wal.html): readers never hold up the writer, and a commit is one append with its fsync.
 */
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fail, ok, type Result } from "../reading/result.ts";
import { exists } from "./exists.ts";
import { prepared } from "./prepared.ts";
import { guarded, type StoreFault } from "./store_fault.ts";

/** Options for {@linkcode openForWriting}. */
export interface OpenOptions {
  readonly path: string;
  /** SQL of each step of the layout, first to last. Their number is the version. Only ever appended to. */
  readonly migrations: readonly string[];
  /**
   * Columns that may be missing and are then added, without a new version: a version of the service from before them goes on
   * with the file as it did, which an update that is taken back needs.
   */
  readonly additions?: readonly Addition[];
  /** FULL: a commit survives a power cut. NORMAL: it survives the death of the process. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Whether free pages can be given back to the disk in slices. Holds for a new file alone; another stays as it was made. */
  readonly vacuum?: "incremental";
  /** For the name of a file that is moved aside. */
  readonly nowWallMs: number;
}

/** A column that older versions of the service neither read nor write. */
export interface Addition {
  readonly table: string;
  readonly column: string;
  /** It may be NULL: older versions leave it out. */
  readonly type: "TEXT" | "INTEGER" | "REAL";
}

/** A database open for writing. */
export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside?: string;
}

/** A reader that recovers the log holds the lock for moments; longer means another writer, which is a fault. */
const BUSY_TIMEOUT_MS = 2_000;
/** The log file is cut back to this after a long reader has let it grow. */
const LOG_BYTES_MAX = 8 * 1024 * 1024;
/** Damaged files kept for whoever wants to look into them; more would fill the disk that damages files. */
const DAMAGED_FILES_MAX = 3;

/** Opens the database at `path`, making it where there is none. A damaged one is moved aside and begun anew. */
export function openForWriting(options: OpenOptions): Result<OpenedDatabase, StoreFault> {
  const opened = tryOpen(options);
  if (opened.ok) return ok({ db: opened.value });
  if (opened.fault.kind !== "corrupt") return opened;
  const moved = moveAside(options.path, options.nowWallMs);
  if (!moved.ok) return moved;
  const again = tryOpen(options);
  return again.ok ? ok({ db: again.value, movedAside: moved.value }) : again;
}

/**
 * Moves a damaged database out of the way, with its log: a log that stayed would be played into the next file of that name.
 *
 * @returns its new path.
 */
export function moveAside(path: string, nowWallMs: number): Result<string, StoreFault> {
  return guarded(path, () => {
    const stamp = new Date(nowWallMs).toISOString().replaceAll(/[-:]/g, "");
    const target = `${path}.damaged-${stamp}`;
    for (const suffix of ["-wal", "-shm", ""]) {
      if (exists(path + suffix)) Deno.renameSync(path + suffix, target + suffix);
    }
    removeOldDamaged(path);
    return target;
  });
}

/**
 * Opens the database at `path` for reading alone, while a writer works or after it has gone. Where the folder cannot be
 * written, a database without a log is read as a file that does not change.
 */
export function openForReading(path: string): Result<DatabaseSync, StoreFault> {
  const opened = tryReading(path, path);
  if (opened.ok || opened.fault.kind === "corrupt" || hasLog(path)) return opened;
  // SQLite needs to write a -shm file beside a WAL database, unless told that nobody else can write it.
  const frozen = tryReading(`file:${encodeURI(path)}?immutable=1`, path);
  return frozen.ok ? frozen : opened;
}

/** Runs `work` as one transaction: all of it is stored, or nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    db.exec("COMMIT");
    return value;
  } catch (error) {
    // SQLite has rolled back by itself after some faults, a full disk among them.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function tryOpen(options: OpenOptions): Result<DatabaseSync, StoreFault> {
  const { path, migrations } = options;
  const opened = guarded(path, () => new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }));
  if (!opened.ok) return opened;
  const db = opened.value;
  const prepared = guarded(path, () => {
    // Only before the first page is written.
    if (options.vacuum === "incremental") db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${options.synchronous}`);
    db.exec("PRAGMA foreign_keys = ON");
    db.exec(`PRAGMA journal_size_limit = ${LOG_BYTES_MAX}`);
    const version = versionOf(db);
    for (let step = version; step < migrations.length; step++) {
      inTransaction(db, () => {
        db.exec(migrations[step]!);
        db.exec(`PRAGMA user_version = ${step + 1}`);
      });
    }
    if (version <= migrations.length) { for (const addition of options.additions ?? []) add(db, addition); }
    return version;
  });
  if (prepared.ok && prepared.value <= migrations.length) return opened;
  db.close();
  if (!prepared.ok) return prepared;
  return fail({ kind: "newer-version", path, version: prepared.value, known: migrations.length });
}

function add(db: DatabaseSync, { table, column, type }: Addition): void {
  const known = prepared(db, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column);
  if (known === undefined) db.exec(`ALTER TABLE "${table}" ADD COLUMN "${column}" ${type}`);
}

function tryReading(location: string, path: string): Result<DatabaseSync, StoreFault> {
  const opened = guarded(path, () => {
    return new DatabaseSync(location, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  });
  if (!opened.ok) return opened;
  // Opening is lazy: only a first look shows whether it can be read.
  const seen = guarded(path, () => versionOf(opened.value));
  if (seen.ok) return opened;
  opened.value.close();
  return seen;
}

/** The version of the layout: how many steps it has been brought through; 0 in a file without any. */
export function versionOf(db: DatabaseSync): number {
  return Number(prepared(db, "PRAGMA user_version").get()?.user_version);
}

/** One that cannot be looked at may hold something. */
function hasLog(path: string): boolean {
  const log = `${path}-wal`;
  const found = guarded(log, () => exists(log) && Deno.statSync(log).size > 0);
  return !found.ok || found.value;
}

function removeOldDamaged(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.damaged-`;
  // Their names sort by age.
  const files = [...Deno.readDirSync(folder)]
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
    .sort();
  for (const name of files.slice(0, -DAMAGED_FILES_MAX)) {
    for (const suffix of ["-wal", "-shm", ""]) {
      const file = join(folder, name + suffix);
      if (exists(file)) Deno.removeSync(file);
    }
  }
}
