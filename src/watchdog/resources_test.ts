import assert from "node:assert/strict";
import { ROLES } from "../reading/ids.ts";
import {
  describeResourceFault,
  planResources,
  type ResourceFault,
  type ResourcePlan,
  type ResourceSubject,
} from "./resources.ts";

const ALL: readonly ResourceSubject[] = ["supervisor", ...ROLES];

function planOf(cpus: number, settings = {}): Record<ResourceSubject, ResourcePlan> {
  const { plans, faults } = planResources(ALL, Array.from({ length: cpus }, (_, i) => i), settings);
  assert.deepEqual(faults, []);
  return Object.fromEntries(plans.map((plan) => [plan.subject, plan])) as Record<
    ResourceSubject,
    ResourcePlan
  >;
}

Deno.test("planResources puts the fire path before cameras and detection, and these before the page", () => {
  const plan = planOf(2);
  for (const first of ["supervisor", "outputs", "fusion", "sensors"] as const) {
    for (const second of ["cameras", "detect"] as const) {
      assert(plan[first].nice < plan[second].nice);
      assert(plan[first].cpuWeight > plan[second].cpuWeight);
      assert(plan[first].memoryLowBytes > plan[second].memoryLowBytes);
      assert(plan[second].nice < plan.ui.nice);
      assert(plan[second].cpuWeight > plan.ui.cpuWeight);
    }
  }
});

Deno.test("planResources puts calls for the sirens of other boxes before cameras and detection, and behind this box's fire path", () => {
  const plan = planOf(2);
  for (const heavy of ["cameras", "detect", "ui", "notify"] as const) {
    assert(plan.fleet.nice < plan[heavy].nice);
    assert(plan.fleet.cpuWeight > plan[heavy].cpuWeight);
  }
  for (const first of ["supervisor", "outputs", "fusion", "sensors"] as const) {
    assert(plan[first].nice < plan.fleet.nice);
    assert(plan[first].cpuWeight > plan.fleet.cpuWeight);
  }
});

Deno.test("planResources keeps one processor free of the heavy roles where there are enough, and never of the fire path", () => {
  const large = planOf(4);
  assert.deepEqual(large.detect.cpus, [1, 2, 3]);
  assert.deepEqual(large.cameras.cpus, [1, 2, 3]);
  for (const subject of ["supervisor", "outputs", "fusion", "sensors", "ui"] as const) {
    assert.equal(large[subject].cpus, undefined);
  }
  for (const cpus of [0, 1, 2, 3]) assert.equal(planOf(cpus).detect.cpus, undefined);
});

Deno.test("planResources obeys the configuration key by key", () => {
  const plan = planOf(8, { detect: { nice: 19, cpus: [6, 7] }, ui: { cpuWeight: 1, memoryLowMegabytes: 5 } });
  assert.deepEqual(plan.detect, {
    subject: "detect",
    nice: 19,
    cpus: [6, 7],
    cpuWeight: 100,
    memoryLowBytes: 0,
  });
  assert.equal(plan.ui.cpuWeight, 1);
  assert.equal(plan.ui.memoryLowBytes, 5 * 1024 * 1024);
  assert.equal(plan.ui.nice, 10);
});

Deno.test("planResources lets a role run everywhere where its configured processor does not exist, and says so", () => {
  const { plans, faults } = planResources(["detect", "ui"], [0, 1], { detect: { cpus: [1, 5] } });
  assert.equal(plans[0].cpus, undefined);
  assert.deepEqual(faults, [{
    subject: "detect",
    what: "processors",
    wanted: "processors 1,5",
    fault: { kind: "no-such-cpu", cpus: [5] },
  }]);
});

Deno.test("describeResourceFault says of every fault what it is and what to do", () => {
  const faults: ResourceFault[] = [
    { kind: "not-permitted" },
    { kind: "gone" },
    { kind: "no-such-cpu", cpus: [9] },
    { kind: "try-again" },
    { kind: "refused", errno: 22 },
    { kind: "unsupported", os: "darwin" },
    { kind: "no-cgroup", detail: "this system has no cgroup v2" },
    { kind: "controllers-missing", missing: ["cpu"] },
    { kind: "not-delegated", path: "/cg/a" },
    { kind: "shared", others: 3 },
    { kind: "cgroup-refused", path: "/cg/a", detail: "Device or resource busy" },
  ];
  for (const fault of faults) {
    const { cause, remedy } = describeResourceFault(fault);
    assert(cause.length > 10 && /\.$/.test(remedy), fault.kind);
  }
});
