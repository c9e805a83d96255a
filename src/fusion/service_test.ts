import assert from "node:assert/strict";
import { DISABLE_MAX_MS } from "./input.ts";
import { Bed, siteSettings } from "./testbed.ts";

function disable(bed: Bed, target: "zone" | "sensor", id: string, durationMs = 60_000) {
  return bed.act({ act: "disable", target, id, reason: "welding", durationMs });
}

Deno.test("an alarm in a zone out of service is recorded and shown but sounds nothing", () => {
  const bed = new Bed();
  assert.equal(disable(bed, "zone", "boiler").ok, true);
  const alarm = bed.smokeAlarm("b1");
  assert.deepEqual([alarm.disabled, alarm.latched, alarm.active], [true, true, true]);
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.state.order?.relays.fire, undefined);
  assert.deepEqual(bed.state.order?.latched.map((one) => one.silenced), [true]);
  assert.equal(bed.zone("boiler").state, "disabled");
  assert.match(bed.texts("alarm")[0], /out of service: no siren/);
});

Deno.test("a zone that comes back into service with its cause present sounds at once", () => {
  for (const byPerson of [true, false]) {
    const bed = new Bed();
    disable(bed, "zone", "boiler");
    bed.smokeAlarm("b1");
    if (byPerson) bed.act({ act: "enable", target: "zone", id: "boiler" });
    for (let i = 0; i < 60; i++) {
      bed.level("smoke", "b1", 40);
      bed.advance(1_000);
    }
    assert.equal(bed.alarms[0].disabled, false);
    assert.deepEqual(bed.sirens, { s1: "temporal-3" });
    assert.match(bed.texts("alarm-resound")[0], /back in service/);
  }
});

Deno.test("a zone that comes back into service after its cause has gone stays silent until new evidence", () => {
  const bed = new Bed();
  disable(bed, "zone", "boiler");
  bed.smokeAlarm("b1");
  bed.advance(61_000);
  assert.deepEqual([bed.alarms[0].active, bed.alarms[0].disabled], [false, true]);
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.zone("boiler").state, "alarm");
  bed.smokeAlarm("b1");
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
});

Deno.test("taking a zone out of service silences its sounding alarm, which stands", () => {
  const bed = new Bed();
  bed.smokeAlarm("b1");
  disable(bed, "zone", "boiler");
  assert.deepEqual(bed.sirens, {});
  assert.equal(bed.alarms.length, 1);
});

Deno.test("a sensor out of service is not looked at and not missed, and its alarm can be reset", () => {
  const bed = new Bed();
  const { id } = bed.smokeAlarm("b1");
  assert.equal(bed.act({ act: "reset", alarmId: id }).ok, false);
  disable(bed, "sensor", "b1", 120_000);
  assert.equal(bed.act({ act: "reset", alarmId: id }).ok, true);
  for (let i = 0; i < 60; i++) {
    bed.level("smoke", "b1", 90);
    bed.thermal("b2", 24);
    bed.advance(1_000);
  }
  assert.deepEqual(bed.alarms, []);
  bed.quiet(50_000, "b2");
  assert.deepEqual(bed.troubles.filter((trouble) => trouble.includes("b1")), []);
  const [view] = bed.zone("boiler").sensors;
  assert.equal(view.inputs[0].fresh === false && view.inputs[0].reason, "disabled");
});

Deno.test("a sensor whose time is up is watched again: it alarms, and is missed", () => {
  const bed = new Bed();
  bed.level("smoke", "b1", 1);
  disable(bed, "sensor", "b1", 10_000);
  bed.advance(10_100);
  assert.match(bed.texts("enable")[0], /its time is up/);
  bed.smokeAlarm("b1");
  assert.equal(bed.alarms.length, 1);
  bed.advance(40_000);
  assert.ok(bed.troubles.includes("sensor-silent:b1"));
});

Deno.test("taking a silent sensor out of service ends its trouble", () => {
  const bed = new Bed();
  bed.advance(31_000);
  assert.ok(bed.troubles.includes("sensor-silent:b1"));
  disable(bed, "sensor", "b1");
  assert.ok(!bed.troubles.includes("sensor-silent:b1"));
});

Deno.test("a zone whose every sensor is out of service is blind; a zone out of service is not called so", () => {
  const bed = new Bed();
  bed.thermal("h1", 24);
  disable(bed, "sensor", "h1", 600_000);
  bed.advance(31_000);
  assert.ok(bed.troubles.includes("zone-blind:hall"));
  disable(bed, "zone", "hall", 600_000);
  bed.advance(100);
  assert.ok(!bed.troubles.includes("zone-blind:hall"));
});

Deno.test("a disablement needs a known target and a duration in range", () => {
  const bed = new Bed();
  for (const durationMs of [0, -5, NaN, Infinity, DISABLE_MAX_MS + 1]) {
    const outcome = disable(bed, "zone", "boiler", durationMs);
    assert.equal(outcome.ok === false && outcome.refusal, "bad-duration", String(durationMs));
  }
  const zone = disable(bed, "zone", "attic");
  assert.equal(zone.ok === false && zone.refusal, "unknown-zone");
  const sensor = disable(bed, "sensor", "attic");
  assert.equal(sensor.ok === false && sensor.refusal, "unknown-sensor");
  const enable = bed.act({ act: "enable", target: "sensor", id: "attic" });
  assert.equal(enable.ok === false && enable.refusal, "unknown-sensor");
  assert.equal(bed.act({ act: "enable", target: "zone", id: "hall" }).ok, true);
});

Deno.test("disabling again replaces reason and time", () => {
  const bed = new Bed();
  disable(bed, "zone", "boiler", 10_000);
  bed.act({ act: "disable", target: "zone", id: "boiler", reason: "paint", durationMs: 100_000 });
  bed.advance(20_000);
  assert.equal(bed.zone("boiler").disablement?.reason, "paint");
  bed.advance(81_000);
  assert.equal(bed.zone("boiler").disablement, undefined);
});

Deno.test("an expiry follows the monotonic clock, whatever the wall clock does", () => {
  const bed = new Bed();
  disable(bed, "zone", "boiler", 60_000);
  bed.wallMs += 10 * 86_400_000;
  bed.advance(30_000);
  assert.ok(bed.zone("boiler").disablement);
  bed.wallMs -= 20 * 86_400_000;
  bed.advance(31_000);
  assert.equal(bed.zone("boiler").disablement, undefined);
});

Deno.test("a person accepts a camera's view, which is told to its process and to the journal", () => {
  const settings = siteSettings();
  const bed = new Bed({
    ...settings,
    sensors: [...settings.sensors, { id: "cam", zoneId: "boiler", name: "North", inputs: ["vision"] }],
  });
  bed.clear();
  assert.equal(bed.act({ act: "acceptView", cameraId: "cam" }).ok, true);
  assert(bed.effects.some((effect) => effect.kind === "acceptView" && effect.cameraId === "cam"));
  assert.deepEqual(bed.texts("note"), ["North: its present view is accepted, and learned anew."]);
  for (const cameraId of ["b1", "nobody"]) {
    const outcome = bed.act({ act: "acceptView", cameraId });
    assert(!outcome.ok && outcome.refusal === "unknown-sensor", cameraId);
  }
});
