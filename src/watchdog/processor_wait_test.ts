import assert from "node:assert/strict";
import { judgeSilence, WaitMeter } from "./processor_wait.ts";

/** What a meter has seen after looks at these times. */
function seen(...looks: [atMs: number, ranMs: number, waitedMs: number, wantsToRun?: boolean][]): number {
  const meter = new WaitMeter();
  for (const [atMs, ranMs, waitedMs, wantsToRun = true] of looks) {
    meter.look({ ranMs, waitedMs, wantsToRun }, atMs);
  }
  return meter.sumMs;
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
  meter.look({ ranMs: 1, waitedMs: 0, wantsToRun: true }, 0);
  meter.look(undefined, 250);
  meter.look({ ranMs: 2, waitedMs: 400, wantsToRun: true }, 500);
  assert.equal(meter.sumMs, 0);
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
