import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { Overload } from "./overload.ts";

Deno.test("Overload takes rate from the cameras while the detector's queue stays full, says so, and gives it back", () => {
  const clock = new FakeClock();
  const orders: number[] = [];
  const faults: boolean[] = [];
  const overload = new Overload({
    clock,
    cameras: 8,
    order: (factor) => orders.push(factor),
    fault: ({ active }) => faults.push(active),
    log: () => {},
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
    clock,
    cameras: 0,
    order: () => assert.fail("there is nothing to slow"),
    fault: () => assert.fail("there is nothing to slow"),
    log: () => {},
  });
  for (let second = 0; second < 120; second++) {
    overload.queues([{ name: "detect", depth: 8, max: 8 }]);
    overload.step();
    clock.jump(1_000);
  }
});
