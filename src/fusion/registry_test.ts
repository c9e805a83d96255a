import assert from "node:assert/strict";
import type { InputKind } from "../reading/reading.ts";
import { SENSORS_MAX, ZONES_MAX } from "./settings.ts";
import { Bed, siteSettings, zone } from "./testbed.ts";

Deno.test("a stranger's readings are refused and counted where the settings admit none", () => {
  const bed = new Bed();
  bed.level("smoke", "stranger", 90);
  bed.level("smoke", "stranger", 90);
  bed.noData("stranger", "thermal", "disconnected");
  assert.equal(bed.state.counts.unknownSensor, 3);
  assert.deepEqual(bed.effects.filter((effect) => effect.kind !== "order"), []);
});

Deno.test("a stranger is admitted with its first reading, journaled, stored, and can alarm", () => {
  const bed = new Bed(siteSettings({ admitToZoneId: "hall" }));
  bed.smokeAlarm("stranger");
  assert.deepEqual(bed.texts("sensor-admitted"), ["Hall: sensor stranger was admitted."]);
  assert.ok(bed.effects.some((effect) => effect.kind === "sensor" && effect.sensor.id === "stranger"));
  assert.equal(bed.alarms[0].zoneId, "hall");
});

Deno.test("the table of sensors is bounded, and a full one does not touch those in it", () => {
  const bed = new Bed(siteSettings({ admitToZoneId: "hall" }));
  for (let i = 0; i < SENSORS_MAX + 50; i++) bed.level("smoke", `x${i}`, 1);
  assert.equal(bed.state.sensors.size, SENSORS_MAX);
  assert.equal(bed.state.counts.sensorsRefused, 50 + 3);
  bed.smokeAlarm("b1");
  assert.equal(bed.alarms.length, 1);
});

Deno.test("the table of zones is bounded", () => {
  const zones = Array.from({ length: ZONES_MAX + 3 }, (_, i) => zone(`z${i}`));
  const bed = new Bed(siteSettings({ zones, sensors: [{ id: "x", zoneId: `z${ZONES_MAX}` }] }));
  assert.equal(bed.state.zones.size, ZONES_MAX);
  assert.equal(bed.state.counts.zonesRefused, 3);
  assert.equal(bed.state.counts.sensorsRefused, 1);
});

Deno.test("a sensor that changes its zone starts anew in it, and its old zone's alarm loses its cause", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.feed({ kind: "configure", settings: siteSettings({ sensors: [{ id: "b1", zoneId: "hall" }] }) });
  assert.deepEqual(bed.alarms.map((alarm) => [alarm.zoneId, alarm.active]), [["boiler", false]]);
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.alarms.map((alarm) => alarm.zoneId), ["boiler", "hall"]);
  assert.equal(bed.act({ act: "reset", alarmId: id }).ok, true);
});

Deno.test("an admitted sensor can be moved; of a configured one the store adds inputs and changes no zone", () => {
  const bed = new Bed(siteSettings({ admitToZoneId: "hall" }));
  bed.level("smoke", "stranger", 1);
  bed.feed({ kind: "sensor", sensor: { id: "stranger", zoneId: "boiler" }, origin: "admitted" });
  assert.equal(bed.state.sensors.get("stranger")?.zone.id, "boiler");
  const old = { id: "b1", zoneId: "gone", name: "Old", inputs: ["thermal", "smoke"] as const };
  bed.feed({ kind: "sensor", sensor: old, origin: "stored" });
  const b1 = bed.zone("boiler").sensors[0];
  assert.deepEqual([b1.name, b1.inputs.map((input) => input.input)], ["b1", ["thermal", "smoke"]]);
  assert.equal(bed.state.counts.sensorsRefused, 0);
  bed.quiet(31_000, "b1");
  assert.ok(bed.troubles.includes("sensor-silent:b1"));
});

Deno.test("settings that change the inputs of a sensor forget those it no longer has", () => {
  const withInputs = (...inputs: InputKind[]) =>
    siteSettings({ sensors: [{ id: "b1", zoneId: "boiler", inputs }] });
  const bed = new Bed(withInputs("smoke"));
  bed.quiet(31_000, "b1");
  assert.ok(bed.troubles.includes("sensor-silent:b1"));
  bed.feed({ kind: "configure", settings: withInputs("thermal") });
  bed.quiet(1_000, "b1");
  assert.ok(!bed.troubles.includes("sensor-silent:b1"));
});

