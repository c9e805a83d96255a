/**
 * The history database, open for writing: minutes go in, finer tiers are summed up into coarser ones, old blocks go out.
 *
 * One process writes it (the page's role, through its writer thread); anyone may read beside it. Nothing that protects depends on it.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ok, type Result } from "../../reading/result.ts";
import { inTransaction, openForWriting } from "../database.ts";
import { prepared } from "../prepared.ts";
import { guarded, type StoreFault } from "../store_fault.ts";
import type { HistoryBatch, SeriesName } from "./batch.ts";
import { anyKnown, type Block, decodeBlock, emptyBlock, encodeColumns, sumUp } from "./block.ts";
import { blockStart, HISTORY_POLICY, type HistoryPolicy, type Tier, TIER_INDICES, TIERS } from "./tiers.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const HISTORY_MIGRATIONS: readonly string[] = [`
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    UNIQUE (subject, name)
  ) STRICT;
  CREATE TABLE block (
    tier INTEGER NOT NULL,
    at INTEGER NOT NULL,
    series INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tier, at, series)
  ) STRICT, WITHOUT ROWID;
`];

/** Series kept at most: a full site has about 1,500. A device that invents inputs must not fill the disk with names. */
export const SERIES_MAX = 8_192;
/** Old spans deleted with one write. More would make the write long; a clock that jumps ahead for an hour costs no more than this each time. */
const SPANS_DELETED_AT_ONCE = 4;
/** Free pages given back to the disk with one write: 64 pages of 4 kB take about a millisecond. */
const PAGES_VACUUMED_AT_ONCE = 64;
/** The same while the disk is nearly full: then room counts more than the moment. */
const PAGES_VACUUMED_WHERE_TIGHT = 2_048;
/** Spans that may wait to be summed up. */
const SPANS_WAITING_MAX = 64;

/** Options for {@linkcode HistoryStore.open}. */
export interface HistoryStoreOptions {
  readonly path: string;
  /** For the name of a damaged file that is moved aside. */
  readonly nowWallMs: number;
  /** @default {HISTORY_POLICY} */
  readonly policy?: HistoryPolicy;
}

/** The database. Every method answers with a fault where the disk or the file fails. */
export class HistoryStore {
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #policy: HistoryPolicy;
  readonly #ids = new Map<string, number>();
  readonly #put: StatementSync;
  readonly #get: StatementSync;
  /** Spans of the tiers 1 and 2 that have news below them, by tier. */
  readonly #waiting: readonly [Set<number>, Set<number>, Set<number>] = [new Set(), new Set(), new Set()];

  /** Opens the database, making or mending it as needed. */
  static open(options: HistoryStoreOptions): Result<HistoryStore, StoreFault> {
    const { path, nowWallMs } = options;
    const opened = openForWriting({
      path,
      nowWallMs,
      migrations: HISTORY_MIGRATIONS,
      // A power cut may cost the last minutes, never the file; a flash card is spared an fsync a minute.
      synchronous: "NORMAL",
      vacuum: "incremental",
    });
    if (!opened.ok) return opened;
    return guarded(path, () => new HistoryStore(options, opened.value.db, opened.value.movedAside));
  }

  private constructor(options: HistoryStoreOptions, db: DatabaseSync, movedAside: string | undefined) {
    this.#path = options.path;
    this.#db = db;
    this.#policy = options.policy ?? HISTORY_POLICY;
    this.movedAside = movedAside;
    this.#put = db.prepare("INSERT OR REPLACE INTO block (tier, at, series, body) VALUES (?, ?, ?, ?)");
    this.#get = db.prepare("SELECT body FROM block WHERE tier = ? AND at = ? AND series = ?");
    for (const { id, subject, name } of prepared(db, "SELECT id, subject, name FROM series").all()) {
      this.#ids.set(keyOf(String(subject), String(name)), Number(id));
    }
    this.#findWaiting();
  }

  /** Stores `batch` in one transaction, and does a slice of the housekeeping. @returns the bytes that were written. */
  write(batch: HistoryBatch): Result<number, StoreFault> {
    let bytes = 0;
    const stored = guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        for (const { seconds, ...name } of batch.series) {
          const id = anyKnown(seconds) ? this.#idOf(name) : undefined;
          if (id === undefined) continue;
          const body = encodeColumns([this.#withKept(batch.atWallMs, id, seconds)]);
          this.#put.run(0, batch.atWallMs, id, body);
          bytes += body.length;
        }
        this.#wait(1, batch.atWallMs);
      }));
    if (!stored.ok) return stored;
    const kept = guarded(this.#path, () => this.#keepHouse(batch.atWallMs, batch.tight ?? false));
    return kept.ok ? ok(bytes + kept.value) : kept;
  }

  /** Bytes that the database fills, without pages that are free. */
  usedBytes(): Result<number, StoreFault> {
    return guarded(this.#path, () => this.#used());
  }

  close(): void {
    this.#db.close();
  }

  /**
   * The seconds of a minute, with those that are there already where the newer ones say nothing: a minute is told twice, each time in part, by
   * the process before a restart and the one after it, and around a step of the clock.
   */
  #withKept(atMs: number, id: number, seconds: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    if (!seconds.some(Number.isNaN)) return seconds;
    const body = this.#get.get(0, atMs, id)?.body;
    const kept = body === undefined ? undefined : decodeBlock(body as Uint8Array, TIERS[0].count, false);
    if (kept === undefined) return seconds;
    return seconds.map((value, second) => Number.isNaN(value) ? kept.mean[second]! : value);
  }

