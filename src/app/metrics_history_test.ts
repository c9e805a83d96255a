import assert from "node:assert/strict";
import { join } from "node:path";
import { HistoryReader } from "../store/history/history_reader.ts";
import { DAY_ONE, minuteOf, openedStore, write } from "../store/history/samples_for_tests.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { coursesOf } from "./metrics_history.ts";

Deno.test("coursesOf tells all series of a role that has more than one answer of the history holds, and none of which nothing is known", () =>
  inTempFolder((folder) => {
    const path = join(folder, "history.db");
    const store = openedStore(path);
    const names = Array.from({ length: 150 }, (_, series) => `metric ${String(series).padStart(3, "0")}`);
    write(store, {
      atWallMs: DAY_ONE,
      series: [
        ...names.map((name, value) => minuteOf("role/fusion", name, () => value)),
        minuteOf("box", "load", () => 1),
      ],
    });
    store.close();
    const reader = new HistoryReader(path);
    const all = reader.names();
    assert.ok(all.ok);
    const window = { fromWallMs: DAY_ONE, toWallMs: DAY_ONE + 60_000, points: 10 };
    const told = coursesOf(reader, all.value, window);
    assert.deepEqual(told.map(({ subject, page }) => [subject, page.series.map(({ name }) => name)]), [
      ["box", ["load"]],
      ["role/fusion", names],
    ]);
    assert.deepEqual(told[1]!.page.series.map(({ max }) => Math.max(...max)), names.map((_, value) => value));
    const later = { ...window, fromWallMs: DAY_ONE + 120_000, toWallMs: DAY_ONE + 180_000 };
    assert.deepEqual(coursesOf(reader, all.value, later), []);
    reader.close();
  }));
