import assert from "node:assert/strict";
import { FakeClock } from "./fake_clock.ts";
import { limited } from "./limited.ts";

/** Works until it is told to end. */
function endless(limit: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (limit.aborted) resolve("at once");
    limit.addEventListener("abort", () => resolve("told to end"), { once: true });
  });
}

Deno.test("limited: work is told to end after its time or with the signal, and gives back what it has", async () => {
  const clock = new FakeClock();
  assert.equal(await limited(clock, 10, undefined, () => Promise.resolve("done")), "done");
  const late = limited(clock, 10, undefined, endless);
  await clock.advance(10);
  assert.equal(await late, "told to end");
  const abort = new AbortController();
  const stopped = limited(clock, 10, abort.signal, endless);
  abort.abort();
  assert.equal(await stopped, "told to end");
  assert.equal(await limited(clock, 10, abort.signal, endless), "at once");
  await assert.rejects(limited(clock, 10, undefined, () => Promise.reject(new Error("broken"))), /broken/);
});