  /** Undefined where there are too many series already: those that are known go on. */
  #idOf({ subject, name, unit }: SeriesName): number | undefined {
    const key = keyOf(subject, name);
    const known = this.#ids.get(key);
    if (known !== undefined || this.#ids.size >= SERIES_MAX) return known;
    const insert = "INSERT INTO series (subject, name, unit) VALUES (?, ?, ?)";
    const id = Number(prepared(this.#db, insert).run(subject, name, unit).lastInsertRowid);
    this.#ids.set(key, id);
    return id;
  }

  #wait(tier: 1 | 2, atMs: number): void {
    const waiting = this.#waiting[tier];
    if (waiting.size < SPANS_WAITING_MAX) waiting.add(blockStart(tier, atMs));
  }

  /** What an earlier process left to be summed up. */
  #findWaiting(): void {
    for (const tier of [1, 2] as const) {
      const done = this.#edge("max", tier);
      const from = done === undefined ? -1 : done + TIERS[tier].spanMs;
      const { spanMs } = TIERS[tier];
      const rows = prepared(
        this.#db,
        "SELECT DISTINCT at / ? * ? AS span FROM block WHERE tier = ? AND at >= ? LIMIT ?",
      ).all(spanMs, spanMs, tier - 1, from, SPANS_WAITING_MAX);
      for (const { span } of rows) this.#wait(tier, Number(span));
    }
  }

  /** A slice of the work that is not urgent. @returns the bytes that were written. */
  #keepHouse(nowMs: number, tight: boolean): number {
    let bytes = 0;
    for (const tier of [1, 2] as const) {
      const over = [...this.#waiting[tier]].find((atMs) => atMs !== blockStart(tier, nowMs));
      if (over === undefined) continue;
      bytes += inTransaction(this.#db, () => this.#sumUp(tier, over));
      this.#waiting[tier].delete(over);
      if (tier === 1) this.#wait(2, over);
      this.#dropOlder(tier, nowMs - this.#policy.keptMs[tier]);
    }
    this.#dropOlder(0, nowMs - this.#policy.keptMs[0]);
    this.#makeRoom(nowMs, tight ? 0 : this.#policy.bytesMax);
    this.#db.exec(
      `PRAGMA incremental_vacuum(${tight ? PAGES_VACUUMED_WHERE_TIGHT : PAGES_VACUUMED_AT_ONCE})`,
    );
    return bytes;
  }

  /**
   * Makes the block of `tier` at `atMs` of each series from the finer tier. What is there already stays where the finer tier knows
   * nothing: after the clock was set back, an hour is summed up twice.
   */
  #sumUp(tier: 1 | 2, atMs: number): number {
    const finer = (tier - 1) as Tier;
    const { count, spanMs, stepMs } = TIERS[tier];
    const { count: finerCount, spanMs: finerMs, stepMs: finerStepMs, summed } = TIERS[finer];
    const rows = prepared(
      this.#db,
      "SELECT at, series, body FROM block WHERE tier = ? AND at >= ? AND at < ? ORDER BY at, series",
    );
    const made = new Map<number, Block>();
    for (const { at, series, body } of rows.iterate(finer, atMs, atMs + spanMs)) {
      const id = Number(series);
      const block = decodeBlock(body as Uint8Array, finerCount, summed);
      if (block === undefined) continue;
      let into = made.get(id);
      if (into === undefined) {
        const before = this.#get.get(tier, atMs, id)?.body;
        into = (before === undefined ? undefined : decodeBlock(before as Uint8Array, count, true)) ??
          emptyBlock(count);
        made.set(id, into);
      }
      const per = stepMs / finerStepMs;
      sumUp(block, per, into, (Number(at) - atMs) / finerMs * finerCount / per);
    }
    let bytes = 0;
    for (const [id, { min, mean, max }] of made) {
      const body = encodeColumns([min, mean, max]);
      this.#put.run(tier, atMs, id, body);
      bytes += body.length;
    }
    return bytes;
  }

  #dropOlder(tier: Tier, beforeMs: number): void {
    for (let spans = 0; spans < SPANS_DELETED_AT_ONCE; spans++) {
      const oldest = this.#edge("min", tier);
      if (oldest === undefined || oldest >= beforeMs) return;
      prepared(this.#db, "DELETE FROM block WHERE tier = ? AND at = ?").run(tier, oldest);
    }
  }

  /** Finest first: what is coarse tells more in less room. */
  #makeRoom(nowMs: number, bytesMax: number): void {
    for (const tier of TIER_INDICES) {
      if (this.#used() <= bytesMax) return;
      this.#dropOlder(tier, nowMs - this.#policy.floorMs[tier]);
    }
  }

  #used(): number {
    const pragma = (name: string) => Number(prepared(this.#db, `PRAGMA ${name}`).get()?.[name]);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  #edge(which: "min" | "max", tier: Tier): number | undefined {
    const at = prepared(this.#db, `SELECT ${which}(at) AS at FROM block WHERE tier = ?`).get(tier)?.at;
    return typeof at === "number" ? at : undefined;
  }
}

/** Neither part holds a line break. */
function keyOf(subject: string, name: string): string {
  return `${subject}\n${name}`;
}
