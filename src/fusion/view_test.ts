import assert from "node:assert/strict";
import { Bed } from "./testbed.ts";

Deno.test("viewOf shows the last value of every input with its age, and why there is none", () => {
  const bed = new Bed();
  bed.thermal("b1", 31.5, { minC: 20, meanC: 24, hotSpotC: 30, hotSpotIndex: 77 });
  bed.level("gas", "b1", 80);
  bed.contact("flameDigital", "b1", false);
  bed.vision("b2", 0.1, 0.2);
  bed.advance(2_000);
  const [b1, b2] = bed.zone("boiler").sensors;
  assert.deepEqual(b1.inputs.map((input) => input.fresh && [input.ageMs, input.value]), [
    [2_000, { kind: "thermal", maxC: 31.5, minC: 20, meanC: 24, hotSpotC: 30, hotSpotIndex: 77 }],
    [2_000, { kind: "gas", value: 80 }],
    [2_000, { kind: "flameDigital", active: false }],
  ]);
  assert.deepEqual(b2.inputs.map((input) => input.fresh && input.value), [
    { kind: "vision", fire: 0.1, smoke: 0.2 },
  ]);
  assert.deepEqual(bed.zone("hall").sensors[0].inputs, []);
  bed.advance(14_000);
  assert.deepEqual(bed.zone("boiler").sensors[0].inputs[1], {
    input: "gas",
    fresh: false,
    reason: "stale",
    ageMs: 16_000,
  });
});

Deno.test("viewOf gives a zone the one word that matters most", () => {
  const bed = new Bed();
  const state = () => bed.zone("boiler").state;
  assert.equal(state(), "normal");
  bed.advance(31_000);
  assert.equal(state(), "trouble");
  bed.thermal("b1", 45);
  bed.thermal("b1", 45);
  assert.equal(state(), "pre-alarm");
  bed.act({ act: "startWalkTest", zoneId: "boiler" });
  assert.equal(state(), "test");
  bed.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  assert.equal(state(), "disabled");
  bed.act({ act: "enable", target: "zone", id: "boiler" });
  bed.smokeAlarm("b1");
  assert.equal(state(), "alarm");
});

Deno.test("viewOf is a snapshot that later steps do not change", () => {
  const bed = new Bed();
  const before = bed.view;
  const text = JSON.stringify(before);
  bed.smokeAlarm("b1");
  bed.advance(40_000);
  assert.equal(JSON.stringify(before), text);
});
