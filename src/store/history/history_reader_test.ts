import assert from "node:assert/strict";
import { join } from "node:path";
import { inTempFolder } from "../samples_for_tests.ts";
import { HistoryReader } from "./history_reader.ts";
import { DAY_ONE, generateHistory, minuteOf, openedStore, write } from "./samples_for_tests.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Time of the processor that this thread has had (proc(5), schedstat), where the system tells: others may have it for most of the time. */
function workedMs(): number {
  if (Deno.build.os !== "linux") return performance.now();
  const ran = Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[0]);
  // A kernel that does not count says 0.
  return ran > 0 ? ran / 1e6 : performance.now();
}

const inFile = (test: (path: string) => void) => () =>
  inTempFolder((folder) => test(join(folder, "history.db")));

Deno.test(
  "HistoryReader answers with nothing where there is no history yet, and with what is not on the disk yet",
  inFile((path) => {
    const reader = new HistoryReader(path);
    const query = { subject: "zone/boiler", fromWallMs: DAY_ONE, toWallMs: DAY_ONE + MINUTE, points: 61 };
    const none = reader.page(query);
    assert.ok(none.ok);
    assert.deepEqual(none.value.series, []);
    assert.deepEqual(reader.names(), { ok: true, value: [] });
    const seconds = Float32Array.from({ length: 60 }, (_, second) => second < 10 ? 20 + second : NaN);
    const fresh = reader.page(query, [
      { subject: "zone/boiler", name: "thermal", unit: "C", atWallMs: DAY_ONE, seconds },
      { subject: "zone/kitchen", name: "thermal", unit: "C", atWallMs: DAY_ONE, seconds },
    ]);
    assert.ok(fresh.ok);
    assert.equal(fresh.value.series.length, 1, "of its own subject alone");
    assert.deepEqual(fresh.value.series[0]!.mean.slice(0, 12), [
      20,
      21,
      22,
      23,
      24,
      25,
      26,
      27,
      28,
      29,
      NaN,
      NaN,
    ]);
  }),
);

Deno.test(
  "HistoryReader never gives more values than were asked for, whatever the span",
  inFile((path) => {
    const store = openedStore(path);
    write(store, { atWallMs: DAY_ONE, series: [minuteOf("zone/boiler", "thermal", () => 20)] });
    store.close();
    const reader = new HistoryReader(path);
    for (const span of [1, 999, 59_999, HOUR, DAY + 1, 90 * DAY, 400 * DAY]) {
      for (const points of [2, 7, 360, 2_000]) {
        const from = DAY_ONE - 12_345;
        const read = reader.page({ subject: "zone/boiler", fromWallMs: from, toWallMs: from + span, points });
        assert.ok(read.ok);
        const { mean, min, max } = read.value.series[0]!;
        assert.ok(mean.length <= points, `${mean.length} values for ${span} ms in ${points} points`);
        assert.equal(mean.length, min.length);
        assert.equal(mean.length, max.length);
        assert.ok(read.value.fromWallMs <= from && read.value.toWallMs >= from + span);
      }
    }
    reader.close();
  }),
);

Deno.test(
  "HistoryReader shows a gap as a gap, and names only the series that were asked for",
  inFile((path) => {
    const store = openedStore(path);
    for (const minute of [0, 1, 5]) {
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: [minuteOf("sensor/s", "thermal", () => minute), minuteOf("sensor/s", "gas", () => 400)],
      });
    }
    store.close();
    const reader = new HistoryReader(path);
    const read = reader.page({
      subject: "sensor/s",
      names: ["thermal"],
      fromWallMs: DAY_ONE,
      toWallMs: DAY_ONE + 6 * MINUTE,
      points: 7,
    });
    reader.close();
    assert.ok(read.ok);
    assert.deepEqual(read.value.series.map(({ name, mean }) => [name, mean]), [["thermal", [
      0,
      1,
      NaN,
      NaN,
      NaN,
      5,
    ]]]);
  }),
);

