import assert from "node:assert/strict";
import { judgeSilence, WaitMeter } from "./processor_wait.ts";
import type { ThreadUse } from "./supervisor_ports.ts";

type Look = [atMs: number, ranMs: number, waitedMs: number, wantsToRun?: boolean];

/** What a meter has seen after looks at one thread at these times. */
function seen(...looks: Look[]): number {
  const meter = new WaitMeter();
  for (const [atMs, ...use] of looks) meter.look([thread(1, ...use)], atMs);
  return meter.sumMs;
}

function thread(thread: number, ranMs: number, waitedMs: number, wantsToRun = true): ThreadUse {
  return { thread, ranMs, waitedMs, wantsToRun };
}

Deno.test("WaitMeter counts waits between two looks, and none from before the first", () => {
  assert.equal(seen([0, 10, 9_000]), 0);
  assert.equal(seen([0, 10, 9_000], [250, 20, 9_100], [500, 30, 9_250]), 250);
});

Deno.test("WaitMeter counts a wait that is still on, and counts it once", () => {
  assert.equal(seen([0, 10, 0], [250, 10, 0], [500, 10, 0]), 500);
  assert.equal(seen([0, 10, 0], [250, 10, 0], [500, 11, 480]), 500, "at its end the kernel adds all of it");
  assert.equal(seen([0, 10, 0, false], [250, 10, 0, false]), 0, "who sleeps does not wait");
});

Deno.test("WaitMeter never counts more than the time that has passed, and nothing across a gap or where it is not told", () => {
  assert.equal(seen([0, 10, 0], [250, 11, 60_000]), 250);
  assert.equal(seen([0, 10, 5_000], [250, 11, 4_000]), 0, "a figure that goes back");
  assert.equal(seen([0, 10, 0], [3_000, 11, 2_900]), 0);
  const meter = new WaitMeter();
  meter.look([thread(1, 1, 0)], 0);
  meter.look([], 250);
  meter.look([thread(1, 2, 400)], 500);
  assert.equal(meter.sumMs, 0);
});

Deno.test("WaitMeter counts the thread that waited longest, look by look, and no thread for what it was before it was there", () => {
  const meter = new WaitMeter();
  meter.look([thread(1, 10, 0, false), thread(2, 10, 0)], 0);
  meter.look([thread(1, 10, 0, false), thread(2, 11, 200)], 250);
  assert.equal(meter.sumMs, 200, "the first one sleeps, perhaps for what the second one does");
  meter.look([thread(1, 11, 150), thread(2, 12, 250), thread(3, 1, 60_000)], 500);
  assert.equal(meter.sumMs, 350);
});

Deno.test("judgeSilence excuses what waited most of the time, up to the grace and no further", () => {
  const cases: [number, number, string][] = [
    [5_000, 0, "in-time"],
    [5_001, 0, "overdue"],
    [5_001, 2_500, "overdue"],
    [5_001, 2_501, "starved"],
    [12_000, 7_000, "starved"],
    [12_001, 7_000, "overdue"],
    [35_000, 35_000, "starved"],
    [35_001, 35_001, "overdue"],
  ];
  for (const [forMs, waitedMs, judgement] of cases) {
    assert.equal(judgeSilence(forMs, waitedMs, 5_000, 30_000), judgement, `${forMs} ms, ${waitedMs} waited`);
  }
  assert.equal(judgeSilence(5_001, 5_001, 5_000, 0), "overdue", "without grace the limit holds");
});
