import assert from "node:assert/strict";
import { createFusion } from "../fusion/step.ts";
import { siteSettings } from "../fusion/testbed.ts";
import type { FusionInput } from "../fusion/input.ts";
import { sampleAlarm } from "../store/samples_for_tests.ts";
import { remembering } from "./fusion_memory.ts";

const NOW = { monoMs: 1_000_000, wallMs: Date.UTC(2026, 0, 1) };

const ALARM = sampleAlarm("a1", { zoneId: "boiler" });

type Restored = Extract<FusionInput, { kind: "restored" }>;

function remember(changes: Partial<Record<keyof Restored, unknown>>) {
  const restored = {
    kind: "restored",
    alarms: [ALARM],
    troubles: [],
    disablements: [],
    released: [],
    ...changes,
  };
  return remembering(() => createFusion(1, siteSettings(), NOW), [restored as Restored], NOW);
}

Deno.test("remembering: what stood stands again", () => {
  const { state, lost, effects } = remember({});
  assert.equal(lost, undefined);
  assert.equal(state.alarms.get("a1")?.alarm.latched, true);
  assert(effects.some(({ kind }) => kind === "order") || state.order === undefined);
});

Deno.test("remembering: a trouble or a disablement that fusion cannot take costs these, and no alarm", () => {
  for (const poison of [{ troubles: [null] }, { disablements: [{ disablement: null, remainingMs: 5 }] }]) {
    const { state, lost } = remember(poison);
    assert.match(lost ?? "", /could not be taken.*are forgotten/);
    assert.equal(state.alarms.size, 1);
  }
});

Deno.test("remembering: an alarm that fusion cannot take costs what was remembered, and fusion runs; what was reset stays so", () => {
  const { state, lost } = remember({
    alarms: [ALARM, { ...ALARM, id: "a2", zoneId: null, causes: null }],
    released: ["a0"],
  });
  assert.match(lost ?? "", /everything is forgotten but what the outputs hold/);
  assert.equal(state.restored, true);
  assert.deepEqual(state.released, ["a0"]);
});
