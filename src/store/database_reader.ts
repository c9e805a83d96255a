/**
 * A database of the box that is read again and again beside its writer: opened when it is first asked, and anew when its file has been
 * replaced.
 *
 * Opening it for each question costs more than time: what SQLite and the runtime hold for an open database outside of V8's heap is only given
 * back in V8's good time.
 */
import type { DatabaseSync } from "node:sqlite";
import { ok, type Result } from "../reading/result.ts";
import { openForReading } from "./database.ts";
import { guarded, type StoreFault } from "./store_fault.ts";

/** One database. */
export class DatabaseReader {
  readonly #path: string;
  #open: { readonly db: DatabaseSync; readonly file: string } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Does `work` with the open database. */
  read<T>(work: (db: DatabaseSync) => T): Result<T, StoreFault> {
    const db = this.#database();
    if (!db.ok) return db;
    const read = guarded(this.#path, () => work(db.value));
    // Whatever went wrong, the next question begins with a fresh look at the file.
    if (!read.ok) this.close();
    return read;
  }

  close(): void {
    this.#open?.db.close();
    this.#open = undefined;
  }

  #database(): Result<DatabaseSync, StoreFault> {
    const file = guarded(this.#path, () => {
      const { dev, ino } = Deno.statSync(this.#path);
      return `${dev}:${ino}`;
    });
    if (!file.ok) return file;
    if (this.#open?.file === file.value) return ok(this.#open.db);
    this.close();
    const opened = openForReading(this.#path);
    if (opened.ok) this.#open = { db: opened.value, file: file.value };
    return opened;
  }
}
