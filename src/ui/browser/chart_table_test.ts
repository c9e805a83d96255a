import assert from "node:assert/strict";
import { type Answer, asTable, lastOf, tableRange, unitGroups } from "./chart_table.ts";

const line = (name: string, unit: string, mean: (number | null)[]) => ({
  name,
  unit,
  mean,
  min: mean.map((value) => value === null ? null : value - 1),
  max: mean.map((value) => value === null ? null : value + 2),
});

const ANSWER: Answer = {
  fromWallMs: 60_000,
  toWallMs: 240_000,
  stepMs: 60_000,
  series: [
    line("thermal", "C", [20, null, 22]),
    line("gas", "ppm", [null, null, null]),
    line("near", "C", [5, 6, null]),
  ],
};

Deno.test("unitGroups puts lines of one unit together and leaves out what was never known", () => {
  const groups = unitGroups(ANSWER);
  assert.deepEqual([...groups].map(([unit, lines]) => [unit, lines.map(({ name }) => name)]), [["C", [
    "thermal",
    "near",
  ]]]);
});

Deno.test("asTable gives seconds in the middle of each step, and gaps as null", () => {
  const [times, min, mean, max] = asTable(ANSWER, [ANSWER.series[0]!]);
  assert.deepEqual(times, [90, 150, 210]);
  assert.deepEqual([min, mean, max], [[19, null, 21], [20, null, 22], [22, null, 24]]);
});

Deno.test("lastOf and tableRange tell of what is known", () => {
  assert.equal(lastOf(ANSWER.series[2]!), 6);
  assert.equal(lastOf(ANSWER.series[1]!), NaN);
  assert.deepEqual(tableRange(ANSWER.series[0]!), { least: 19, largest: 24 });
});
