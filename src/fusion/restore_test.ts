import assert from "node:assert/strict";
import type { Alarm } from "../reading/alarm.ts";
import type { LatchedAlarm } from "../reading/output.ts";
import type { Trouble } from "../reading/trouble.ts";
import type { Disablement } from "./effect.ts";
import { ALARMS_MAX } from "./restore.ts";
import { FUSION_DEFAULTS } from "./settings.ts";
import { Bed, siteSettings, zone } from "./testbed.ts";
import { CONFIRM_MS } from "./troubles.ts";

/** A fusion that has just started again after `before`, with nothing said to it yet. */
function restart(before: Bed, settings = siteSettings()): Bed {
  const now = { monoMs: before.monoMs + 500, wallMs: before.wallMs + 500 };
  return new Bed(settings, before.state.epoch + 1, false, now);
}

function restored(
  bed: Bed,
  alarms: readonly Alarm[],
  troubles: readonly Trouble[] = [],
  disablements: { disablement: Disablement; remainingMs: number }[] = [],
  released: string[] = [],
) {
  return bed.feed({ kind: "restored", alarms, troubles, disablements, released });
}

function recovered(bed: Bed, latched: readonly LatchedAlarm[], released: string[] = []) {
  return bed.feed({ kind: "recovered", latched, released });
}

function latchedOf(bed: Bed): readonly LatchedAlarm[] {
  return bed.state.order?.latched ?? [];
}

Deno.test("the first order after a restart holds the alarm that stood, with its sirens", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  bed.feed({ kind: "tick" });
  restored(bed, before.alarms);
  recovered(bed, latchedOf(before));
  assert.equal(bed.orders.length, 1);
  assert.deepEqual(bed.orders[0].sirens, { s1: "temporal-3" });
  assert.deepEqual(bed.orders[0].latched, latchedOf(before));
  assert.equal(bed.orders[0].epoch, 2);
  assert.equal(bed.orders[0].evidenceAtMs, undefined);
  assert.deepEqual([bed.alarms[0].id, bed.alarms[0].active], [alarm.id, false]);
});

Deno.test("what the outputs say before the store is kept until the store has spoken", () => {
  const before = new Bed();
  before.smokeAlarm("b1");
  const bed = restart(before);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.orders, []);
  restored(bed, before.alarms);
  assert.equal(bed.alarms.length, 1);
  assert.equal(bed.alarms[0].causes[0].rule, "smoke");
  assert.equal(bed.orders.length, 1);
  assert.deepEqual(bed.troubles, []);
});

Deno.test("an alarm the outputs hold and the store does not know stands again, with trouble", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, []);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.alarms.map((one) => [one.id, one.latched, one.causes[0].rule]), [
    [alarm.id, true, "recovered"],
  ]);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual(bed.troubles, ["alarm-memory:boiler"]);
  assert.equal(bed.act({ act: "reset", alarmId: alarm.id }).ok, true);
  assert.deepEqual(bed.sirens, {});
  assert.deepEqual(bed.troubles, []);
});

Deno.test("a recovered alarm is new to everybody: neither acknowledged, nor active, nor a test, silent only where it was", () => {
  for (const silenced of [false, true]) {
    const bed = new Bed(siteSettings(), 2, false);
    restored(bed, []);
    recovered(bed, [{ alarmId: "A1-1", zoneId: "boiler", silenced, raisedAtWallMs: 7 }]);
    const [alarm] = bed.alarms;
    assert.deepEqual(
      [alarm.acknowledged, alarm.active, alarm.test, alarm.disabled, alarm.silenced, alarm.raisedAtWallMs],
      [false, false, false, false, silenced, 7],
    );
    assert.equal(bed.orders[0].relays.fire, true, "whoever is called by the alarm relay is called");
  }
});

Deno.test("a recovered alarm's silence is not undone by outputs that fell back to an older file", () => {
  const bed = new Bed(siteSettings(), 2, false);
  const held = { alarmId: "A1-1", zoneId: "boiler", silenced: true, raisedAtWallMs: 7 };
  restored(bed, []);
  recovered(bed, [held]);
  recovered(bed, [{ ...held, silenced: false }]);
  assert.deepEqual(bed.sirens, {});
});

