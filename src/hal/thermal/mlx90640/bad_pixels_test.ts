import assert from "node:assert/strict";
import { checkBadPixels, medianOf, standIns } from "./bad_pixels.ts";
import type { BadPixel } from "./calibration.ts";

const broken = (...indices: number[]): BadPixel[] => indices.map((index) => ({ index, cause: "broken" }));

Deno.test("checkBadPixels accepts none and four, refuses five and touching ones", () => {
  assert.ok(checkBadPixels([]).ok);
  assert.ok(checkBadPixels(broken(0, 2, 64, 66)).ok);
  assert.ok(!checkBadPixels(broken(0, 2, 64, 66, 700)).ok);
  assert.ok(!checkBadPixels(broken(0, 33)).ok);
  assert.ok(!checkBadPixels(broken(5, 6)).ok);
});

Deno.test("standIns of a chess board are the corner neighbours inside of the picture", () => {
  assert.deepEqual(standIns(0, true), [33]);
  assert.deepEqual(standIns(31, true), [62]);
  assert.deepEqual(standIns(736, true), [705]);
  assert.deepEqual(standIns(767, true), [734]);
  assert.deepEqual(standIns(10, true), [41, 43]);
  assert.deepEqual(standIns(32, true), [1, 65]);
  assert.deepEqual(standIns(63, true), [30, 94]);
  assert.deepEqual(standIns(400, true), [367, 369, 431, 433]);
});

Deno.test("standIns of interleaved lines lie in the same line", () => {
  assert.deepEqual(standIns(32, false), [33]);
  assert.deepEqual(standIns(63, false), [62]);
  assert.deepEqual(standIns(400, false), [399, 401]);
});

Deno.test("medianOf leaves out NaN and takes the middle of what is left", () => {
  const scratch = new Float64Array(4);
  const median = (...values: number[]) =>
    medianOf(Float32Array.from(values), values.map((_, i) => i), scratch);
  assert.equal(median(4, 1, 9, 2), 3);
  assert.equal(median(4, NaN, 9, 2), 4);
  assert.equal(median(4, NaN, NaN, 2), 3);
  assert.equal(median(NaN, 7), 7);
  assert.ok(Number.isNaN(median(NaN, NaN)));
});
