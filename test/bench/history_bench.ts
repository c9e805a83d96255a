/**
 * Measures the history and the journal: what each question of a page costs over a full year of a full site, and what a day of it writes
 * to the disk.
 */
import { join } from "node:path";
import process from "node:process";
import { HistoryReader } from "../../src/store/history/history_reader.ts";
import {
  DAY_ONE,
  generateHistory,
  minuteOf,
  openedStore,
  write,
} from "../../src/store/history/samples_for_tests.ts";
import { benchJournal } from "./journal_bench.ts";
import { quantile } from "./statistics.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INPUTS = ["thermal", "smoke", "flame", "gas", "flameDigital", "callPoint"];
/** Of these most measure nothing most of the time. */
const CALM = ["smoke", "flame", "flameDigital", "callPoint"];
const ASKED = 40;
/** As wide as a chart gets in the browser. */
const POINTS = 1_200;

/** What one question took. */
export interface Cost {
  /** As a person waits for it, milliseconds. */
  readonly p50: number;
  readonly max: number;
  /** Of this process's processor time: what other work on the machine does not change. */
  readonly cpuP50: number;
}

/** Asks `question` many times. */
export function costOf(question: (round: number) => void, rounds = ASKED): Cost {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    const startMs = performance.now();
    question(round);
    wall.push(performance.now() - startMs);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
  }
  return { p50: quantile(wall, 0.5), max: quantile(wall, 1), cpuP50: quantile(cpu, 0.5) };
}

/** Takes a minute or two, most of it to make the year. */
export async function benchHistory(sensors = 100) {
  const folder = await Deno.makeTempDir({ prefix: "embereye-bench-" });
  try {
    const path = join(folder, "history.db");
    const untilMs = DAY_ONE + 400 * DAY_MS + 5 * HOUR_MS;
    console.error(`bench: history: a year of ${sensors} sensors in ${sensors} zones`);
    generateHistory({
      path,
      untilMs,
      keptMs: [6 * HOUR_MS, 30 * DAY_MS, 365 * DAY_MS],
      sensors,
      zones: sensors,
      inputs: INPUTS,
      calm: CALM,
    });
    const reader = new HistoryReader(path);
    const queryMs = { ...zoneCharts(reader, untilMs), ...overviewTrends(reader, untilMs) };
    reader.close();
    return {
      sensors,
      series: 2 * sensors * INPUTS.length,
      megabytes: Math.round((await Deno.stat(path)).size / 1e6),
      /** A zone's inputs as its page shows them, by the span; and what else pages ask. */
      queryMs,
      journalMs: benchJournal(folder),
      target: { queryMsBelow: 50 },
      ...benchWrites(folder),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The charts on the page of a zone: all its inputs. */
function zoneCharts(reader: HistoryReader, untilMs: number): Record<string, Cost> {
  const spans = { "15 min": 0.25, "2 h": 2, "6 h": 6, "1 d": 24, "7 d": 168, "90 d": 2_160, "1 year": 8_760 };
  return Object.fromEntries(
    Object.entries(spans).map(([name, hours]) => [
      name,
      costOf((round) => {
        // Not always the same blocks: a cache would answer.
        const toWallMs = untilMs - round * 1_000;
        const page = reader.page({
          subject: `zone/z${round}`,
          fromWallMs: toWallMs - hours * HOUR_MS,
          toWallMs,
          points: POINTS,
        });
        if (!page.ok) throw new Error(page.fault.kind);
        if (page.value.series.length !== INPUTS.length) throw new Error("a series is missing");
      }),
    ]),
  );
}

/** The small lines on the cards of the overview are kept as they come; a box that starts reads them zone by zone. */
function overviewTrends(reader: HistoryReader, untilMs: number): Record<string, Cost> {
  return {
    "trend of a zone": costOf((round) => {
      const toWallMs = untilMs - round * 60_000;
      const page = reader.page({
        subject: `zone/z${round}`,
        names: ["thermal"],
        fromWallMs: toWallMs - HOUR_MS,
        toWallMs,
        points: 48,
      });
      if (!page.ok) throw new Error(page.fault.kind);
    }),
  };
}

/** Blocks written in a day by a site of ten sensors with four inputs and 80 figures of its roles, all of them noisy. */
function benchWrites(folder: string) {
  const store = openedStore(join(folder, "day.db"));
  const inputs = INPUTS.slice(0, 4);
  const names = [
    ...Array.from({ length: 10 }, (_, n) => inputs.map((input) => [`sensor/s${n}`, input] as const)).flat(),
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
    /** One minute of it, in the writer's thread. */
    writeMs: { p50: quantile(times, 0.5), max: quantile(times, 1) },
  };
}
