import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { Overload } from "./overload.ts";

Deno.test("Overload takes rate from the cameras while the detector's queue stays full, says so, and gives it back", () => {
  const clock = new FakeClock();
  const orders: number[] = [];
  const faults: boolean[] = [];
  const overload = new Overload({
    nowMs: () => clock.monotonicMs(),
    cameras: 8,
    rate: (factor) => orders.push(factor),
    shards: () => assert.fail("nothing was lost"),
    fault: ({ active }) => faults.push(active),
    note: () => {},
  });
  const pass = (seconds: number, depth: number) => {
    for (let second = 0; second < seconds; second++) {
      overload.queues([{ name: "detect", depth, max: 8 }]);
      overload.step();
      clock.jump(1_000);
    }
  };
  pass(25, 8);
  assert.deepEqual(orders, [], "a short rush is none");
  pass(10, 8);
  assert.deepEqual(orders, [0.75]);
  assert.deepEqual(faults, [true]);
  pass(600, 0);
  assert.equal(overload.factor, 1);
  assert.equal(faults.at(-1), false);
});

Deno.test("Overload leaves a site without cameras alone", () => {
  const clock = new FakeClock();
  const overload = new Overload({
    nowMs: () => clock.monotonicMs(),
    cameras: 0,
    rate: () => assert.fail("there is nothing to slow"),
    shards: () => assert.fail("there is nothing to share out"),
    fault: () => assert.fail("there is nothing to slow"),
    note: () => {},
  });
  for (let second = 0; second < 120; second++) {
    overload.queues([{ name: "detect", depth: 8, max: 8 }]);
    overload.step();
    clock.jump(1_000);
  }
});

/** A role's metrics as prom-client tells them. */
function told(processed: number, dropped: Record<string, number>): unknown[] {
  return [
    { name: "frame_processed_total", values: [{ value: processed, labels: { camera: "a" } }] },
    {
      name: "dropped_frames_total",
      values: Object.entries(dropped).map(([reason, value]) => ({ value, labels: { camera: "a", reason } })),
    },
  ];
}

Deno.test("Overload adds a camera process for losses at either end, counts none that were left out on purpose, and takes it back", () => {
  const clock = new FakeClock();
  const counts: number[] = [];
  const notes: string[] = [];
  const overload = new Overload({
    nowMs: () => clock.monotonicMs(),
    cameras: 8,
    rate: () => assert.fail("the queue is empty"),
    shards: (count) => counts.push(count),
    fault: () => assert.fail("more processes are no fault"),
    note: (text) => notes.push(text),
  });
  let processed = 0, superseded = 0, busy = 0, thinned = 0;
  const pass = (seconds: number, rates: { lost?: number; busy?: number; thinned?: number }) => {
    for (let second = 0; second < seconds; second++) {
      processed += 40;
      superseded += rates.lost ?? 0;
      busy += rates.busy ?? 0;
      thinned += rates.thinned ?? 0;
      overload.metrics("detect", told(processed, { superseded }));
      overload.metrics("cameras-0", told(0, { "detector-busy": busy, "rate-reduced": thinned }));
      overload.metrics("ui", told(1e9, { superseded: 1e9 }));
      overload.step();
      clock.jump(1_000);
    }
  };
  pass(600, { thinned: 20 });
  assert.deepEqual(counts, []);
  pass(320, { busy: 4 });
  assert.deepEqual(counts, [2]);
  assert.match(notes[0], /dropped over 5 min \(limit 5 %\): camera processes from 1 to 2$/);
  pass(160, { lost: 4 });
  assert.deepEqual(counts, [2, 3]);
  // A camera process that starts anew counts anew: that is no loss of all it ever lost.
  busy = 0;
  pass(400, {});
  assert.deepEqual(counts, [2, 3]);
  pass(2_000, {});
  assert.deepEqual(counts, [2, 3, 2, 1]);
  assert.equal(overload.actions["camera-shards"], 4);
});

Deno.test("Overload tells of a flood of alerts on any site, repeats it to a fusion that is new, and takes it back", () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const overload = new Overload({
    nowMs: () => clock.monotonicMs(),
    cameras: 0,
    rate: () => assert.fail("no cameras"),
    shards: () => assert.fail("no cameras"),
    fault: ({ code, active }) => told.push(`${code} ${active ? "on" : "off"}`),
    note: () => {},
  });
  let alerts = 0;
  const pass = (seconds: number, everySeconds: number) => {
    for (let second = 0; second < seconds; second++) {
      if (everySeconds > 0 && second % everySeconds === 0) overload.alerts(++alerts);
      overload.step();
      clock.jump(1_000);
    }
  };
  pass(600, 0);
  pass(180, 20);
  assert.deepEqual(told, ["alert-flood on"]);
  assert.deepEqual(overload.faults().map(({ subject }) => subject), ["site"]);
  pass(1_500, 0);
  assert.deepEqual(told, ["alert-flood on", "alert-flood off"]);
  assert.deepEqual(overload.faults(), []);
});
