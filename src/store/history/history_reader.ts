/**
 * Reads the history beside its writer: for charts, which get no more points than they have pixels.
 */
import type { DatabaseSync } from "node:sqlite";
import { fail, ok, type Result } from "../../reading/result.ts";
import { DatabaseReader } from "../database_reader.ts";
import { prepared } from "../prepared.ts";
import { exists } from "../exists.ts";
import { guarded, type StoreFault } from "../store_fault.ts";
import type { SeriesName } from "./batch.ts";
import { type Block, decodeBlock } from "./block.ts";
import { blockStart, type Tier, TIER_INDICES, TIERS } from "./tiers.ts";

/** What a chart wants to show. */
export interface HistoryQuery {
  /** `zone/ID`, `sensor/ID`, `role/NAME` or `box`. */
  readonly subject: string;
  /** Only series whose name is one of these; absent: all of the subject. */
  readonly names?: readonly string[];
  readonly fromWallMs: number;
  readonly toWallMs: number;
  /** At most so many values of each series. */
  readonly points: number;
}

/** One line of a chart: columns of equal length; NaN where nothing is known. */
export interface HistorySeries {
  readonly subject: string;
  readonly name: string;
  readonly unit: string;
  readonly min: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
}

/** An answer: value `i` of each column covers `fromWallMs + i * stepMs` up to the next. */
export interface HistoryPage {
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly stepMs: number;
  readonly series: readonly HistorySeries[];
}

/** Seconds that are not on the disk yet, of one series. */
export interface FreshMinute extends SeriesName {
  readonly atWallMs: number;
  readonly seconds: Float32Array<ArrayBuffer>;
}

/** Series of one answer; a subject with more shows the first by name, and the caller can name those it wants. */
export const HISTORY_SERIES_MAX = 64;

/** The history, open for reading. Opens when it is first asked, and anew when the file has been replaced. */
export class HistoryReader {
  readonly #path: string;
  readonly #database: DatabaseReader;

  constructor(path: string) {
    this.#path = path;
    this.#database = new DatabaseReader(path);
  }

  /** All series there are, by subject and name. */
  names(): Result<SeriesName[], StoreFault> {
    const read = this.#database.read((db) =>
      prepared(db, "SELECT subject, name, unit FROM series ORDER BY subject, name")
        .all() as unknown as SeriesName[]
    );
    return !read.ok && this.#isUnbegun(read.fault) ? ok([]) : read;
  }

  /**
   * The series that `query` asks for.
   *
   * @param fresh What is not on the disk yet.
   */
  page(query: HistoryQuery, fresh: readonly FreshMinute[] = []): Result<HistoryPage, StoreFault> {
    // One less than asked for: the first step begins on a round time, which may be before the beginning.
    const spanMs = Math.max(1_000, query.toWallMs - query.fromWallMs);
    const stepMs = Math.max(1_000, Math.ceil(spanMs / Math.max(1, query.points - 1) / 1_000) * 1_000);
    const fromWallMs = Math.floor(query.fromWallMs / stepMs) * stepMs;
    const count = Math.max(1, Math.ceil((query.toWallMs - fromWallMs) / stepMs));
    const grid: Grid = { fromMs: fromWallMs, toMs: fromWallMs + count * stepMs, stepMs, count };
    const read = this.#database.read((db) => {
      const rows = seriesOf(db, query);
      const byId = new Map(rows.map((row) => [Number(row.id), new Buckets(grid)]));
      if (rows.length > 0) { for (const part of partsOf(db, grid)) addPart(db, part, byId); }
      return rows.map((row) => ({
        subject: String(row.subject),
        name: String(row.name),
        unit: String(row.unit),
        buckets: byId.get(Number(row.id))!,
      }));
    });
    if (!read.ok && !this.#isUnbegun(read.fault)) return fail(read.fault);
    const found = read.ok ? read.value : [];
    for (const minute of fresh) addFresh(found, minute, query, grid);
    return ok({
      fromWallMs,
      toWallMs: grid.toMs,
      stepMs,
      series: found.map(({ buckets, ...name }) => ({ ...name, ...buckets.columns() })),
    });
  }

  /** A history that has not been begun yet, which takes a minute after the first start, is an empty one. */
  #isUnbegun(fault: StoreFault): boolean {
    if (fault.kind !== "cannot-open") return false;
    const there = guarded(this.#path, () => exists(this.#path));
    return there.ok && !there.value;
  }

  close(): void {
    this.#database.close();
  }
}

