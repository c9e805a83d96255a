import assert from "node:assert/strict";
import { FLAME_SCALE, levelPercent, SMOKE_SCALE } from "./adc.ts";

const near = (value: number | "implausible", expected: number) =>
  assert.ok(typeof value === "number" && Math.abs(value - expected) < 0.01, `${value}, not ${expected}`);

Deno.test("levelPercent takes 12-bit counts on the whole range for smoke", () => {
  near(levelPercent(269, SMOKE_SCALE), 6.57);
  near(levelPercent(1024, SMOKE_SCALE), 25.01);
  near(levelPercent(4095, SMOKE_SCALE), 100);
});

Deno.test("levelPercent leaves the captured device's calm room below the usual limits", () => {
  for (let count = 266; count <= 297; count++) assert.ok(Number(levelPercent(count, SMOKE_SCALE)) < 25);
  for (let count = 1296; count <= 1326; count++) assert.ok(Number(levelPercent(count, FLAME_SCALE)) < 15);
  assert.ok(Number(levelPercent(1792, FLAME_SCALE)) >= 25);
  assert.ok(Number(levelPercent(1791, FLAME_SCALE)) < 25);
});

Deno.test("levelPercent takes an unconnected, negative or impossible count for no value", () => {
  for (const count of [0, 17, 31, -1, 4096, 65_535, NaN, Infinity, -Infinity]) {
    assert.equal(levelPercent(count, SMOKE_SCALE), "implausible", String(count));
  }
  assert.equal(levelPercent(1000, { zero: 1000, fullScale: 1000 }), "implausible");
  near(levelPercent(32, SMOKE_SCALE), 0.78);
});

Deno.test("levelPercent clamps beyond the two points, so that a saturated sensor is evidence", () => {
  near(levelPercent(600, FLAME_SCALE), 0);
  near(levelPercent(4095, { zero: 100, fullScale: 2000 }), 100);
});

Deno.test("levelPercent serves sensors whose voltage falls with the level, down to 0", () => {
  const falling = { zero: 4000, fullScale: 0 };
  near(levelPercent(4095, falling), 0);
  near(levelPercent(3000, falling), 25);
  near(levelPercent(0, falling), 100);
});

Deno.test("levelPercent serves converters of other widths", () => {
  near(levelPercent(256, { zero: 0, fullScale: 1023 }), 25.02);
  near(levelPercent(16_384, { zero: 0, fullScale: 65_535 }), 25);
});
