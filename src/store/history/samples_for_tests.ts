/**
 * For tests and benchmarks alone: histories as a site makes them.
 */
import { DatabaseSync } from "node:sqlite";
import type { HistoryBatch, HistorySubject, SeriesMinute } from "./batch.ts";
import { encodeColumns } from "./block.ts";
import { HistoryStore } from "./history_store.ts";
import { type Tier, TIER_INDICES, TIERS } from "./tiers.ts";

/** Midnight of a day of UTC. */
export const DAY_ONE = Date.UTC(2026, 2, 1);

/** One minute of one series, by its seconds. */
export function minuteOf(
  subject: HistorySubject,
  name: string,
  value: (second: number) => number,
): SeriesMinute {
  return {
    subject,
    name,
    unit: "C",
    seconds: Float32Array.from({ length: 60 }, (_, second) => value(second)),
  };
}

/** A store that a test has opened; it must not fail. */
export function openedStore(
  path: string,
  options: Partial<Parameters<typeof HistoryStore.open>[0]> = {},
): HistoryStore {
  const opened = HistoryStore.open({ path, nowWallMs: DAY_ONE, ...options });
  if (!opened.ok) throw new Error(opened.fault.kind);
  return opened.value;
}

/** Writes, and does not expect a fault. */
export function write(store: HistoryStore, batch: HistoryBatch): number {
  const written = store.write(batch);
  if (!written.ok) throw new Error(written.fault.kind);
  return written.value;
}

/** What {@linkcode generateHistory} makes. */
export interface GeneratedHistory {
  readonly path: string;
  /** The end of the history. */
  readonly untilMs: number;
  /** How far back each tier goes, finest first. */
  readonly keptMs: readonly [number, number, number];
  readonly sensors: number;
  /** Series of each sensor. */
  readonly inputs: readonly string[];
  /** Zones that have the same series; the first of the sensors is one in any case. @default {1} */
  readonly zones?: number;
  /** Inputs that measure nothing worth telling: contacts and detectors that rest. */
  readonly calm?: readonly string[];
}

/**
 * Fills a database with what a site has gathered in a long time, block by block, as the store would have laid them.
 *
 * Temperatures have a daily cycle and noise, so that they take the room that real ones take.
 */
export function generateHistory(
  { path, untilMs, keptMs, sensors, inputs, zones = 1, calm = [] }: GeneratedHistory,
): void {
  openedStore(path).close();
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF");
  const insert = db.prepare("INSERT INTO block (tier, at, series, body) VALUES (?, ?, ?, ?)");
  const addSeries = db.prepare("INSERT INTO series (subject, name, unit) VALUES (?, ?, 'C')");
  const series: { id: number; isCalm: boolean }[] = [];
  const subjects = [
    ...Array.from({ length: zones }, (_, zone) => `zone/z${zone}`),
    ...Array.from({ length: sensors - 1 }, (_, sensor) => `sensor/s${sensor + 1}`),
  ];
  for (const subject of subjects) {
    for (const input of inputs) {
      const id = Number(addSeries.run(subject, input).lastInsertRowid);
      series.push({ id, isCalm: calm.includes(input) });
    }
  }
  // Some bodies for all: what they hold does not matter to how long they take, their noise does.
  const noisy = TIER_INDICES.map((tier) => Array.from({ length: 16 }, (_, kind) => noise(tier, kind)));
  const resting = TIER_INDICES.map((tier) => rest(tier));
  for (const tier of TIER_INDICES) {
    const { spanMs } = TIERS[tier];
    const first = Math.floor((untilMs - keptMs[tier]) / spanMs) * spanMs;
    db.exec("BEGIN");
    for (let at = first; at + spanMs <= untilMs; at += spanMs) {
      for (const { id, isCalm } of series) {
        insert.run(tier, at, id, isCalm ? resting[tier]! : noisy[tier]![(id + at / spanMs) % 16]!);
      }
    }
    db.exec("COMMIT");
  }
  db.close();
}

function noise(tier: Tier, kind: number): Uint8Array<ArrayBuffer> {
  const { count, summed } = TIERS[tier];
  const mean = Float32Array.from(
    { length: count },
    (_, index) =>
      22 + 6 * Math.sin(index / count * 2 * Math.PI) + Math.sin((index + 1) * (kind + 78.233) * 12.9898),
  );
  return encodeColumns(
    summed ? [mean.map((value) => value - 0.4), mean, mean.map((value) => value + 0.4)] : [mean],
  );
}

/** A smoke detector in clean air: now and then one step of its converter more. */
function rest(tier: Tier): Uint8Array<ArrayBuffer> {
  const { count, summed } = TIERS[tier];
  const values = Float32Array.from({ length: count }, (_, index) => index % 9 === 4 ? 0.25 : 0);
  return encodeColumns(summed ? [values, values, values] : [values]);
}
