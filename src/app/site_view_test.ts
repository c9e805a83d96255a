import assert from "node:assert/strict";
import { siteViewSchema } from "../bus/messages.ts";
import { Bed, siteSettings, zone } from "../fusion/testbed.ts";
import { viewOf } from "../fusion/view.ts";
import { type SiteFacts, siteView } from "./site_view.ts";

const FACTS: SiteFacts = {
  siteName: "Mill 3",
  atWallMs: 0,
  outputs: [],
  outputNames: new Map(),
  devices: [],
  cameras: [],
  masks: { thermal: new Map(), cameras: new Map() },
  hiddenWhileEmpty: undefined,
};

/** As the page gets it: written as JSON and understood again. */
function shown(bed: Bed, facts: Partial<SiteFacts> = {}) {
  const wire = JSON.parse(JSON.stringify(siteView(viewOf(bed.state), { ...FACTS, ...facts })));
  return siteViewSchema.parse(wire);
}

Deno.test("siteView calls a sensor by the name that the installer has given it, and leaves it out where that is its id", () => {
  const sensors = [{ id: "b1", zoneId: "boiler", name: "Burner left" }, { id: "b2", zoneId: "boiler" }];
  const { sensors: told } = shown(new Bed(siteSettings({ sensors })));
  assert.deepEqual(told.map(({ id, name }) => [id, name]), [["b1", "Burner left"], ["b2", undefined]]);
});

Deno.test("siteView calls outputs as the installer has called them", () => {
  const state = { kind: "siren", on: false, pattern: "off" } as const;
  const { outputs } = shown(new Bed(), {
    outputs: [{ id: "s1", ...state }, { id: "s2", ...state }],
    outputNames: new Map([["s1", "Hall siren"]]),
  });
  assert.deepEqual(outputs.map(({ id, name }) => [id, name]), [["s1", "Hall siren"], ["s2", undefined]]);
});

Deno.test("siteView shows what is not known as such, and never as a value", () => {
  const bed = new Bed();
  const before = shown(bed);
  assert.ok(before.zones.every(({ maxC }) => Number.isNaN(maxC)));
  assert.ok(before.sensors.every(({ fresh, ageMs }) => !fresh && Number.isNaN(ageMs)));
  bed.thermal("b1", 31);
  bed.thermal("b2", 27);
  const fresh = shown(bed);
  assert.equal(fresh.zones[0].maxC, 31);
  assert.equal(Number.isNaN(fresh.zones[1].maxC), true, "another zone's heat is not this one's");
  assert.deepEqual(fresh.sensors[0].inputs, [{ input: "thermal", value: 31, unit: "C", ageMs: 0 }]);
  bed.advance(60_000);
  const stale = shown(bed);
  assert.equal(Number.isNaN(stale.zones[0].maxC), true);
  const [sensor] = stale.sensors;
  assert.deepEqual([sensor.fresh, sensor.ageMs], [false, 60_000]);
  assert.deepEqual(sensor.inputs, [{ input: "thermal", reason: "stale", ageMs: 60_000 }]);
});

Deno.test("siteView: a sensor out of service delivers nothing, whatever its device sends", () => {
  const bed = new Bed();
  bed.thermal("b1", 31);
  bed.feed({
    kind: "act",
    requestId: "1",
    by: "Anna",
    act: { act: "disable", target: "sensor", id: "b1", reason: "welding", durationMs: 3_600_000 },
  });
  bed.thermal("b1", 90);
  const site = shown(bed);
  const [sensor] = site.sensors;
  assert.deepEqual([sensor.disabled, sensor.fresh], [true, false]);
  assert.equal(Number.isNaN(site.zones[0].maxC), true);
  assert.deepEqual(site.alarms, []);
});

Deno.test("siteView leaves out the zone where strangers are taken in while it is empty, unless it is all there is", () => {
  const strangers = zone("strangers");
  const two = new Bed(siteSettings({ zones: [...siteSettings().zones, strangers] }));
  assert.deepEqual(shown(two, { hiddenWhileEmpty: "strangers" }).zones.map(({ id }) => id), [
    "boiler",
    "hall",
  ]);
  const alone = new Bed(siteSettings({ zones: [strangers], sensors: [] }));
  assert.deepEqual(shown(alone, { hiddenWhileEmpty: "strangers" }).zones.map(({ id }) => id), ["strangers"]);
});
