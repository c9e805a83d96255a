/**
 * Measures the history: what a page's question costs over a full year, and what a day of it writes to the disk.
 */
import { join } from "node:path";
import { HistoryReader } from "../../src/store/history/history_reader.ts";
import {
  DAY_ONE,
  generateHistory,
  minuteOf,
  openedStore,
  write,
} from "../../src/store/history/samples_for_tests.ts";
import { quantile } from "./statistics.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INPUTS = ["thermal", "smoke", "flame", "gas"];
const ASKED = 40;

/** What the benchmark found. */
export interface HistoryFigures {
  readonly sensors: number;
  readonly megabytes: number;
  /** A zone's four inputs in 1,000 values, by the span that is shown. The promise is 50 ms. */
  readonly queryMs: Readonly<Record<string, { readonly p50: number; readonly max: number }>>;
  /** Blocks written in a day by a site of ten sensors with four inputs and 80 figures of its roles, all of them noisy. */
  readonly megabytesADay: number;
  /** One minute of it, in the writer's thread. */
  readonly writeMs: { readonly p50: number; readonly max: number };
}

/** Takes about a minute, most of it to make the year. */
export async function benchHistory(sensors = 100): Promise<HistoryFigures> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-bench-" });
  try {
    const path = join(folder, "history.db");
    const untilMs = DAY_ONE + 400 * DAY_MS + 5 * HOUR_MS;
    generateHistory({
      path,
      untilMs,
      keptMs: [6 * HOUR_MS, 30 * DAY_MS, 365 * DAY_MS],
      sensors,
      inputs: INPUTS,
    });
    const reader = new HistoryReader(path);
    const spans = { "15 min": 0.25, "2 h": 2, "1 d": 24, "7 d": 168, "90 d": 2_160, "1 year": 8_760 };
    const queryMs: Record<string, { p50: number; max: number }> = {};
    for (const [name, hours] of Object.entries(spans)) {
      const times: number[] = [];
      for (let n = 0; n < ASKED; n++) {
        // Not always the same blocks: a cache would answer.
        const toWallMs = untilMs - n * 1_000;
        const startMs = performance.now();
        const page = reader.page({
          subject: "zone/z0",
          fromWallMs: toWallMs - hours * HOUR_MS,
          toWallMs,
          points: 1_000,
        });
        times.push(performance.now() - startMs);
        if (!page.ok) throw new Error(page.fault.kind);
      }
      queryMs[name] = { p50: quantile(times, 0.5), max: Math.max(...times) };
    }
    reader.close();
    return { sensors, megabytes: (await Deno.stat(path)).size / 1e6, queryMs, ...benchWrites(folder) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function benchWrites(folder: string): Pick<HistoryFigures, "megabytesADay" | "writeMs"> {
  const store = openedStore(join(folder, "day.db"));
  const names = [
    ...Array.from({ length: 10 }, (_, n) => INPUTS.map((input) => [`sensor/s${n}`, input] as const)).flat(),
    ...Array.from({ length: 80 }, (_, n) => ["role/fusion", `metric ${n}`] as const),
  ];
  const minutes = 6 * 60;
  let bytes = 0;
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const times: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const series = names.map(([subject, name]) => minuteOf(subject, name, () => 20 + random()));
    const startMs = performance.now();
    bytes += write(store, { atWallMs: DAY_ONE + minute * 60_000, series });
    times.push(performance.now() - startMs);
  }
  store.close();
  return {
    megabytesADay: bytes / minutes * 1_440 / 1e6,
    writeMs: { p50: quantile(times, 0.5), max: Math.max(...times) },
  };
}
