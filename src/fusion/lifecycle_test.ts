import assert from "node:assert/strict";
import { CAUSES_MAX } from "../reading/alarm.ts";
import { RELEASED_MAX } from "../reading/output.ts";
import { Bed, siteSettings } from "./testbed.ts";

Deno.test("an alarm stands through time, silence of all sensors and quiet readings until it is reset", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.advance(600_000);
  bed.level("smoke", "b1", 0);
  bed.advance(1_000);
  assert.deepEqual(bed.alarms.map((alarm) => [alarm.id, alarm.latched, alarm.active]), [[id, true, false]]);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.equal(bed.texts("alarm-inactive").length, 1);
});

Deno.test("acknowledge sets its flag alone and does not stop the siren", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  assert.equal(bed.act({ act: "acknowledge", alarmId: id }).ok, true);
  const [alarm] = bed.alarms;
  assert.deepEqual([alarm.acknowledged, alarm.silenced, alarm.active], [true, false, true]);
  assert.deepEqual(alarm.acknowledgedBy, { by: "anna", atWallMs: bed.wallMs });
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("acknowledging and silencing twice is answered, changes and journals nothing", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  for (const act of ["acknowledge", "silence"] as const) {
    bed.act({ act, alarmId: id });
    const before = bed.alarms[0];
    bed.clear();
    const again = bed.act({ act, alarmId: id }, "ben");
    assert.equal(again.ok, true);
    assert.match(again.text, /already .*anna/);
    assert.deepEqual(bed.alarms[0], before);
    assert.equal(bed.effects.length, 1);
  }
});

Deno.test("silence stops the sirens of its alarm and not those of another zone", () => {
  const bed = new Bed();
  const boiler = bed.smokeAlarm("b1");
  bed.smokeAlarm("h1");
  bed.act({ act: "silence", alarmId: boiler.id });
  assert.deepEqual(bed.sirens, { s1: "temporal-3", s2: "temporal-3" });
  bed.act({ act: "silence", alarmId: bed.alarms[1].id });
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.state.order?.latched.length, 2);
});

Deno.test("a silenced alarm sounds again on another sensor's evidence and stays acknowledged", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "acknowledge", alarmId: id });
  bed.act({ act: "silence", alarmId: id });
  bed.smokeAlarm("b2");
  const [alarm] = bed.alarms;
  assert.equal(alarm.id, id);
  assert.deepEqual([alarm.silenced, alarm.acknowledged, alarm.resounds], [false, true, 1]);
  assert.equal(alarm.silencedBy, undefined);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual(bed.texts("alarm-resound"), [
    "Boiler: smoke 40 % (limit 25 %) at b2 and smoke 40 % (limit 25 %) at b1.",
  ]);
});

Deno.test("a silenced alarm sounds again on another rule and not on more of the same", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  for (let i = 0; i < 20; i++) {
    bed.level("smoke", "b1", 40 + i);
    bed.advance(1_000);
  }
  assert.equal(bed.alarms[0].silenced, true);
  bed.contact("callPoint", "b1", true);
  assert.equal(bed.alarms[0].silenced, false);
});

Deno.test("a silenced alarm whose fire comes back after a quiet minute sounds again, after a short pause not", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  bed.advance(30_000);
  assert.equal(bed.alarms[0].active, false);
  bed.smokeAlarm("b1");
  assert.deepEqual([bed.alarms[0].active, bed.alarms[0].silenced], [true, true]);
  bed.advance(90_000);
  bed.smokeAlarm("b1");
  assert.deepEqual([bed.alarms[0].active, bed.alarms[0].silenced], [true, false]);
  assert.equal(bed.alarms.length, 1);
});

Deno.test("the quiet minute counts from when the cause went, to the millisecond, not from the alarm's beginning", () => {
  for (const [quietMs, silenced] of [[59_999, true], [60_000, false]] as const) {
    const bed = new Bed();
    // It burns for two minutes first: a minute counted from the alarm's beginning would long be over.
    bed.contact("callPoint", "b1", true);
    const [{ id }] = bed.alarms;
    for (let second = 0; second < 120; second++) {
      bed.advance(1_000);
      bed.contact("callPoint", "b1", true);
    }
    bed.act({ act: "silence", alarmId: id });
    bed.contact("callPoint", "b1", false);
    // Evidence is remembered for some seconds.
    for (let waitedMs = 0; bed.alarms[0].active && waitedMs < 60_000; waitedMs += 100) bed.advance(100);
    bed.advance(quietMs);
    bed.contact("callPoint", "b1", true);
    assert.equal(bed.alarms[0].silenced, silenced, `after ${quietMs} ms`);
  }
});