Deno.test("a recovered alarm ends the walk test of its zone, and says nothing of a test where there was none", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  recovered(bed, [
    { alarmId: "A0-1", zoneId: "boiler", silenced: false, raisedAtWallMs: 7 },
    { alarmId: "A0-2", zoneId: "hall", silenced: false, raisedAtWallMs: 7 },
  ]);
  assert.equal(bed.zone("hall").test, undefined);
  assert.deepEqual(bed.texts("test-end"), [
    "Hall: the walk test was ended by an alarm found at the outputs; 0 of 1 sensors were hit; not hit: h1.",
  ]);
});

Deno.test("the trouble of a lost memory ends in the zone whose recovered alarm the store has as reset, and there alone", () => {
  const before = new Bed(siteSettings(), 2, false);
  restored(before, []);
  const held = ["boiler", "hall"].map((zoneId) => ({
    alarmId: `A1-${zoneId}`,
    zoneId,
    silenced: false,
    raisedAtWallMs: 7,
  }));
  recovered(before, held);
  assert.deepEqual(before.troubles, ["alarm-memory:boiler", "alarm-memory:hall"]);
  const bed = restart(before);
  restored(bed, before.alarms.filter(({ zoneId }) => zoneId === "hall"), before.view.troubles, [], [
    "A1-boiler",
  ]);
  assert.deepEqual(bed.troubles, ["alarm-memory:hall"]);
});

Deno.test("an alarm of a zone out of service sounds nothing after a restart, be the zone back or not", () => {
  const before = new Bed();
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  before.smokeAlarm("b1");
  const back = restart(before);
  restored(back, before.alarms);
  recovered(back, latchedOf(before));
  assert.deepEqual([back.alarms[0].disabled, back.sirens], [true, {}]);

  // The store had missed that the zone was taken out of service under its alarm.
  const [disablement] = before.view.disablements;
  const out = restart(before);
  const enabled = before.alarms.map((alarm) => ({ ...alarm, disabled: false }));
  restored(out, enabled, [], [{ disablement, remainingMs: 50_000 }]);
  recovered(out, latchedOf(before));
  assert.deepEqual([out.alarms[0].disabled, out.sirens], [true, {}]);
});

Deno.test("a store gives back only what stands, each alarm once, and no more than there is room for", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, [{ ...alarm, id: "A0-9", latched: false }, alarm, alarm]);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.alarms.map(({ id }) => id), [alarm.id]);
  bed.act({ act: "reset", alarmId: alarm.id });
  assert.equal(bed.zone("boiler").state, "normal", "no second one is left in the zone");

  const full = restart(before);
  restored(full, Array.from({ length: ALARMS_MAX + 3 }, (_, i) => ({ ...alarm, id: `A0-${i}` })));
  assert.deepEqual([full.alarms.length, full.state.counts.alarmsRefused], [ALARMS_MAX, 3]);
});

Deno.test("a recovered alarm is stored, survives another restart, and keeps its trouble", () => {
  const before = new Bed();
  before.smokeAlarm("b1");
  const second = restart(before);
  restored(second, []);
  recovered(second, latchedOf(before));
  assert.ok(second.effects.some((effect) => effect.kind === "alarm" && !effect.ended));
  const third = restart(second);
  restored(third, second.alarms, second.view.troubles);
  recovered(third, latchedOf(second));
  assert.deepEqual(third.troubles, ["alarm-memory:boiler"]);
  assert.equal(third.alarms.length, 1);
  third.advance(CONFIRM_MS + 1_000);
  assert.ok(third.troubles.includes("alarm-memory:boiler"));
});

Deno.test("a reset that reached the outputs and not the store stays a reset", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, before.alarms);
  recovered(bed, [], [alarm.id]);
  assert.deepEqual(bed.alarms, []);
  assert.deepEqual(bed.orders.at(-1)?.sirens, {});
  assert.ok(bed.effects.some((effect) => effect.kind === "alarm" && effect.ended));
});

Deno.test("a reset that reached the store and not the outputs stays a reset", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, [], [], [], [alarm.id]);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.alarms, []);
  assert.deepEqual(bed.orders.at(-1)?.released, [alarm.id]);
});

