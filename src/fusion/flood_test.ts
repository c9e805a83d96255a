import assert from "node:assert/strict";
import { CALM_MS, LAST_MS } from "./flood.ts";
import { Bed } from "./testbed.ts";

/** Heat above the pre-alarm limit, confirmed. */
function warm(bed: Bed, sensorId = "b1", maxC = 45): void {
  bed.thermal(sensorId, maxC);
  bed.advance(250);
  bed.thermal(sensorId, maxC);
}

function flooded(): Bed {
  const bed = new Bed();
  bed.feed({ kind: "flood", on: true });
  bed.clear();
  return bed;
}

Deno.test("in a flood a pre-alarm that does not last is not announced, and one that lasts is, once", () => {
  const bed = flooded();
  warm(bed);
  assert.deepEqual(bed.texts("pre-alarm"), []);
  bed.quiet(LAST_MS + 20_000, "b1");
  assert.deepEqual([bed.texts("pre-alarm"), bed.texts("pre-alarm-cleared")], [[], []]);
  assert.equal(bed.state.counts.preAlarmsHeld, 1);

  for (let passed = 0; passed < LAST_MS + 10_000; passed += 1_000) {
    bed.thermal("b1", 45);
    bed.advance(1_000);
  }
  assert.equal(bed.texts("pre-alarm").length, 1);
  assert.match(bed.texts("pre-alarm")[0], /^Boiler: pre-alarm, 45\.0 C/);
  assert.equal(bed.zone("boiler").state, "pre-alarm");
});

Deno.test("in a flood a pre-alarm is over only after calm, so that heat that comes and goes is one", () => {
  const bed = new Bed();
  warm(bed);
  assert.equal(bed.texts("pre-alarm").length, 1);
  bed.feed({ kind: "flood", on: true });
  for (let turn = 0; turn < 5; turn++) {
    bed.quiet(60_000, "b1");
    warm(bed);
  }
  assert.equal(bed.texts("pre-alarm").length, 1);
  assert.deepEqual(bed.texts("pre-alarm-cleared"), []);
  bed.quiet(CALM_MS + 60_000, "b1");
  assert.equal(bed.texts("pre-alarm-cleared").length, 1);
});

Deno.test("a flood delays no siren, in the first alarm and in any other", () => {
  const calm = new Bed();
  const bed = flooded();
  for (const one of [calm, bed]) {
    one.clear();
    one.thermal("b1", 70);
    one.advance(250);
    one.thermal("b1", 70);
  }
  assert.equal(bed.alarms.length, 1);
  assert.deepEqual(bed.sirens, calm.sirens);
  assert.equal(bed.alarms[0].raisedAtMs, calm.alarms[0].raisedAtMs);
  warm(bed, "h1");
  assert.equal(bed.alarms.length, 1);
  bed.level("smoke", "h1", 40);
  bed.advance(250);
  bed.level("smoke", "h1", 40);
  assert.equal(bed.alarms.length, 2, "heat that is held back does not hold back an alarm of its zone");
});

Deno.test("when a flood is over, what is still warm is announced, what is not is over, and the rest is counted", () => {
  const bed = flooded();
  warm(bed, "b1");
  bed.quiet(40_000, "b1");
  warm(bed, "h1");
  bed.feed({ kind: "flood", on: false });
  assert.equal(bed.texts("pre-alarm").length, 1);
  assert.match(bed.texts("pre-alarm")[0], /^Hall/);
  assert.deepEqual(bed.texts("note"), [
    "While there were many alerts 2 pre-alarms that did not last were not announced.",
  ]);
  bed.feed({ kind: "flood", on: false });
  assert.equal(bed.texts("note").length, 1);
  warm(bed, "b1");
  assert.equal(bed.texts("pre-alarm").length, 2, "announced at once again");
});

Deno.test("a walk test and an alarm end what a flood holds back", () => {
  const bed = flooded();
  warm(bed);
  bed.act({ act: "startWalkTest", zoneId: "boiler" });
  for (let passed = 0; passed < LAST_MS + 10_000; passed += 1_000) {
    bed.thermal("b1", 45);
    bed.advance(1_000);
  }
  assert.deepEqual(bed.texts("pre-alarm"), []);
});
