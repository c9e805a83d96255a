/**
 * Measures what keeping an alarm costs: the journal's commits, what its caller waits for, and the way from an order to a line.
 */
import { join } from "node:path";
import { systemClock } from "../../src/clock/system_clock.ts";
import { SimulatedLines } from "../../src/hal/siren/simulated_lines.ts";
import type { OpenLine } from "../../src/outputs/line_keeper.ts";
import { Outputs } from "../../src/outputs/outputs_driver.ts";
import type { OutputSpec } from "../../src/outputs/outputs_state.ts";
import { ok } from "../../src/reading/result.ts";
import { EventStore } from "../../src/store/event_store.ts";
import { EventWriter } from "../../src/store/event_writer.ts";
import { sampleAlarm, sampleBatch, sampleEvent } from "../../src/store/samples_for_tests.ts";
import { quantile } from "./statistics.ts";

/** What the benchmark found. The disk is the one that holds the folder for temporary files. */
export interface StoreFigures {
  /** One alarm and its event a transaction, with its fsync, on this thread. */
  readonly commitsPerSecond: number;
  /** From `write` of an alarm to its being on the disk, through the writer thread. */
  readonly alarmCommitMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** What the caller of `write` waits for. */
  readonly writeCallUs: { readonly p50: number; readonly p95: number };
  /** Events of a flood that reach the disk, gathered in transactions. */
  readonly floodEventsPerSecond: number;
  /** What the writer thread adds to this process's resident memory. */
  readonly threadMegabytes: number;
  /** From an order that turns 16 sirens on or off to the last of their lines set, microseconds. */
  readonly orderToLinesUs: {
    /** Lines that do nothing. */
    readonly core: { readonly p50: number; readonly p95: number };
    /** Simulated lines, two files each, on a tmpfs where there is one. */
    readonly simulated: { readonly p50: number; readonly p95: number };
  };
}

const COMMITS = 200;
const FLOOD_EVENTS = 20_000;
const ORDERS = 500;

/** Runs for a few seconds, depending on the disk. */
export async function benchStore(): Promise<StoreFigures> {
  const folder = await Deno.makeTempDir();
  try {
    return { ...benchCommits(folder), ...await benchWriter(folder), orderToLinesUs: await benchOrders() };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function benchCommits(folder: string): Pick<StoreFigures, "commitsPerSecond"> {
  const opened = EventStore.open({ path: join(folder, "direct.db"), nowWallMs: 0 });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const startMs = performance.now();
  for (let n = 0; n < COMMITS; n++) {
    const written = opened.value.write(sampleBatch({
      alarms: [{ alarm: sampleAlarm(`a${n % 10}`, { resounds: n }), ended: false }],
      events: [sampleEvent("alarm", `${n}`)],
    }));
    if (!written.ok) throw new Error(written.fault.kind);
  }
  const commitsPerSecond = Math.round(COMMITS * 1_000 / (performance.now() - startMs));
  opened.value.close();
  return { commitsPerSecond };
}

async function benchWriter(
  folder: string,
): Promise<Pick<StoreFigures, "alarmCommitMs" | "writeCallUs" | "floodEventsPerSecond" | "threadMegabytes">> {
  let committed = Promise.withResolvers<void>();
  let stored = 0;
  const beforeBytes = Deno.memoryUsage().rss;
  const writer = new EventWriter({
    path: join(folder, "events.db"),
    clock: systemClock(),
    eventsMax: 2 * FLOOD_EVENTS,
    onCommitted: (events) => {
      stored += events.length;
      committed.resolve();
      committed = Promise.withResolvers<void>();
    },
    onFault: (fault) => {
      if (fault !== undefined) throw new Error(fault.kind);
    },
    onMovedAside: () => {},
  });
  const write = (n: number) =>
    writer.write({
      alarms: [{ alarm: sampleAlarm(`a${n % 10}`, { resounds: n }), ended: false }],
      events: [sampleEvent("alarm", `${n}`)],
    });
  // The first starts the thread and makes the file.
  write(0);
  await committed.promise;
  const threadBytes = Deno.memoryUsage().rss - beforeBytes;
  const commitsMs: number[] = [];
  const callsUs: number[] = [];
  for (let n = 0; n < COMMITS; n++) {
    const startMs = performance.now();
    const done = committed.promise;
    write(n);
    callsUs.push((performance.now() - startMs) * 1_000);
    await done;
    commitsMs.push(performance.now() - startMs);
  }
  stored = 0;
  const floodStartMs = performance.now();
  for (let n = 0; n < FLOOD_EVENTS; n++) {
    writer.write({ events: [sampleEvent("alarm-evidence", `evidence number ${n} of a flood`)] });
  }
  while (stored < FLOOD_EVENTS) await committed.promise;
  const floodMs = performance.now() - floodStartMs;
  await writer.close();
  return {
    alarmCommitMs: {
      p50: quantile(commitsMs, 0.5),
      p95: quantile(commitsMs, 0.95),
      max: quantile(commitsMs, 1),
    },
    writeCallUs: { p50: quantile(callsUs, 0.5), p95: quantile(callsUs, 0.95) },
    floodEventsPerSecond: Math.round(FLOOD_EVENTS * 1_000 / floodMs),
    threadMegabytes: Math.round(threadBytes / 1_048_576),
  };
}

async function benchOrders(): Promise<StoreFigures["orderToLinesUs"]> {
  const core = await benchLines((spec) => ok({ id: spec.id, set: () => ok(undefined), close: () => {} }));
  const tmpfs = "/dev/shm";
  const folder = await Deno.makeTempDir(isFolder(tmpfs) ? { dir: tmpfs } : {});
  try {
    const lines = new SimulatedLines({ folder, clock: systemClock() });
    return { core, simulated: await benchLines((spec, on) => lines.open(spec.id, on)) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The last line to be set ends each measurement; what follows it, the report and the disk, is not the siren's business. */
async function benchLines(openLine: OpenLine): Promise<{ p50: number; p95: number }> {
  const table: OutputSpec[] = Array.from({ length: 16 }, (_, n) => ({ id: `siren ${n}`, kind: "siren" }));
  let lastSetMs = 0;
  const outputs = new Outputs({
    outputs: table,
    openLine: (spec, on) => {
      const opened = openLine(spec, on);
      if (!opened.ok) return opened;
      const line = opened.value;
      const set = (on: boolean) => {
        const result = line.set(on);
        lastSetMs = performance.now();
        return result;
      };
      return ok({ id: line.id, set, close: () => line.close() });
    },
    latchStore: { load: () => ({ faults: [] }), save: () => Promise.resolve(ok(undefined)) },
    clock: systemClock(),
    onReport: () => {},
  });
  const alarm = { alarmId: "a", zoneId: "z", raisedAtWallMs: 0 };
  const timesUs: number[] = [];
  for (let revision = 1; revision <= ORDERS; revision++) {
    const on = revision % 2 === 1;
    const startMs = performance.now();
    outputs.order({
      epoch: 1,
      revision,
      sirens: on ? Object.fromEntries(table.map(({ id }) => [id, "continuous"])) : {},
      relays: {},
      latched: [{ ...alarm, silenced: !on }],
      released: [],
    });
    timesUs.push((lastSetMs - startMs) * 1_000);
  }
  await outputs.close();
  return { p50: quantile(timesUs, 0.5), p95: quantile(timesUs, 0.95) };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchStore(), null, 2));