Deno.test("a siren that sounds is not silenced by a store that missed its resounding", () => {
  const before = new Bed();
  const { id } = before.smokeAlarm("b1");
  before.act({ act: "silence", alarmId: id });
  const stored = before.alarms;
  before.act({ act: "resound", alarmId: id });
  const bed = restart(before);
  restored(bed, stored);
  recovered(bed, latchedOf(before));
  assert.equal(bed.orders.length, 1);
  assert.deepEqual(bed.orders[0].sirens, { s1: "temporal-3" });
});

Deno.test("a siren that sounds is not silenced by a store that missed its zone's return into service", () => {
  const before = new Bed();
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  before.smokeAlarm("b1");
  const stored = before.alarms;
  const [disablement] = before.view.disablements;
  before.act({ act: "enable", target: "zone", id: "boiler" });
  for (const known of [stored, []]) {
    const bed = restart(before);
    restored(bed, known, [], [{ disablement, remainingMs: 50_000 }]);
    recovered(bed, latchedOf(before));
    assert.equal(bed.orders.length, 1);
    assert.deepEqual(bed.orders[0].sirens, { s1: "temporal-3" });
  }
});

Deno.test("a silence given after a restart is not undone by outputs that had not heard of it", () => {
  const before = new Bed();
  const { id } = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, before.alarms);
  recovered(bed, latchedOf(before));
  bed.act({ act: "silence", alarmId: id });
  recovered(bed, latchedOf(before));
  assert.equal(bed.alarms[0].silenced, true);
  assert.deepEqual(bed.sirens, {});
});

Deno.test("acknowledging a restored alarm does not keep a siren from sounding that the store had as silenced", () => {
  const before = new Bed();
  const { id } = before.smokeAlarm("b1");
  before.act({ act: "silence", alarmId: id });
  const stored = before.alarms;
  before.act({ act: "resound", alarmId: id });
  const bed = restart(before);
  restored(bed, stored);
  bed.act({ act: "acknowledge", alarmId: id });
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("outputs that connect again with an old memory undo no silence of a living fusion", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  const old = latchedOf(bed);
  bed.act({ act: "silence", alarmId: id });
  recovered(bed, old);
  assert.equal(bed.alarms[0].silenced, true);
  bed.advance(16_000);
  bed.act({ act: "reset", alarmId: id });
  recovered(bed, old);
  assert.deepEqual(bed.alarms, []);
});

Deno.test("a silenced alarm stays silenced over a restart, on the same evidence too, and sounds on new", () => {
  const before = new Bed();
  const { id } = before.smokeAlarm("b1");
  before.act({ act: "silence", alarmId: id });
  const bed = restart(before);
  restored(bed, before.alarms);
  recovered(bed, latchedOf(before));
  bed.smokeAlarm("b1");
  assert.deepEqual([bed.alarms.length, bed.alarms[0].active, bed.alarms[0].silenced], [1, true, true]);
  bed.smokeAlarm("b2");
  assert.equal(bed.alarms[0].silenced, false);
});

Deno.test("an alarm of a zone that is no longer configured stands and sounds every siren", () => {
  const before = new Bed();
  const { id } = before.smokeAlarm("b1");
  const bed = restart(before, siteSettings({ zones: [zone("hall")], sensors: [] }));
  restored(bed, before.alarms);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.sirens, { s1: "temporal-3", s2: "temporal-3" });
  assert.equal(bed.zone("boiler").retired, true);
  bed.act({ act: "reset", alarmId: id });
  assert.equal(bed.view.zones.some((one) => one.id === "boiler"), false);
});

Deno.test("a new fire does not wait for store or outputs", () => {
  const bed = new Bed(siteSettings(), 5, false);
  bed.smokeAlarm("b1");
  assert.equal(bed.orders.length, 1);
  assert.deepEqual(bed.orders[0].sirens, { s1: "temporal-3" });
});

