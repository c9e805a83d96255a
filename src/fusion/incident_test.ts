import assert from "node:assert/strict";
import { SPREAD_MS } from "./incident.ts";
import type { ZoneSettings } from "./settings.ts";
import { Bed, siteSettings, zone } from "./testbed.ts";

/** Boiler room and hall are neighbours, which only the hall says; the attic is far from both. */
function bed(hall: Partial<ZoneSettings> = { neighbours: ["boiler"] }): Bed {
  const sensors = ["boiler", "hall", "attic", "roof"].map((zoneId) => ({ id: `${zoneId}-1`, zoneId }));
  return new Bed(siteSettings({
    zones: [zone("boiler"), zone("hall", hall), zone("attic"), zone("roof", { neighbours: ["hall"] })],
    sensors,
  }));
}

Deno.test("raise: a fire that spreads to a neighbouring zone sounds at once and is told as one incident", () => {
  const site = bed();
  const first = site.smokeAlarm("boiler-1");
  site.clear();
  const second = site.smokeAlarm("hall-1");
  assert.equal(second.incident, first.id);
  assert.equal(first.incident, undefined);
  const order = site.effects.findIndex(({ kind }) => kind === "order");
  const line = site.effects.findIndex((effect) => effect.kind === "event" && effect.event.kind === "alarm");
  assert.ok(order >= 0 && order < line, "the siren's order comes before what is said of it");
  assert.match(site.texts("alarm")[0], /^Hall: smoke 40 % .*\. One incident in 2 zones: Boiler, Hall\.$/);
  // Each stays an alarm of its own, with its own reset.
  site.level("smoke", "boiler-1", 0);
  site.advance(20_000);
  assert.equal(site.act({ act: "reset", alarmId: first.id }).ok, true);
  assert.deepEqual(site.alarms.map(({ zoneId }) => zoneId), ["hall"]);
  const third = site.smokeAlarm("roof-1");
  assert.equal(third.incident, first.id, "it goes on where it has spread to");
});

Deno.test("raise: zones that are no neighbours, and a fire after that of yesterday, are incidents of their own", () => {
  const site = bed();
  site.smokeAlarm("boiler-1");
  const far = site.smokeAlarm("attic-1");
  assert.equal(far.incident, undefined);
  assert.doesNotMatch(site.texts("alarm").at(-1)!, /incident/);
  site.level("smoke", "boiler-1", 0);
  site.advance(SPREAD_MS + 60_000);
  assert.equal(site.smokeAlarm("hall-1").incident, undefined);
});

Deno.test("a pre-alarm beside a fire says so, and none is said without neighbours", () => {
  for (const [settings, beside] of [[{ neighbours: ["boiler"] }, true], [{}, false]] as const) {
    const site = bed(settings);
    site.smokeAlarm("boiler-1");
    site.thermal("hall-1", 45);
    site.advance(1_000);
    site.thermal("hall-1", 45);
    assert.equal(/It is beside the fire in Boiler\.$/.test(site.texts("pre-alarm")[0]), beside);
  }
});
