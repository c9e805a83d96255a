import assert from "node:assert/strict";
import { type FaultName, FAULTS, type FaultShape, groupOf, planOf } from "./plan.ts";

const NAMES = Object.keys(FAULTS) as FaultName[];
const HOUR_MS = 3_600_000;

Deno.test("planOf draws the same faults and fires from the same seed, and others from another", () => {
  const plan = planOf(7, HOUR_MS, 20, NAMES);
  assert.deepEqual(planOf(7, HOUR_MS, 20, NAMES), plan);
  assert.notDeepEqual(planOf(8, HOUR_MS, 20, NAMES), plan);
});

Deno.test("planOf lets something fail every few seconds, each fault in an hour, and never two of a group at once", () => {
  const { faults, fires } = planOf(3, HOUR_MS, 20, NAMES);
  assert.ok(faults.length > 300, `${faults.length} faults`);
  assert.ok(fires.length > 200, `${fires.length} fires`);
  for (const name of NAMES) assert.ok(faults.some(({ fault }) => fault === name), `no ${name}`);
  const busyUntilMs = new Map<string, number>();
  for (const { fault, atMs, lengthMs, target } of faults) {
    const shape: FaultShape = FAULTS[fault];
    assert.ok(shape.targets.includes(target), `${fault} hits ${target}`);
    assert.ok(atMs >= (busyUntilMs.get(shape.group) ?? 0), `two of ${shape.group} at ${atMs}`);
    assert.ok(atMs + lengthMs <= HOUR_MS);
    busyUntilMs.set(shape.group, atMs + lengthMs);
  }
  const burnt = new Map<number, number>();
  for (const { zone, atMs } of fires) {
    assert.ok(atMs - (burnt.get(zone) ?? -Infinity) >= 120_000, `zone ${zone} burns again at once`);
    burnt.set(zone, atMs);
  }
});

Deno.test("planOf with one fault plans nothing else, and without any only fires", () => {
  assert.ok(planOf(1, HOUR_MS, 20, ["kill-role"]).faults.every(({ fault }) => fault === "kill-role"));
  const { faults, fires } = planOf(1, HOUR_MS, 20, []);
  assert.equal(faults.length, 0);
  assert.ok(fires.length > 0);
});

Deno.test("groupOf names five sensors of five zones", () => {
  const group = groupOf("group-3", 100);
  assert.equal(new Set(group.map((sensor) => sensor % 20)).size, 5);
  assert.ok(group.every((sensor) => sensor >= 0 && sensor < 100));
});