Deno.test("a restored alarm sounds after 5 s even where the outputs never say what they hold", () => {
  const before = new Bed();
  before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, before.alarms);
  bed.advance(4_900);
  assert.deepEqual(bed.orders, []);
  bed.advance(100);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("a reset that the store tells of only after the first order reaches the outputs at once", () => {
  const bed = new Bed(siteSettings(), 2, false);
  bed.advance(5_100);
  assert.equal(bed.orders.length, 1);
  restored(bed, [], [], [], ["A1-1"]);
  assert.deepEqual(bed.orders.map((order) => order.released), [[], ["A1-1"]]);
});

Deno.test("alarm ids differ between runs", () => {
  const first = new Bed(siteSettings(), 1).smokeAlarm("b1");
  const second = new Bed(siteSettings(), 2).smokeAlarm("b1");
  assert.notEqual(first.id, second.id);
});

Deno.test("a new alarm takes the id of none that stands or was reset, even should a run repeat its number", () => {
  const bed = new Bed(siteSettings(), 1, false);
  const before = new Bed(siteSettings(), 1);
  const { id } = before.smokeAlarm("b1");
  restored(bed, before.alarms, [], [], ["A1-2"]);
  recovered(bed, latchedOf(before));
  const fresh = bed.smokeAlarm("h1");
  assert.deepEqual(bed.alarms.map((alarm) => alarm.zoneId), ["boiler", "hall"]);
  assert.ok(![id, "A1-2"].includes(fresh.id), fresh.id);
});

Deno.test("restored faults of other roles end unless their owner repeats them", () => {
  const before = new Bed();
  for (const subject of ["sensors", "ui"]) {
    before.feed({ kind: "fault", code: "role-down", subject, active: true, detail: `${subject} is down.` });
  }
  const bed = restart(before);
  restored(bed, [], before.view.troubles);
  recovered(bed, []);
  assert.equal(bed.troubles.length, 2);
  assert.deepEqual(bed.orders[0].relays, { trouble: true });
  bed.feed({ kind: "fault", code: "role-down", subject: "ui", active: true, detail: "ui is down." });
  bed.quiet(CONFIRM_MS + 1_000, "b1", "b2", "h1");
  assert.deepEqual(bed.troubles, ["role-down:ui"]);
});

Deno.test("a restored silent sensor stays in trouble until it delivers, without another journal line", () => {
  const before = new Bed();
  before.quiet(60_000, "b2", "h1");
  assert.deepEqual(before.troubles, ["sensor-silent:b1"]);
  const bed = restart(before);
  restored(bed, [], before.view.troubles);
  recovered(bed, []);
  bed.quiet(120_000, "b2", "h1");
  assert.deepEqual(bed.troubles, ["sensor-silent:b1"]);
  assert.deepEqual(bed.texts("trouble"), []);
  bed.thermal("b1", 24);
  assert.deepEqual(bed.troubles, []);
  assert.deepEqual(bed.texts("sensor-back"), ["b1 delivers again."]);
});

Deno.test("a restored blind zone stays blind until a sensor delivers", () => {
  const before = new Bed();
  before.advance(31_000);
  const bed = restart(before);
  restored(bed, [], before.view.troubles);
  bed.advance(200);
  assert.ok(bed.troubles.includes("zone-blind:hall"));
  bed.thermal("h1", 24);
  bed.advance(200);
  assert.ok(!bed.troubles.includes("zone-blind:hall"));
});

Deno.test("what was out of service stays so for what is left, sensors admitted later included", () => {
  const before = new Bed();
  const durationMs = 60_000;
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs });
  before.act({ act: "disable", target: "sensor", id: "h1", reason: "paint", durationMs });
  before.smokeAlarm("b1");
  const settings = siteSettings({ sensors: [{ id: "b1", zoneId: "boiler" }] });
  const bed = restart(before, settings);
  const left = before.view.disablements.map((disablement) => ({ disablement, remainingMs: 20_000 }));
  restored(bed, before.alarms, [], left);
  recovered(bed, latchedOf(before));
  assert.deepEqual(bed.orders[0].sirens, {});
  bed.feed({ kind: "sensor", sensor: { id: "h1", zoneId: "hall" }, origin: "stored" });
  assert.ok(bed.zone("hall").sensors[0].disablement);
  assert.deepEqual(bed.texts("sensor-admitted"), []);
  bed.advance(20_100);
  assert.deepEqual(bed.view.disablements, []);
  assert.equal(bed.zone("hall").sensors[0].disablement, undefined);
});

