/**
 * Whole copies of databases while they are written, and whether a copy is whole.
 */
import { DatabaseSync } from "node:sqlite";
import { fail, ok, type Result } from "../reading/result.ts";
import { openForReading } from "./database.ts";
import { guarded, type StoreFault } from "./store_fault.ts";

/** Copies the database at `from` to the new file `to`, as of one moment, beside its writer. */
export function copyDatabase(from: string, to: string): Result<void, StoreFault> {
  const opened = openForReading(from);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    return guarded(from, () => void db.prepare("VACUUM INTO ?").run(to));
  } finally {
    db.close();
  }
}

/** What SQLite finds wrong with the file at `path`, which nobody writes; ok where nothing is. */
export function checkDatabase(path: string): Result<void, string> {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const found = String(Object.values(db.prepare("PRAGMA integrity_check(1)").get() ?? {})[0]);
    return found === "ok" ? ok(undefined) : fail(found);
  } catch (error) {
    return fail((error as Error).message);
  } finally {
    db?.close();
  }
}