/** The times that the answer's values stand for. */
interface Grid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** A stretch of time, to be read from one tier. */
interface Part {
  readonly tier: Tier;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Which tier tells of which stretch: the coarsest that is fine enough; before its beginning a coarser one, after its end, where
 * nothing has been summed up yet, a finer one.
 *
 * Beginning and end are those within what is asked for: a clock that was wrong for a while leaves blocks of other years, and the end of
 * those would stand where nothing has been summed up yet.
 */
function partsOf(db: DatabaseSync, { fromMs, toMs, stepMs }: Grid): Part[] {
  const chosen: Tier = stepMs >= TIERS[2].stepMs ? 2 : stepMs >= TIERS[1].stepMs ? 1 : 0;
  const parts: Part[] = [];
  const edges = TIER_INDICES.map((tier) => edgesOf(db, tier, fromMs, toMs));
  let from = fromMs;
  const take = (tier: Tier, until: number) => {
    const to = Math.min(toMs, until);
    if (to <= from) return;
    parts.push({ tier, fromMs: from, toMs: to });
    from = to;
  };
  for (let tier = 2; tier > chosen; tier--) {
    take(tier as Tier, Math.min(...edges.slice(0, tier).map(({ firstMs }) => firstMs)));
  }
  for (let tier = chosen; tier >= 0; tier--) take(tier as Tier, edges[tier]!.endMs);
  return parts;
}

function edgesOf(
  db: DatabaseSync,
  tier: Tier,
  fromMs: number,
  toMs: number,
): { firstMs: number; endMs: number } {
  const { spanMs } = TIERS[tier];
  const edge = (which: "min" | "max") =>
    prepared(db, `SELECT ${which}(at) AS at FROM block WHERE tier = ? AND at > ? AND at < ?`)
      .get(tier, fromMs - spanMs, toMs)?.at;
  const first = edge("min");
  const last = edge("max");
  return {
    firstMs: typeof first === "number" ? first : Infinity,
    endMs: typeof last === "number" ? last + spanMs : -Infinity,
  };
}

function seriesOf(db: DatabaseSync, { subject, names }: HistoryQuery): Record<string, unknown>[] {
  const wanted = names?.slice(0, HISTORY_SERIES_MAX);
  const among = wanted === undefined ? "" : ` AND name IN (${wanted.map(() => "?").join(", ")})`;
  return prepared(
    db,
    `SELECT id, subject, name, unit FROM series WHERE subject = ?${among} ORDER BY name LIMIT ?`,
  )
    .all(subject, ...wanted ?? [], HISTORY_SERIES_MAX);
}

/**
 * Adds the blocks of a stretch to the buckets of their series. One statement for all of them: a year has two thousand, and a question of its
 * own for each would take three times as long. The spans come first in it, since a span's blocks lie together in the file; only those that
 * there are: all minutes of a year in which the box did not exist yet are half a million.
 */
function addPart(
  db: DatabaseSync,
  { tier, fromMs, toMs }: Part,
  bySeries: ReadonlyMap<number, Buckets>,
): void {
  const { count, stepMs, summed } = TIERS[tier];
  const first = blockStart(tier, fromMs);
  if (first >= toMs) return;
  const select = prepared(
    db,
    `WITH RECURSIVE span (at) AS (
       SELECT min(at) FROM block WHERE tier = ?1 AND at >= ?2 AND at < ?3
       UNION ALL
       SELECT (SELECT min(at) FROM block WHERE tier = ?1 AND at > span.at AND at < ?3) FROM span
       WHERE span.at IS NOT NULL
     )
     SELECT block.at, block.series, block.body FROM span CROSS JOIN block
     ON block.tier = ?1 AND block.at = span.at AND block.series IN (${
      [...bySeries].map((_, index) => `?${index + 4}`).join()
    })`,
  );
  const rows = select.all(tier, first, toMs, ...bySeries.keys()) as unknown as BlockRow[];
  for (const { at, series, body } of rows) {
    const block = decodeBlock(body, count, summed);
    if (block !== undefined) bySeries.get(series)!.add(block, at, stepMs, fromMs, toMs);
  }
}

interface BlockRow {
  readonly at: number;
  readonly series: number;
  readonly body: Uint8Array;
}

function addFresh(
  found: { subject: string; name: string; unit: string; buckets: Buckets }[],
  { subject, name, unit, seconds, atWallMs }: FreshMinute,
  query: HistoryQuery,
  grid: Grid,
): void {
  if (subject !== query.subject || query.names?.includes(name) === false) return;
  let series = found.find((one) => one.name === name);
  if (series === undefined) {
    if (found.length >= HISTORY_SERIES_MAX) return;
    found.push(series = { subject, name, unit, buckets: new Buckets(grid) });
  }
  series.buckets.add(
    { min: seconds, mean: seconds, max: seconds },
    atWallMs,
    TIERS[0].stepMs,
    grid.fromMs,
    grid.toMs,
  );
}

/** Gathers values by the grid of the answer. */
class Buckets {
  readonly #grid: Grid;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #known: Uint32Array;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#min = new Float64Array(grid.count).fill(Infinity);
    this.#max = new Float64Array(grid.count).fill(-Infinity);
    this.#sum = new Float64Array(grid.count);
    this.#known = new Uint32Array(grid.count);
  }