Deno.test(
  "HistoryReader joins tiers without a hole: coarse where the fine is gone, fine where nothing is summed up yet",
  inFile((path) => {
    const untilMs = DAY_ONE + 40 * DAY + 5 * HOUR + 17 * MINUTE;
    generateHistory({
      path,
      untilMs,
      keptMs: [6 * HOUR, 10 * DAY, 40 * DAY],
      sensors: 1,
      inputs: ["thermal"],
    });
    const reader = new HistoryReader(path);
    for (const spanMs of [5 * MINUTE, 2 * HOUR, 12 * HOUR, 3 * DAY, 30 * DAY]) {
      const read = reader.page({
        subject: "zone/z0",
        fromWallMs: untilMs - spanMs,
        toWallMs: untilMs,
        points: 500,
      });
      assert.ok(read.ok);
      const { mean } = read.value.series[0]!;
      const missing = mean.filter((value) => Number.isNaN(value)).length;
      // The last step may reach beyond the end of the history.
      assert.ok(missing <= 1, `${missing} of ${mean.length} values are missing in ${spanMs / HOUR} h`);
    }
    reader.close();
  }),
);

Deno.test(
  "HistoryReader shows the hours that are not summed up yet, also where the clock was a year ahead for a while",
  inFile((path) => {
    const store = openedStore(path);
    const put = (atWallMs: number) =>
      write(store, { atWallMs, series: [minuteOf("zone/boiler", "thermal", () => 20)] });
    for (let minute = 0; minute < 61; minute++) put(DAY_ONE + 365 * DAY + minute * MINUTE);
    for (let minute = 0; minute < 90; minute++) put(DAY_ONE + minute * MINUTE);
    store.close();
    const reader = new HistoryReader(path);
    const read = reader.page({
      subject: "zone/boiler",
      fromWallMs: DAY_ONE,
      toWallMs: DAY_ONE + 90 * MINUTE,
      points: 91,
    });
    reader.close();
    assert.ok(read.ok);
    assert.equal(read.value.stepMs, MINUTE);
    assert.deepEqual(read.value.series[0]!.mean, Array.from({ length: 90 }, () => 20));
  }),
);

Deno.test(
  "HistoryReader asked for all time of a box of half an hour looks at that half hour alone",
  inFile((path) => {
    const store = openedStore(path);
    for (let minute = 0; minute < 30; minute++) {
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: [minuteOf("zone/boiler", "thermal", () => 20)],
      });
    }
    store.close();
    const reader = new HistoryReader(path);
    const start = performance.now();
    const read = reader.page({
      subject: "zone/boiler",
      fromWallMs: 0,
      toWallMs: DAY_ONE + 30 * MINUTE,
      points: 100,
    });
    const tookMs = performance.now() - start;
    reader.close();
    assert.ok(read.ok);
    assert.equal(read.value.series[0]!.mean.at(-1), 20);
    // Minute by minute since 1970 it took the page's process many seconds, in which nothing else was answered.
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  }),
);

Deno.test(
  "HistoryReader: a history that the disk does not give is a fault, and no empty one",
  inFile((path) => {
    // A link to itself: ELOOP, which nobody can take for a file that is not there.
    Deno.symlinkSync(path, path);
    const reader = new HistoryReader(path);
    const page = reader.page({ subject: "box", fromWallMs: DAY_ONE, toWallMs: DAY_ONE + MINUTE, points: 61 });
    assert.equal(page.ok ? "read" : page.fault.kind, "cannot-open");
    const names = reader.names();
    assert.equal(names.ok ? "read" : names.fault.kind, "cannot-open");
    reader.close();
  }),
);

Deno.test(
  "HistoryReader answers each question of a page over a year of 20 sensors quickly",
  inFile((path) => {
    const untilMs = DAY_ONE + 400 * DAY + 5 * HOUR;
    const inputs = ["thermal", "smoke", "flame", "gas"];
    generateHistory({ path, untilMs, keptMs: [2 * HOUR, 7 * DAY, 365 * DAY], sensors: 20, inputs });
    const reader = new HistoryReader(path);
    for (const spanMs of [10 * MINUTE, 2 * HOUR, DAY, 7 * DAY, 90 * DAY, 365 * DAY]) {
      const query = { subject: "zone/z0", fromWallMs: untilMs - spanMs, toWallMs: untilMs, points: 1_000 };
      const tookMs = Math.min(...Array.from({ length: 5 }, () => {
        const start = workedMs();
        assert.ok(reader.page(query).ok);
        return workedMs() - start;
      }));
      // Ten times the promise, for a slow machine; the benchmark measures.
      assert.ok(tookMs < 500, `${tookMs} ms for ${spanMs / HOUR} h`);
    }
    reader.close();
  }),
);
