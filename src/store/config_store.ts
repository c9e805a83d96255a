/**
 * The database of configuration versions: every configuration that ran or was refused its trial, with who changed it and why.
 *
 * One process writes it (the supervisor, through its writer thread); anyone may read beside it. Losing it costs no
 * protection: the last good configuration also lies in a plain file.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Result } from "../reading/result.ts";
import { inTransaction, openForReading, openForWriting } from "./database.ts";
import { prepared } from "./prepared.ts";
import { guarded, type StoreFault } from "./store_fault.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const CONFIG_MIGRATIONS: readonly string[] = [`
  CREATE TABLE version (
    version INTEGER PRIMARY KEY,
    at_wall_ms INTEGER NOT NULL,
    author TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL,
    outcome_at_wall_ms INTEGER NOT NULL,
    outcome_text TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`];

/** Versions kept. A site of a thousand sensors takes 100 kB for each; years of changes of a usual one take less than a megabyte. */
export const VERSIONS_KEPT_MAX = 200;

/** Where a change came from. */
export type ChangeSource = "file" | "page" | "api" | "command" | "central" | "box";
/** What became of a version. */
export type VersionOutcome =
  /** It runs, and must prove itself. */
  | "trial"
  /** It has proved itself, or was confirmed. */
  | "good"
  /** Something went wrong, or a person went back. */
  | "rolled-back"
  /** Another took its place before its trial was over. */
  | "replaced";

/** One version. */
export interface ConfigVersion {
  readonly version: number;
  readonly atWallMs: number;
  readonly author: string;
  readonly source: ChangeSource;
  readonly reason: string;
  readonly outcome: VersionOutcome;
  readonly outcomeAtWallMs: number;
  /** Why it has this outcome, one sentence. */
  readonly outcomeText: string;
  /** The configuration as it was given, YAML. Holds secrets. */
  readonly text: string;
}

/** What is written at once. */
export interface ConfigBatch {
  readonly versions: readonly ConfigVersion[];
  readonly memos: readonly { readonly name: string; readonly value: string }[];
}

/** What the database holds. */
export interface ConfigHistory {
  /** The oldest first. */
  readonly versions: readonly ConfigVersion[];
  readonly memos: ReadonlyMap<string, string>;
}

/** The database, open for writing. */
export class ConfigStore {
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;
  readonly #putMemo: StatementSync;

  /** Opens the database, making or mending it as needed. */
  static open(path: string, nowWallMs: number): Result<ConfigStore, StoreFault> {
    const opened = openForWriting({ path, nowWallMs, migrations: CONFIG_MIGRATIONS, synchronous: "FULL" });
    if (!opened.ok) return opened;
    return guarded(path, () => new ConfigStore(path, opened.value.db, opened.value.movedAside));
  }

  private constructor(path: string, db: DatabaseSync, movedAside: string | undefined) {
    this.#path = path;
    this.#db = db;
    this.movedAside = movedAside;
    this.#put = db.prepare(
      `INSERT INTO version (version, at_wall_ms, author, source, reason, outcome, outcome_at_wall_ms, outcome_text, text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (version) DO UPDATE SET outcome = excluded.outcome,
         outcome_at_wall_ms = excluded.outcome_at_wall_ms, outcome_text = excluded.outcome_text`,
    );
    this.#putMemo = db.prepare("INSERT OR REPLACE INTO memo (name, value) VALUES (?, ?)");
  }

  /** Stores `batch` in one transaction. A known version takes its new outcome alone. */
  write(batch: ConfigBatch): Result<void, StoreFault> {
    return guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        for (const one of batch.versions) {
          const { version, author, source, reason, outcome, outcomeText, text } = one;
          const [atWallMs, outcomeAtWallMs] = [Math.round(one.atWallMs), Math.round(one.outcomeAtWallMs)];
          this.#put.run(
            version,
            atWallMs,
            author,
            source,
            reason,
            outcome,
            outcomeAtWallMs,
            outcomeText,
            text,
          );
        }
        for (const { name, value } of batch.memos) this.#putMemo.run(name, value);
        // The newest good one is what the box falls back to: it stays however old it is.
        prepared(
          this.#db,
          `DELETE FROM version WHERE version <= (SELECT max(version) FROM version) - ?
             AND version <> (SELECT max(version) FROM version WHERE outcome = 'good')`,
        ).run(VERSIONS_KEPT_MAX);
      }));
  }

  close(): void {
    this.#db.close();
  }
}

/** Reads the database at `path`, beside its writer or without one. */
export function readConfigHistory(path: string): Result<ConfigHistory, StoreFault> {
  const opened = openForReading(path);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    return guarded(path, () => ({
      versions: db.prepare("SELECT * FROM version ORDER BY version").all().map(versionOf),
      memos: new Map(
        db.prepare("SELECT name, value FROM memo").all().map((row) => [String(row.name), String(row.value)]),
      ),
    }));
  } finally {
    db.close();
  }
}

function versionOf(row: Record<string, SQLOutputValue>): ConfigVersion {
  return {
    version: Number(row.version),
    atWallMs: Number(row.at_wall_ms),
    author: String(row.author),
    source: String(row.source) as ChangeSource,
    reason: String(row.reason),
    outcome: String(row.outcome) as VersionOutcome,
    outcomeAtWallMs: Number(row.outcome_at_wall_ms),
    outcomeText: String(row.outcome_text),
    text: String(row.text),
  };
}