  /** Adds the values of a block that begins at `atMs`, as far as they begin in the stretch. One that is longer than a step fills all it covers. */
  add({ min, mean, max }: Block, atMs: number, valueMs: number, fromMs: number, toMs: number): void {
    const { fromMs: gridMs, stepMs, count } = this.#grid;
    const lows = this.#min;
    const highs = this.#max;
    const sums = this.#sum;
    const counts = this.#known;
    const coarse = valueMs > stepMs;
    for (let index = 0; index < mean.length; index++) {
      const value = mean[index]!;
      const beginMs = atMs + index * valueMs;
      // Not Number.isNaN: a year of four inputs passes here 140,000 times.
      if (value !== value || beginMs + valueMs <= fromMs || beginMs >= toMs) continue;
      const first = Math.max(
        0,
        Math.floor((beginMs - gridMs) / stepMs),
        Math.floor((fromMs - gridMs) / stepMs),
      );
      const last = coarse ? Math.ceil((Math.min(beginMs + valueMs, toMs) - gridMs) / stepMs) - 1 : first;
      const low = min[index]!;
      const high = max[index]!;
      for (let bucket = first; bucket <= last && bucket < count; bucket++) {
        if (low < lows[bucket]!) lows[bucket] = low;
        if (high > highs[bucket]!) highs[bucket] = high;
        sums[bucket]! += value;
        counts[bucket]!++;
      }
    }
  }

  columns(): { min: number[]; mean: number[]; max: number[] } {
    const column = (value: (bucket: number) => number) =>
      Array.from(
        { length: this.#grid.count },
        (_, bucket) => this.#known[bucket] === 0 ? NaN : tidy(value(bucket)),
      );
    return {
      min: column((bucket) => this.#min[bucket]!),
      mean: column((bucket) => this.#sum[bucket]! / this.#known[bucket]!),
      max: column((bucket) => this.#max[bucket]!),
    };
  }
}

/**
 * Five digits, as many as a block keeps: the others are noise that would only make the answer long. Not by way of a text: a chart has twenty
 * thousand values.
 */
function tidy(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const digit = Math.floor(Math.log10(Math.abs(value))) - 4;
  const unit = 10 ** Math.abs(digit);
  return digit > 0 ? Math.round(value / unit) * unit : Math.round(value * unit) / unit;
}
