import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inTempFolder } from "../samples_for_tests.ts";
import { HistoryReader } from "./history_reader.ts";
import { DAY_ONE, minuteOf, openedStore, write } from "./samples_for_tests.ts";
import { HISTORY_POLICY } from "./tiers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const inFile = (test: (path: string) => void) => () =>
  inTempFolder((folder) => test(join(folder, "history.db")));

function rows(path: string, tier: number): number {
  const db = new DatabaseSync(path, { readOnly: true });
  const count = Number(db.prepare("SELECT count(*) AS n FROM block WHERE tier = ?").get(tier)?.n);
  db.close();
  return count;
}

function page(path: string, fromWallMs: number, toWallMs: number, points: number) {
  const reader = new HistoryReader(path);
  const read = reader.page({ subject: "zone/boiler", fromWallMs, toWallMs, points });
  reader.close();
  assert.ok(read.ok);
  return read.value;
}

Deno.test(
  "HistoryStore sums seconds up into minutes and minutes into quarters, keeping a peak of one second",
  inFile((path) => {
    const store = openedStore(path);
    for (let minute = 0; minute <= 24 * 60 + 120; minute++) {
      // At 03:12:08 of the first day it is hot for one second.
      const peak = minute === 3 * 60 + 12;
      const seconds = (second: number) => peak && second === 8 ? 71 : 20 + (second % 2);
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: [minuteOf("zone/boiler", "thermal", seconds)],
      });
    }
    store.close();
    assert.equal(rows(path, 1), 26, "26 whole hours");
    assert.equal(rows(path, 2), 1, "one whole day");
    const minutes = page(path, DAY_ONE + 3 * HOUR, DAY_ONE + 4 * HOUR, 61);
    assert.equal(minutes.stepMs, MINUTE);
    const [byMinute] = minutes.series;
    assert.equal(byMinute!.max[12], 71);
    assert.equal(byMinute!.min[12], 20);
    assert.equal(byMinute!.max[13], 21);
    const day = page(path, DAY_ONE, DAY_ONE + DAY, 97);
    assert.equal(day.stepMs, 15 * MINUTE);
    const [byQuarter] = day.series;
    assert.equal(byQuarter!.max[12], 71, "the quarter from 03:00");
    assert.ok(Math.abs(byQuarter!.mean[12]! - 20.55) < 0.01, `${byQuarter!.mean[12]}`);
    assert.ok(byQuarter!.mean.every((value) => value >= 20), "no quarter is missing");
  }),
);

Deno.test(
  "HistoryStore takes up where a killed one ended: what was not summed up yet is summed up then",
  inFile((path) => {
    for (let minute = 0; minute < 130; minute++) {
      // A new process for each minute: the most that crashes can do.
      const store = openedStore(path);
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: [minuteOf("zone/boiler", "thermal", () => minute)],
      });
      store.close();
    }
    const { series: [hours] } = page(path, DAY_ONE, DAY_ONE + 2 * HOUR, 121);
    assert.deepEqual(hours!.mean, Array.from({ length: 120 }, (_, minute) => minute));
    assert.equal(rows(path, 1), 2);
  }),
);

Deno.test(
  "HistoryStore joins a minute that was told in two parts, by the process before a restart and the one after it",
  inFile((path) => {
    const half = (known: (second: number) => boolean, value: number) => {
      const store = openedStore(path);
      const seconds = (second: number) => known(second) ? value : NaN;
      write(store, { atWallMs: DAY_ONE, series: [minuteOf("zone/boiler", "thermal", seconds)] });
      store.close();
    };
    half((second) => second < 40, 71);
    half((second) => second >= 35, 20);
    const { series: [boiler] } = page(path, DAY_ONE, DAY_ONE + MINUTE, 61);
    assert.deepEqual(boiler!.mean, Array.from({ length: 60 }, (_, second) => second < 35 ? 71 : 20));
  }),
);

Deno.test(
  "HistoryStore, its clock set back an hour, keeps what it knew where nothing new is told",
  inFile((path) => {
    const store = openedStore(path);
    const put = (minute: number, value: number) =>
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: [minuteOf("zone/boiler", "thermal", () => value)],
      });
    for (let minute = 0; minute < 70; minute++) put(minute, 20);
    for (let minute = 30; minute < 70; minute++) put(minute, 30);
    put(130, 30);
    put(131, 30);
    store.close();
    const { series: [boiler] } = page(path, DAY_ONE, DAY_ONE + HOUR, 61);
    assert.deepEqual(boiler!.mean, Array.from({ length: 60 }, (_, minute) => minute < 30 ? 20 : 30));
  }),
);

Deno.test(
  "HistoryStore forgets the finest first where room runs out, and keeps the floor of each tier",
  inFile((path) => {
    const policy = { ...HISTORY_POLICY, bytesMax: 300_000, floorMs: [10 * MINUTE, 2 * HOUR, DAY] as const };
    const store = openedStore(path, { policy });
    const sensors = Array.from({ length: 40 }, (_, sensor) => `sensor/s${sensor}` as const);
    let seed = 1;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    let usedMax = 0;
    for (let minute = 0; minute < 6 * 60; minute++) {
      write(store, {
        atWallMs: DAY_ONE + minute * MINUTE,
        series: sensors.map((sensor) => minuteOf(sensor, "thermal", () => 20 + random())),
      });
      const used = store.usedBytes();
      assert.ok(used.ok);
      usedMax = Math.max(usedMax, used.value);
    }
    store.close();
    assert.ok(usedMax < 400_000, `${usedMax} bytes`);
    assert.ok(rows(path, 0) >= 10 * 40, "the last ten minutes are there by the second");
    assert.ok(rows(path, 0) < 60 * 40, "and no hour of them");
    assert.equal(rows(path, 1), 5 * 40, "all whole hours are there by the minute");
    assert.ok(Deno.statSync(path).size < 500_000, "free pages went back to the disk");
  }),
);

Deno.test(
  "HistoryStore forgets by age, and a clock that jumps a year ahead and back costs only little",
  inFile((path) => {
    const store = openedStore(path, { policy: { ...HISTORY_POLICY, keptMs: [30 * MINUTE, DAY, 7 * DAY] } });
    const put = (atWallMs: number) =>
      write(store, { atWallMs, series: [minuteOf("zone/boiler", "thermal", () => 20)] });
    for (let minute = 0; minute < 12 * 60; minute++) put(DAY_ONE + minute * MINUTE);
    assert.equal(rows(path, 0), 31);
    put(DAY_ONE + 365 * DAY);
    assert.equal(rows(path, 0), 28, "four of the old ones went, one came");
    assert.equal(rows(path, 1), 8, "four of twelve hours went");
    store.close();
  }),
);

Deno.test(
  "HistoryStore does not keep series of which nothing is known, nor more than it may",
  inFile((path) => {
    const store = openedStore(path);
    assert.equal(write(store, { atWallMs: DAY_ONE, series: [minuteOf("box", "x", () => NaN)] }), 0);
    store.close();
    const reader = new HistoryReader(path);
    assert.deepEqual(reader.names(), { ok: true, value: [] });
    reader.close();
  }),
);
