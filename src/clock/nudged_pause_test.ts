import assert from "node:assert/strict";
import { FakeClock } from "./fake_clock.ts";
import { NudgedPause } from "./nudged_pause.ts";

Deno.test("NudgedPause: ends with its time, with a nudge or with the work, and a nudge before it is none", async () => {
  const clock = new FakeClock();
  const pause = new NudgedPause(clock);
  const ended: string[] = [];
  const make = (name: string, signal = new AbortController().signal) =>
    pause.make(1_000, signal).then(() => void ended.push(name));
  pause.nudge();
  const first = make("time");
  await clock.advance(999);
  assert.deepEqual(ended, []);
  await clock.advance(1);
  await first;
  const second = make("nudge");
  pause.nudge();
  await second;
  const abort = new AbortController();
  const third = make("work", abort.signal);
  abort.abort();
  await third;
  await make("over", abort.signal);
  assert.deepEqual(ended, ["time", "nudge", "work", "over"]);
});