Deno.test("an alarm of this run is neither sounded again nor ended by what the outputs remember", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.feed({ kind: "recovered", latched: [], released: [id] });
  assert.deepEqual(bed.sirens, { s1: "temporal-3" }, "nobody has touched it yet");
  bed.act({ act: "silence", alarmId: id });
  // The report left the outputs before they had heard of the silence.
  const held = { alarmId: id, zoneId: "boiler", silenced: false, raisedAtWallMs: bed.wallMs };
  bed.feed({ kind: "recovered", latched: [held], released: [] });
  assert.equal(bed.alarms[0].silenced, true);
  bed.feed({ kind: "recovered", latched: [], released: [id] });
  assert.deepEqual(bed.alarms.map((alarm) => [alarm.id, alarm.latched]), [[id, true]]);
});

Deno.test("resound takes a silence back", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.act({ act: "resound", alarmId: id }).ok, true);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual([bed.alarms[0].resounds, bed.alarms[0].silencedBy], [1, undefined]);
  assert.deepEqual(bed.act({ act: "resound", alarmId: id }), { ok: true, text: "It is not silenced." });
});

Deno.test("reset is refused while the cause is present, naming sensor and value", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  const refused = bed.act({ act: "reset", alarmId: id });
  assert.deepEqual(refused, {
    ok: false,
    refusal: "cause-present",
    text: "Boiler: the alarm cannot be reset while its cause is present: smoke 40 % (limit 25 %) at b1.",
  });
  assert.deepEqual(bed.texts("reset-refused"), [refused.text]);
  assert.equal(bed.alarms.length, 1);
});

Deno.test("reset ends the alarm once the cause is gone, and acknowledges it where nobody had", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.advance(16_000);
  bed.clear();
  assert.equal(bed.act({ act: "reset", alarmId: id }).ok, true);
  assert.deepEqual(bed.alarms, []);
  assert.deepEqual(bed.sirens, {});
  assert.deepEqual(bed.state.order?.released, [id]);
  const ended = bed.effects.find((effect) => effect.kind === "alarm");
  assert.equal(ended?.ended, true);
  assert.deepEqual(
    [
      ended?.alarm.latched,
      ended?.alarm.active,
      ended?.alarm.test,
      ended?.alarm.acknowledged,
      ended?.alarm.acknowledgedBy?.by,
      ended?.alarm.resetBy?.by,
    ],
    [false, false, false, true, "anna", "anna"],
  );
});

Deno.test("an alarm is stored as one that stands from its raising on, whatever changes, until its reset", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  for (const act of ["acknowledge", "silence", "resound"] as const) bed.act({ act, alarmId: id });
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: id });
  const ended = bed.effects.flatMap((effect) => effect.kind === "alarm" ? [effect.ended] : []);
  assert.deepEqual(ended, [false, false, false, false, false, true]);
});

Deno.test("of two alarms of a zone the reset of one leaves the other to what comes, and to its own reset", () => {
  const bed = new Bed();
  const first = bed.smokeAlarm("b1");
  const held = { alarmId: "A0-1", zoneId: "boiler", silenced: true, raisedAtWallMs: bed.wallMs };
  bed.feed({ kind: "recovered", latched: [held], released: [] });
  bed.smokeAlarm("h1");
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: first.id });
  assert.deepEqual(bed.troubles.filter((id) => id.startsWith("alarm-memory")), ["alarm-memory:boiler"]);
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.alarms.map(({ id, silenced }) => [id, silenced]), [["A0-1", false], ["A1-2", false]]);
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: "A0-1" });
  assert.deepEqual(bed.troubles.filter((id) => id.startsWith("alarm-memory")), []);
});

Deno.test("evidence after a reset raises another alarm with an id of its own", () => {
  const bed = new Bed();
  const first = bed.smokeAlarm("b1");
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: first.id });
  const second = bed.smokeAlarm("b1");
  assert.notEqual(second.id, first.id);
  assert.equal(bed.texts("alarm").length, 2);
});

