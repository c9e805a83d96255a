import assert from "node:assert/strict";
import { PATTERN_ORDER } from "../reading/output.ts";
import { levelAt, nextChangeMs, strongest } from "./pattern.ts";

/** The level as a row of marks, one every `stepMs`. */
function heard(pattern: Parameters<typeof levelAt>[0], sinceMs: number, lengthMs: number, stepMs: number) {
  let marks = "";
  for (let t = sinceMs; t < sinceMs + lengthMs; t += stepMs) {
    marks += levelAt(pattern, sinceMs, t) ? "#" : ".";
  }
  return marks;
}

Deno.test("levelAt sounds temporal-3 as three half-second blasts and a pause, again and again", () => {
  assert.equal(heard("temporal-3", 12_345, 8_000, 500), "#.#.#...#.#.#...");
});

Deno.test("levelAt chirps 0.2 s every 4 s, and is steady for off and continuous", () => {
  assert.equal(heard("chirp", 7, 8_000, 200), "#...................#...................");
  assert.equal(heard("off", 0, 8_000, 500), "................");
  assert.equal(heard("continuous", 0, 8_000, 500), "################");
});

Deno.test("nextChangeMs names exactly the times at which levelAt changes, at odd times too", () => {
  for (const pattern of ["temporal-3", "chirp"] as const) {
    const sinceMs = 987_654_321;
    let nowMs = sinceMs + 0.123;
    for (let change = 0; change < 1_000; change++) {
      const nextMs = nextChangeMs(pattern, sinceMs, nowMs);
      assert.ok(nextMs > nowMs, `${pattern}: ${nextMs} is not later than ${nowMs}`);
      const before = levelAt(pattern, sinceMs, nowMs);
      assert.equal(levelAt(pattern, sinceMs, nextMs - 0.001), before, "no change before");
      assert.equal(levelAt(pattern, sinceMs, nextMs), !before, "a change exactly then");
      nowMs = change % 3 === 0 ? nextMs : nextMs + 0.37 * (change % 7);
    }
  }
  assert.equal(nextChangeMs("off", 0, 5), Infinity);
  assert.equal(nextChangeMs("continuous", 0, 5), Infinity);
});

Deno.test("strongest picks the pattern that alarms most, and off for none", () => {
  assert.equal(strongest(), "off");
  assert.equal(strongest("chirp", "off"), "chirp");
  assert.equal(strongest("temporal-3", "continuous", "chirp"), "continuous");
  for (const pattern of PATTERN_ORDER) assert.equal(strongest(pattern), pattern);
});
