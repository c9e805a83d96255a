import assert from "node:assert/strict";
import { Bed, siteSettings, zone } from "./testbed.ts";

Deno.test("an order grows its revision by one and leaves only when something changed", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  bed.quiet(10_000, "b1", "b2", "h1");
  bed.smokeAlarm("h1");
  assert.deepEqual(bed.orders.map((order) => order.revision), [1, 2, 3]);
  assert.ok(bed.orders.every((order) => order.epoch === 1));
});

Deno.test("an order comes before everything else of its step", () => {
  const bed = new Bed();
  bed.level("smoke", "b1", 40);
  bed.advance(1_000);
  const effects = bed.level("smoke", "b1", 40);
  assert.deepEqual(effects.map((effect) => effect.kind), ["order", "alarm", "event"]);
});

Deno.test("where an alarm and a test want one siren, the alarm wins", () => {
  const zones = [zone("boiler", { sirens: ["s1"] }), zone("hall", { sirens: ["s1"] })];
  const bed = new Bed(siteSettings({ zones }));
  bed.smokeAlarm("b1");
  bed.act({ act: "startWalkTest", zoneId: "hall" });
  bed.contact("callPoint", "h1", true);
  assert.equal(bed.texts("test-hit").length, 1);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("of two alarms that want one siren the stronger pattern wins", () => {
  const zones = [zone("boiler", { sirens: ["s1"] }), zone("hall", { sirens: ["s1"], pattern: "continuous" })];
  const bed = new Bed(siteSettings({ zones }));
  bed.smokeAlarm("h1");
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.sirens, { s1: "continuous" });
  bed.act({ act: "silence", alarmId: bed.alarms[0].id });
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("a zone without sirens of its own sounds all, one with an empty list none", () => {
  const bed = new Bed(siteSettings({ zones: [zone("boiler"), zone("hall", { sirens: [] })] }));
  bed.smokeAlarm("h1");
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.state.order?.latched.length, 1);
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.sirens, { s1: "temporal-3", s2: "temporal-3" });
});

Deno.test("the alarm relay is on from the raising to the reset, silenced or not", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  assert.equal(bed.state.order?.relays.fire, true);
  bed.advance(10_000);
  bed.quiet(10_000, "b1", "b2", "h1");
  bed.act({ act: "reset", alarmId: id });
  assert.equal(bed.state.order?.relays.fire, undefined);
});

Deno.test("the outputs hear of a silence at once, even where another alarm keeps the siren on", () => {
  const zones = [zone("boiler", { sirens: ["s1"] }), zone("hall", { sirens: ["s1"] })];
  const bed = new Bed(siteSettings({ zones }));
  const { id } = bed.smokeAlarm("b1");
  bed.smokeAlarm("h1");
  bed.clear();
  bed.act({ act: "silence", alarmId: id });
  assert.deepEqual(bed.orders.map(({ latched }) => latched.map(({ silenced }) => silenced)), [[true, false]]);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});
