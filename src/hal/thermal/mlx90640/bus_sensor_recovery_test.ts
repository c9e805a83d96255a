import assert from "node:assert/strict";
import type { ChipFault } from "./bus_sensor_fault.ts";
import { Recovery } from "./bus_sensor_recovery.ts";

const NOISE: ChipFault = { kind: "bus", fault: { kind: "failed", detail: "EIO" } };
const ABSENT: ChipFault = { kind: "bus", fault: { kind: "no-answer", detail: "ENXIO" } };
const GONE: ChipFault = { kind: "bus", fault: { kind: "gone", detail: "ENODEV" } };

function steps(recovery: Recovery, count: number, fault: ChipFault, measuring: boolean): string[] {
  return Array.from({ length: count }, () => {
    const { action, pauseMs } = recovery.failed(fault, measuring);
    return `${action} ${pauseMs}`;
  });
}

Deno.test("Recovery retries noise three times before it starts the chip anew", () => {
  const recovery = new Recovery(false);
  assert.deepEqual(steps(recovery, 4, NOISE, true), ["retry 5", "retry 20", "retry 60", "initialise 100"]);
  recovery.recovered();
  assert.deepEqual(steps(recovery, 1, { kind: "garbage", what: "status" }, true), ["retry 5"]);
});

Deno.test("Recovery starts anew at once where a retry cannot help", () => {
  const faults: ChipFault[] = [
    GONE,
    { kind: "silent", forMs: 1000 },
    { kind: "control", wanted: 1, found: 2 },
    { kind: "half", subPage: 0 },
  ];
  for (const fault of faults) {
    assert.deepEqual(steps(new Recovery(false), 1, fault, true), ["initialise 100"], fault.kind);
  }
  assert.deepEqual(steps(new Recovery(false), 1, NOISE, false), ["initialise 100"], "nothing runs yet");
});

Deno.test("Recovery starts anew with growing pauses of at most 5 s, for ever", () => {
  const recovery = new Recovery(false);
  assert.deepEqual(
    steps(recovery, 8, ABSENT, false).map((step) => Number(step.split(" ")[1])),
    [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000],
  );
  assert.equal(steps(recovery, 10_000, ABSENT, false).at(-1), "initialise 5000");
});

Deno.test("Recovery switches the power after three starts in vain, then ever more rarely, until a frame comes", () => {
  const recovery = new Recovery(true);
  const actions = steps(recovery, 3_000, ABSENT, false).map((step) => step.split(" ")[0]);
  const at = actions.flatMap((action, i) => action === "power-cycle" ? [i] : []);
  assert.deepEqual(at, [3, 15, 39, 87, 183, 375, 759, 1479, 2199, 2919]);
  recovery.recovered();
  assert.equal(steps(recovery, 4, ABSENT, false)[3], "power-cycle 800");
  const without = steps(new Recovery(false), 30, ABSENT, false);
  assert.ok(without.every((step) => step.startsWith("initialise")));
});

Deno.test("Recovery counts starts on where the chip starts but never delivers", () => {
  const recovery = new Recovery(true);
  const seen: string[] = [];
  for (let start = 0; start < 4; start++) {
    recovery.initialised();
    seen.push(...steps(recovery, 4, { kind: "garbage", what: "auxiliary words" }, true).slice(3));
  }
  assert.deepEqual(seen, ["initialise 100", "initialise 200", "initialise 400", "power-cycle 800"]);
});
