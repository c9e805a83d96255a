import assert from "node:assert/strict";
import { EVIDENCE, EVIDENCE_CLASSES, EVIDENCE_INPUT, memoryTimes } from "./evidence.ts";
import { Bed, siteSettings } from "./testbed.ts";

Deno.test("every class of evidence has an input, a number of its own and a time to be remembered", () => {
  const numbers = Object.values(EVIDENCE);
  assert.deepEqual([...numbers].sort((a, b) => a - b), numbers.map((_, index) => index));
  assert.equal(EVIDENCE_INPUT.length, EVIDENCE_CLASSES);
  const settings = siteSettings({ holdMs: 1, correlationMs: 2 });
  const times = memoryTimes(settings);
  assert.equal(times.length, EVIDENCE_CLASSES);
  assert.deepEqual([times[EVIDENCE.smoke], times[EVIDENCE.callPoint], times[EVIDENCE.flame]], [1, 1, 2]);
});

Deno.test("a level that hovers just below its limit keeps its alarm active, one well below does not", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  for (let i = 0; i < 60; i++) {
    bed.level("smoke", "b1", 22.5);
    bed.advance(1_000);
  }
  assert.equal(bed.alarms[0].active, true);
  assert.deepEqual(bed.texts("alarm-inactive"), []);
  for (let i = 0; i < 16; i++) {
    bed.level("smoke", "b1", 22.4);
    bed.advance(1_000);
  }
  assert.equal(bed.alarms[0].active, false);
  assert.equal(bed.texts("alarm-inactive").length, 1);
});

Deno.test("two high readings with a gap longer than freshness between them do not confirm each other", () => {
  const bed = new Bed();
  bed.level("smoke", "b1", 40);
  bed.advance(15_100);
  bed.level("smoke", "b1", 40);
  assert.deepEqual(bed.alarms, []);
  bed.advance(15_000);
  bed.level("smoke", "b1", 40);
  assert.equal(bed.alarms.length, 1);
});

Deno.test("a low reading between two high ones breaks their vote", () => {
  const bed = new Bed();
  for (const value of [40, 5, 40, 24.9, 40]) {
    bed.level("smoke", "b1", value);
    bed.advance(1_000);
  }
  assert.deepEqual(bed.alarms, []);
});

Deno.test("evidence is there for as long as its class is remembered, and gone with the next tick", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  bed.advance(15_000);
  assert.equal(bed.alarms[0].active, true);
  bed.advance(100);
  assert.equal(bed.alarms[0].active, false);
});

Deno.test("a spike after evidence is over must be confirmed like the first", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  for (let second = 0; second < 15; second++) {
    bed.advance(1_000);
    bed.level("smoke", "b1", 5);
  }
  bed.advance(100);
  bed.level("smoke", "b1", 40);
  assert.equal(bed.alarms[0].active, false);
  bed.advance(1_000);
  bed.level("smoke", "b1", 40);
  assert.equal(bed.alarms[0].active, true);
});

Deno.test("a reading of the walk test does not vote with one after it", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.level("smoke", "h1", 40);
  bed.act({ act: "stopWalkTest", zoneId: "hall" });
  bed.advance(1_000);
  bed.level("smoke", "h1", 40);
  assert.deepEqual(bed.alarms, []);
  bed.advance(1_000);
  bed.level("smoke", "h1", 40);
  assert.equal(bed.alarms.length, 1);
});

Deno.test("the confirmation of levels follows the settings", () => {
  const once = new Bed(siteSettings({ confirmReadings: 1 }));
  once.level("smoke", "b1", 25);
  assert.equal(once.alarms.length, 1);
  const thrice = new Bed(siteSettings({ confirmReadings: 3 }));
  thrice.level("smoke", "b1", 25);
  thrice.level("smoke", "b1", 25);
  assert.deepEqual(thrice.alarms, []);
  thrice.level("smoke", "b1", 25);
  assert.equal(thrice.alarms.length, 1);
});