Deno.test("a disablement whose time ran out meanwhile is not restored but ended in the store", () => {
  const before = new Bed();
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 1_000 });
  const [disablement] = before.view.disablements;
  for (const remainingMs of [0, -5, NaN]) {
    const bed = restart(before);
    restored(bed, [], [], [{ disablement, remainingMs }]);
    assert.deepEqual(bed.view.disablements, []);
    assert.ok(bed.effects.some((effect) => effect.kind === "disablement" && effect.ended));
  }
});

Deno.test("the table of alarms is bounded for what others remember, and never for a new fire", () => {
  const bed = new Bed(siteSettings(), 2, false);
  restored(bed, []);
  const latched = Array.from({ length: ALARMS_MAX + 7 }, (_, i) => ({
    alarmId: `A1-${i}`,
    zoneId: i % 2 === 0 ? "boiler" : `gone-${i}`,
    silenced: false,
    raisedAtWallMs: 0,
  }));
  recovered(bed, latched);
  assert.equal(bed.alarms.length, ALARMS_MAX);
  assert.equal(bed.state.counts.alarmsRefused, 7);
  bed.smokeAlarm("h1");
  assert.equal(bed.alarms.length, ALARMS_MAX + 1);
});

Deno.test("a loader whose clock went wrong cannot stretch a time out of service", () => {
  const before = new Bed();
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  const [disablement] = before.view.disablements;
  const bed = restart(before);
  restored(bed, [], [], [{ disablement, remainingMs: 1e12 }]);
  bed.advance(60_100);
  assert.deepEqual(bed.view.disablements, []);
});

Deno.test("a store that answers late completes the alarms found at the outputs, and keeps what happened since", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  before.act({ act: "acknowledge", alarmId: alarm.id });
  const bed = restart(before);
  restored(bed, []);
  recovered(bed, latchedOf(before));
  const fresh = bed.smokeAlarm("h1");
  assert.deepEqual(bed.troubles, ["alarm-memory:boiler"]);
  bed.act({ act: "silence", alarmId: alarm.id }, "ben");

  restored(bed, [...before.alarms, { ...alarm, id: "A1-9", zoneId: "gone" }]);
  const found = bed.alarms.find(({ id }) => id === alarm.id)!;
  assert.deepEqual(
    [found.causes.map(({ rule }) => rule), found.acknowledgedBy?.by, found.silencedBy?.by],
    [["smoke"], "anna", "ben"],
  );
  assert.deepEqual(bed.alarms.map(({ id }) => id).sort(), [alarm.id, "A1-9", fresh.id].sort());
  assert.deepEqual(bed.troubles, []);
});

Deno.test("a store that answers late does not take back that an alarm was acknowledged since", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before);
  restored(bed, []);
  recovered(bed, latchedOf(before));
  bed.act({ act: "acknowledge", alarmId: alarm.id }, "ben");
  restored(bed, before.alarms);
  const found = bed.alarms.find(({ id }) => id === alarm.id)!;
  assert.deepEqual([found.acknowledged, found.acknowledgedBy?.by], [true, "ben"]);
});

Deno.test("a store that answers late leaves an alarm its hottest moment, of before or since, and each time that it sounded anew", () => {
  for (const [beforeC, expectedC] of [[80, 95], [120, 120]]) {
    const before = new Bed();
    before.thermal("b1", beforeC);
    before.advance(1_000);
    before.thermal("b1", beforeC);
    const [{ id: alarmId }] = before.alarms;
    const bed = restart(before);
    restored(bed, []);
    recovered(bed, latchedOf(before));
    bed.act({ act: "silence", alarmId });
    bed.thermal("b1", 95);
    bed.advance(1_000);
    bed.thermal("b1", 95);
    assert.deepEqual(bed.alarms.map(({ peakC, resounds }) => [peakC, resounds]), [[95, 1]]);
    restored(bed, before.alarms.map((alarm) => ({ ...alarm, resounds: 2 })));
    assert.deepEqual(bed.alarms.map(({ peakC, resounds }) => [peakC, resounds]), [[expectedC, 3]]);
  }
});

