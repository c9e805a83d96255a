import assert from "node:assert/strict";
import { markup } from "./markup.ts";
import { sparkline } from "./sparkline.ts";

function points(values: (number | null)[]): [string, number, number][] {
  const d = /d="([^"]*)"/.exec(markup(sparkline(values, "trend", 10)))?.[1] ?? "";
  return [...d.matchAll(/([ML])([\d.-]+) ([\d.-]+)/g)].map(([, kind, x, y]) => [kind, Number(x), Number(y)]);
}

Deno.test("sparkline rises where the values rise, and stays within its frame", () => {
  const line = points([20, 25, 40, 80]);
  assert.deepEqual(line.map(([, x]) => x), [0, 33.3, 66.7, 100]);
  for (let i = 1; i < line.length; i++) assert.ok(line[i][2] < line[i - 1][2]);
  assert.ok(line.every(([, , y]) => y >= 0 && y <= 24));
});

Deno.test("sparkline of a calm room is almost flat and runs in the middle", () => {
  const ys = points([21, 21.2, 21.1]).map(([, , y]) => y);
  assert.ok(ys.every((y) => y > 10 && y < 14), String(ys));
});

Deno.test("sparkline leaves gaps where nothing is known, and draws nothing of nothing", () => {
  assert.deepEqual(points([20, null, 22, NaN, 23]).map(([kind]) => kind), ["M", "M", "M"]);
  assert.deepEqual(points([null, NaN]), []);
  assert.deepEqual(points([]), []);
});
