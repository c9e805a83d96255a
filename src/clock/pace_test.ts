import assert from "node:assert/strict";
import { FakeClock } from "./fake_clock.ts";
import { Pace } from "./pace.ts";

function setUp() {
  const clock = new FakeClock({ monotonicMs: 0 });
  const saidAtMs: number[] = [];
  const pace = new Pace(clock, () => saidAtMs.push(clock.monotonicMs()));
  return { clock, pace, saidAtMs };
}

Deno.test("Pace says a first change at once, but after what its caller does in the same turn", async () => {
  const { clock, pace, saidAtMs } = setUp();
  pace.changed(100);
  assert.deepEqual(saidAtMs, []);
  await clock.advance(0);
  assert.deepEqual(saidAtMs, [0]);
});

Deno.test("Pace says the changes that follow together, when the gap has passed and not later", async () => {
  const { clock, pace, saidAtMs } = setUp();
  pace.changed(100);
  for (let atMs = 0; atMs < 85; atMs += 10) {
    await clock.advance(10);
    pace.changed(100);
  }
  await clock.advance(900);
  assert.deepEqual(saidAtMs, [0, 100]);
});

Deno.test("Pace lets an urgent change overtake one that waits, and says both once", async () => {
  const { clock, pace, saidAtMs } = setUp();
  pace.changed(100);
  await clock.advance(20);
  pace.changed(100);
  await clock.advance(10);
  pace.changed(0);
  await clock.advance(900);
  assert.deepEqual(saidAtMs, [0, 30]);
});

Deno.test("Pace takes a less urgent change along with one that waits already", async () => {
  const { clock, pace, saidAtMs } = setUp();
  pace.changed(0);
  await clock.advance(1);
  pace.changed(50);
  pace.changed(500);
  await clock.advance(2_000);
  assert.deepEqual(saidAtMs, [0, 50]);
});

Deno.test("Pace goes on after it has been silent", async () => {
  const { clock, pace, saidAtMs } = setUp();
  pace.changed(50);
  await clock.advance(10_000);
  pace.changed(50);
  await clock.advance(0);
  assert.deepEqual(saidAtMs, [0, 10_000]);
});