Deno.test("a store that answers late silences no siren: neither a zone out of service nor an alarm it has as reset", () => {
  const before = new Bed();
  before.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 60_000 });
  const disablements = before.view.disablements.map((disablement) => ({ disablement, remainingMs: 60_000 }));
  const bed = new Bed(siteSettings(), 2, false);
  restored(bed, []);
  recovered(bed, [{ alarmId: "A1-1", zoneId: "hall", silenced: false, raisedAtWallMs: 7 }]);
  const fire = bed.smokeAlarm("b1");
  const { sirens } = bed;
  restored(bed, [], [], disablements, ["A1-1"]);
  assert.deepEqual(bed.sirens, sirens);
  assert.notEqual(bed.zone("boiler").disablement, undefined);
  assert.deepEqual(bed.state.order?.released, []);
  bed.act({ act: "reset", alarmId: "A1-1" });
  assert.deepEqual(bed.state.order?.released, ["A1-1"]);
  assert.deepEqual(bed.state.order?.latched.map(({ alarmId }) => alarmId), [fire.id]);
});

Deno.test("a store that answers late brings back no alarm that was reset meanwhile, and undoes no newer order", () => {
  const before = new Bed();
  const alarm = before.smokeAlarm("b1");
  before.act({ act: "disable", target: "zone", id: "hall", reason: "old", durationMs: 60_000 });
  const disablements = before.view.disablements.map((disablement) => ({ disablement, remainingMs: 60_000 }));
  const bed = restart(before);
  restored(bed, []);
  recovered(bed, latchedOf(before));
  bed.quiet(10_000, "b1", "h1");
  assert.equal(bed.act({ act: "reset", alarmId: alarm.id }).ok, true);
  bed.act({ act: "disable", target: "zone", id: "hall", reason: "new", durationMs: 60_000 });
  restored(bed, [alarm], [], disablements);
  assert.deepEqual(bed.alarms, []);
  assert.equal(bed.zone("hall").disablement?.reason, "new");
});

/** The site with its thermal inputs named, as every configuration names them. */
function thermalSite() {
  const settings = siteSettings();
  return {
    ...settings,
    sensors: settings.sensors.map((sensor) => ({ ...sensor, inputs: ["thermal"] as const })),
  };
}

Deno.test("an alarm cannot be reset after a restart before each sensor of its zone could show again what burns", () => {
  const before = new Bed(thermalSite());
  const alarm = before.smokeAlarm("b1");
  const bed = restart(before, thermalSite());
  restored(bed, before.alarms);
  recovered(bed, latchedOf(before));
  const reset = () => bed.act({ act: "reset", alarmId: alarm.id });
  const refused = reset();
  assert.deepEqual(refused, {
    ok: false,
    refusal: "cause-unknown",
    text:
      "Boiler: the alarm cannot be reset yet: since the restart b1 has not said whether its cause is still there.",
  });
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  for (const sensorId of ["b1", "b2", "b1"]) {
    bed.thermal(sensorId, 24);
    bed.advance(1_000);
  }
  assert.match(reset().text, /since the restart b2 has not said/, "one picture is not enough to see a fire");
  bed.thermal("b2", 24);
  assert.equal(reset().ok, true);
  assert.deepEqual(bed.sirens, {});
});

Deno.test("a sensor that stays silent after a restart holds up a reset for half a minute, one out of service not at all", () => {
  for (const outOfService of [false, true]) {
    const before = new Bed(thermalSite());
    const alarm = before.smokeAlarm("b1");
    const bed = restart(before, thermalSite());
    restored(bed, before.alarms);
    recovered(bed, latchedOf(before));
    for (let count = 0; count < 2; count++) {
      bed.thermal("b1", 24);
      bed.advance(1_000);
    }
    if (outOfService) {
      bed.act({ act: "disable", target: "sensor", id: "b2", reason: "test", durationMs: 60_000 });
    }
    const reset = () => bed.act({ act: "reset", alarmId: alarm.id }).ok;
    assert.equal(reset(), outOfService);
    if (outOfService) continue;
    bed.advance(FUSION_DEFAULTS.neverHeardMs - 2_001);
    assert.equal(reset(), false, "a millisecond before");
    bed.advance(1);
    assert.equal(reset(), true);
  }
});
