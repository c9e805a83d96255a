import assert from "node:assert/strict";
import { CHIRP_MS } from "./walktest.ts";
import { Bed } from "./testbed.ts";

const LIMIT_MS = 30 * 60_000;

Deno.test("a hit in a walk test chirps, is journaled and latches nothing", () => {
  const bed = new Bed();
  assert.equal(bed.act({ act: "startWalkTest", zoneId: "hall" }).ok, true);
  bed.level("smoke", "h1", 60);
  bed.advance(1_000);
  bed.level("smoke", "h1", 60);
  assert.deepEqual(bed.sirens, { s1: "chirp", s2: "chirp" });
  assert.deepEqual(bed.alarms, []);
  assert.deepEqual(bed.state.order?.latched, []);
  assert.deepEqual(bed.texts("test-hit"), ["Hall: walk test, smoke 60 % (limit 25 %) at h1."]);
  assert.equal(bed.zone("hall").sensors[0].testHits, 1);
  bed.advance(CHIRP_MS);
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.zone("hall").state, "test");
});

Deno.test("one picture that passes several limits is one hit", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.thermal("h1", 80);
  bed.advance(500);
  bed.thermal("h1", 80);
  assert.equal(bed.texts("test-hit").length, 1);
});

Deno.test("a walk test ends by itself at its limit", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall", durationMs: 60_000 });
  bed.advance(59_900);
  assert.ok(bed.zone("hall").test);
  bed.advance(200);
  assert.equal(bed.zone("hall").test, undefined);
  assert.deepEqual(bed.texts("test-end"), [
    "Hall: the walk test was ended by its time limit; 0 of 1 sensors were hit; not hit: h1.",
  ]);
});

Deno.test("a walk test without a duration lasts as long as the settings allow, never longer", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.advance(LIMIT_MS + 100);
  assert.equal(bed.zone("hall").test, undefined);
  for (const durationMs of [LIMIT_MS + 1, 0, -1, NaN, Infinity]) {
    const outcome = bed.act({ act: "startWalkTest", zoneId: "hall", durationMs });
    assert.equal(outcome.ok === false && outcome.refusal, "bad-duration", String(durationMs));
  }
});

Deno.test("what still burns when the test ends is confirmed anew and alarms", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  for (let i = 0; i < 5; i++) {
    bed.thermal("h1", 90);
    bed.advance(1_000);
  }
  bed.act({ act: "stopWalkTest", zoneId: "hall" });
  assert.deepEqual(bed.alarms, []);
  bed.thermal("h1", 90);
  assert.deepEqual(bed.alarms, []);
  bed.advance(1_000);
  bed.thermal("h1", 90);
  assert.equal(bed.alarms.length, 1);
});

Deno.test("other zones alarm during a walk test, and such an alarm ends it", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.equal(bed.zone("hall").test, undefined);
  assert.match(bed.texts("test-end")[0], /ended by an alarm in Boiler/);
});

Deno.test("a walk test is refused where an alarm stands, the zone is out of service or unknown", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  const standing = bed.act({ act: "startWalkTest", zoneId: "boiler" });
  assert.equal(standing.ok === false && standing.refusal, "alarm-stands");
  bed.act({ act: "disable", target: "zone", id: "hall", reason: "paint", durationMs: 60_000 });
  const off = bed.act({ act: "startWalkTest", zoneId: "hall" });
  assert.equal(off.ok === false && off.refusal, "out-of-service");
  for (const act of ["startWalkTest", "stopWalkTest"] as const) {
    const unknown = bed.act({ act, zoneId: "attic" });
    assert.equal(unknown.ok === false && unknown.refusal, "unknown-zone");
  }
});

Deno.test("starting a test again starts its time anew and keeps its hits; stopping none is answered", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall", durationMs: 60_000 });
  bed.contact("callPoint", "h1", true);
  bed.advance(50_000);
  bed.act({ act: "startWalkTest", zoneId: "hall", durationMs: 60_000 });
  bed.advance(50_000);
  assert.equal(bed.zone("hall").sensors[0].testHits, 1);
  assert.equal(bed.act({ act: "stopWalkTest", zoneId: "hall" }).ok, true);
  assert.match(bed.texts("test-end")[0], /1 of 1 sensors were hit/);
  assert.equal(bed.act({ act: "stopWalkTest", zoneId: "hall" }).text, "Hall is not under test.");
});

Deno.test("who ends a test signs it off: the record names the person, what was missed, the sirens heard and a remark", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.act({
    act: "stopWalkTest",
    zoneId: "hall",
    sirensHeard: ["yard", "hall-1"],
    remark: "the bell is faint",
  });
  assert.match(
    bed.texts("test-end")[0],
    /^Hall: the walk test was ended by \w+; 0 of 1 sensors were hit; not hit: h1; sirens heard: yard, hall-1; remark: the bell is faint\.$/,
  );
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.act({ act: "stopWalkTest", zoneId: "hall", sirensHeard: [] });
  assert.match(bed.texts("test-end")[1], /; no siren was heard\.$/);
});

Deno.test("smoke at half its limit is no hit", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  for (let i = 0; i < 5; i++) {
    bed.level("smoke", "h1", 20);
    bed.advance(1_000);
  }
  assert.deepEqual(bed.texts("test-hit"), []);
});