Deno.test("acts on an alarm that does not stand are refused", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: id });
  for (const act of ["acknowledge", "silence", "resound", "reset"] as const) {
    const outcome = bed.act({ act, alarmId: id });
    assert.equal(outcome.ok === false && outcome.refusal, "unknown-alarm", act);
  }
});

Deno.test("after a reset, warmth that is no alarm shows as pre-alarm", () => {
  const bed = new Bed();
  bed.thermal("b1", 70);
  bed.advance(1_000);
  bed.thermal("b1", 70);
  for (let i = 0; i < 20; i++) {
    bed.advance(1_000);
    bed.thermal("b1", 45);
  }
  assert.equal(bed.act({ act: "reset", alarmId: bed.alarms[0].id }).ok, true);
  assert.equal(bed.zone("boiler").state, "pre-alarm");
  assert.deepEqual(bed.texts("pre-alarm"), ["Boiler: pre-alarm, 45.0 C (limit 40 C) at b1."]);
});

Deno.test("an alarm keeps its first cause and the latest others", () => {
  const sensors = Array.from({ length: 30 }, (_, i) => ({ id: `x${i}`, zoneId: "boiler" }));
  const bed = new Bed(siteSettings({ sensors }));
  for (const { id } of sensors) bed.smokeAlarm(id);
  const [{ causes }] = bed.alarms;
  assert.equal(causes.length, CAUSES_MAX);
  assert.equal(causes[0].observations[0].sensorId, "x0");
  assert.equal(causes.at(-1)?.observations[0].sensorId, "x29");
});

Deno.test("an alarm drops no cause before there are more than it may keep", () => {
  const sensors = Array.from({ length: CAUSES_MAX }, (_, i) => ({ id: `x${i}`, zoneId: "boiler" }));
  const bed = new Bed(siteSettings({ sensors }));
  for (const { id } of sensors) bed.smokeAlarm(id);
  const seen = bed.alarms[0].causes.map(({ observations }) => observations[0].sensorId);
  assert.deepEqual(seen, sensors.map(({ id }) => id));
});

Deno.test("an alarm remembers the peak of credible pictures and not of a bad one", () => {
  const bed = new Bed();
  for (const maxC of [70, 80, 75]) {
    bed.thermal("b1", maxC);
    bed.advance(1_000);
  }
  bed.thermal("b2", 900, { hotSpotIndex: 5 });
  assert.equal(bed.alarms[0].peakC, 80);
});

Deno.test("an alarm that begins with the heat of two sensors tells the hotter one's peak from the start", () => {
  const bed = new Bed();
  for (const [sensorId, maxC] of [["b1", 47], ["b2", 55]] as const) {
    bed.thermal(sensorId, maxC);
    bed.advance(1_000);
    bed.thermal(sensorId, maxC);
  }
  bed.level("flame", "b2", 60);
  bed.advance(1_000);
  bed.level("flame", "b2", 60);
  assert.equal(bed.alarms[0].causes[0].rule, "flame-and-thermal");
  assert.equal(bed.alarms[0].peakC, 55);
});

Deno.test("the first order of an alarm carries the arrival of the packet behind it, the next does not", () => {
  const bed = new Bed();
  bed.level("smoke", "b1", 40);
  bed.advance(1_000);
  const arrivedMs = bed.monoMs - 3;
  const effects = bed.feed({ kind: "smoke", sensorId: "b1", atMs: arrivedMs, value: 40 });
  assert.equal(effects[0].kind, "order");
  assert.equal(bed.orders.at(-1)?.evidenceAtMs, arrivedMs);
  assert.equal(bed.alarms[0].evidenceAtMs, arrivedMs);
  bed.act({ act: "silence", alarmId: bed.alarms[0].id });
  assert.equal(bed.orders.at(-1)?.evidenceAtMs, undefined);
});

Deno.test("orders name the latest resets and no more than they may", () => {
  const bed = new Bed();
  let last = "";
  for (let i = 0; i < RELEASED_MAX + 5; i++) {
    last = bed.smokeAlarm("b1").id;
    bed.advance(16_000);
    bed.act({ act: "reset", alarmId: last });
  }
  const released = bed.state.order?.released ?? [];
  assert.equal(released.length, RELEASED_MAX);
  assert.equal(released.at(-1), last);
});
