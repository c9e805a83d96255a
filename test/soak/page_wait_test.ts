import assert from "node:assert/strict";
import { PageWait } from "./page_wait.ts";

/** A page that has answered until now, and then does not for 20 s in which it waits for so much of the time. */
function silentFor20s(waits: number): PageWait {
  let nowMs = 100_000;
  const wait = new PageWait(() => 7, () => [
    { thread: 7, ranMs: nowMs / 100, waitedMs: waits * nowMs, wantsToRun: waits > 0 },
  ]);
  wait.look(true, nowMs);
  assert.equal(wait.isPageStarved(), false);
  for (let look = 0; look < 4; look++) wait.look(false, nowMs += 5_000);
  return wait;
}

Deno.test("PageWait tells a page that waits for a processor from one that hangs, until it answers again", () => {
  assert.equal(silentFor20s(0).isPageStarved(), false);
  assert.equal(silentFor20s(0.4).isPageStarved(), false);
  const starved = silentFor20s(0.9);
  assert.equal(starved.isPageStarved(), true);
  starved.look(true, 120_500);
  assert.equal(starved.isPageStarved(), false);
});

Deno.test("PageWait calls no page starved of which no process runs", () => {
  const wait = new PageWait(() => undefined);
  for (let atMs = 0; atMs < 60_000; atMs += 5_000) wait.look(false, atMs);
  assert.equal(wait.isPageStarved(), false);
});
