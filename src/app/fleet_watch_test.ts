import assert from "node:assert/strict";
import { type FleetFault, FleetWatch, LOST_MS } from "./fleet_watch.ts";

Deno.test("FleetWatch: a fault whose sentence changes is told again, one that says the same is not", () => {
  const told: FleetFault[] = [];
  const watch = new FleetWatch((fault) => void told.push(fault));
  for (
    const detail of [
      "south is not heard",
      "south is not heard",
      "south does not answer",
      undefined,
      undefined,
    ]
  ) {
    watch.set("fleet-unanswered", "south", detail);
  }
  assert.deepEqual(told.map(({ active, detail }) => [active, detail]), [
    [true, "south is not heard"],
    [true, "south does not answer"],
    [false, "south does not answer"],
  ]);
  assert.deepEqual(watch.standing, []);
});

Deno.test("FleetWatch: lost servers are told once, not with every entry that waits more", () => {
  const told: FleetFault[] = [];
  const watch = new FleetWatch((fault) => void told.push(fault));
  for (let second = 0; second <= 100; second++) {
    watch.step({ fault: "refused", waiting: second }, second * 1_000);
  }
  assert.equal(told.length, 1);
  assert.match(told[0].detail, new RegExp(`${LOST_MS / 1_000} entries wait: refused`));
  watch.step({ fault: undefined, waiting: 0 }, 101_000);
  assert.equal(told.at(-1)!.active, false);
});
