import assert from "node:assert/strict";
import type { Clock } from "../clock/clock.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { readWallOffset } from "./wall_offset.ts";

/** A clock on which every reading of the wall clock takes the next of `pausesMs`. */
function busyClock(pausesMs: number[]): Clock {
  let nowMs = 1_000;
  return {
    monotonicMs: () => nowMs,
    wallMs: () => {
      const readMs = nowMs + 500_000;
      nowMs += pausesMs.shift() ?? 0;
      return readMs;
    },
    sleep: () => Promise.resolve(),
  };
}

Deno.test("readWallOffset changes by exactly what the wall clock is stepped", async () => {
  const clock = new FakeClock({ monotonicMs: 500, wallMs: 10_500 });
  assert.equal(readWallOffset(clock), 10_000);
  await clock.advance(60_000);
  assert.equal(readWallOffset(clock), 10_000);
  clock.stepWall(-700);
  assert.equal(readWallOffset(clock), 9_300);
});

Deno.test("readWallOffset looks again when the machine paused it, and gives up rather than guess", () => {
  assert.equal(readWallOffset(busyClock([80, 300, 0])), 500_000);
  assert.equal(readWallOffset(busyClock([80, 300, 20, 0])), undefined);
});
