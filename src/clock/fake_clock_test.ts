import assert from "node:assert/strict";
import { FakeClock } from "./fake_clock.ts";

Deno.test("FakeClock wakes sleepers in the order of their times, each before the next", async () => {
  const clock = new FakeClock({ monotonicMs: 0 });
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.monotonicMs()]);
  };
  const all = [sleeper("late", 30), sleeper("early", 10)];
  await clock.advance(40);
  await Promise.all(all);
  assert.deepEqual(woken, [["early", 10], ["late", 30]]);
  assert.equal(clock.monotonicMs(), 40);
});

Deno.test("FakeClock.stepWall leaves the monotonic clock alone", () => {
  const clock = new FakeClock({ monotonicMs: 5, wallMs: 1000 });
  clock.stepWall(-600);
  assert.equal(clock.wallMs(), 400);
  assert.equal(clock.monotonicMs(), 5);
});

Deno.test("FakeClock.sleep ends with the signal's reason", async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  const sleeping = clock.sleep(100, abort.signal);
  abort.abort(new Error("stopping"));
  await assert.rejects(sleeping, /stopping/);
});