Deno.test("a removed sensor takes its troubles along and leaves the alarm standing", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  bed.advance(20_000);
  assert.ok(bed.troubles.includes("sensor-silent:b1"));
  bed.feed({ kind: "sensorRemoved", sensorId: "b1" });
  bed.feed({ kind: "sensorRemoved", sensorId: "b1" });
  assert.ok(!bed.troubles.includes("sensor-silent:b1"));
  assert.equal(bed.alarms.length, 1);
  bed.level("smoke", "b1", 90);
  assert.equal(bed.state.counts.unknownSensor, 1);
});

Deno.test("new limits are in force with the next reading", () => {
  const bed = new Bed();
  bed.level("smoke", "b1", 20);
  const settings = siteSettings();
  const [boiler, hall] = settings.zones;
  const limits = { ...boiler.limits, smokePercent: 15 };
  bed.feed({ kind: "configure", settings: { ...settings, zones: [{ ...boiler, limits }, hall] } });
  bed.smokeAlarm("b1");
  assert.equal(bed.alarms[0].causes[0].observations[0].limit, 15);
});

Deno.test("a zone that leaves the settings while its alarm stands keeps sounding until the reset", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  const settings = siteSettings();
  bed.feed({
    kind: "configure",
    settings: { ...settings, zones: settings.zones.slice(1), sensors: settings.sensors.slice(2) },
  });
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual([bed.zone("boiler").retired, bed.zone("boiler").sensors.length], [true, 0]);
  bed.quiet(60_000, "h1");
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual(bed.troubles, []);
  assert.equal(bed.act({ act: "reset", alarmId: id }).ok, true);
  assert.equal(bed.view.zones.length, 1);
  assert.deepEqual(bed.sirens, {});
});

Deno.test("settings that give a zone other sirens add them to its standing alarm and stop none", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  const settings = siteSettings();
  const [boiler, hall] = settings.zones;
  bed.feed({ kind: "configure", settings: { ...settings, zones: [{ ...boiler, sirens: ["s2"] }, hall] } });
  assert.deepEqual(bed.sirens, { s1: "temporal-3", s2: "temporal-3" });
});

Deno.test("the same settings again change nothing: no order, no event, a silence stays", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  bed.act({ act: "silence", alarmId: id });
  bed.clear();
  bed.feed({ kind: "configure", settings: siteSettings() });
  assert.deepEqual(bed.effects, []);
  assert.equal(bed.alarms[0].silenced, true);
});

Deno.test("settings keep admitted sensors whose zone stays, and drop configured ones that left", () => {
  const bed = new Bed(siteSettings({ admitToZoneId: "hall" }));
  bed.level("smoke", "stranger", 1);
  bed.feed({ kind: "configure", settings: siteSettings({ sensors: [{ id: "b1", zoneId: "boiler" }] }) });
  assert.deepEqual([...bed.state.sensors.keys()], ["b1", "stranger"]);
  bed.feed({ kind: "configure", settings: siteSettings({ zones: [zone("boiler")] }) });
  assert.deepEqual([...bed.state.sensors.keys()], ["b1", "b2"]);
});

Deno.test("settings that let a camera alarm alone alarm at once where one sees fire", () => {
  const bed = new Bed();
  bed.vision("b1", 0.9);
  bed.vision("b1", 0.9);
  assert.deepEqual(bed.alarms, []);
  const settings = siteSettings();
  const zones = settings.zones.map((one) => ({ ...one, limits: { ...one.limits, visionAlone: true } }));
  bed.feed({ kind: "configure", settings: { ...settings, zones } });
  assert.match(bed.texts("alarm")[0], /camera sees fire/);
});

Deno.test("a zone under test that leaves the settings is no longer tested", () => {
  const bed = new Bed();
  bed.act({ act: "startWalkTest", zoneId: "boiler" });
  bed.contact("callPoint", "b1", true);
  bed.feed({ kind: "configure", settings: siteSettings({ zones: [zone("hall")], sensors: [] }) });
  assert.match(bed.texts("test-end")[0], /ended by a new configuration/);
  assert.deepEqual(bed.sirens, {});
});
