import assert from "node:assert/strict";
import { atMost } from "./at_most.ts";
import { FakeClock } from "./fake_clock.ts";

Deno.test("atMost says whether it was in time, and leaves nobody asleep behind", async () => {
  const clock = new FakeClock();
  assert.equal(await atMost(clock, 1_000, Promise.resolve(7)), true);
  assert.equal(await atMost(clock, 1_000, undefined), true);
  const never = atMost(clock, 1_000, new Promise(() => {}));
  await clock.advance(1_000);
  assert.equal(await never, false);
});

Deno.test("atMost hands a failure on", async () => {
  const clock = new FakeClock();
  await assert.rejects(atMost(clock, 1_000, Promise.reject(new Error("EIO"))), /EIO/);
});
