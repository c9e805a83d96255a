/**
 * Another box of the site as a sensor of the zone that sounds for it.
 */
import assert from "node:assert/strict";
import { Bed, siteSettings, zone } from "./testbed.ts";

/** A zone with a sensor of its own that also sounds for another box, and one that does nothing else. */
function site(): Bed {
  return new Bed(siteSettings({
    zones: [zone("hall"), zone("evac")],
    sensors: [
      { id: "h1", zoneId: "hall" },
      { id: "box:west", zoneId: "hall", name: "west", inputs: ["otherBox"] },
      { id: "box:north", zoneId: "evac", name: "north", inputs: ["otherBox"] },
    ],
  }));
}

/** Both boxes are heard for a while; the first may call. */
function hear(bed: Bed, seconds: number, calls = false): void {
  for (let second = 0; second < seconds; second++) {
    bed.contact("otherBox", "box:north", calls);
    bed.contact("otherBox", "box:west", false);
    bed.thermal("h1", 24);
    bed.advance(1_000);
  }
}

Deno.test("a call of another box alarms at once in its zone, and stands until a person resets it, heard or not", () => {
  const bed = site();
  hear(bed, 5);
  bed.contact("otherBox", "box:north", true);
  assert.deepEqual(
    bed.texts("alarm"),
    ["evac: a fire alarm of another box at north."].map((text) =>
      text.replace("evac", bed.state.zones.get("evac")!.settings.name)
    ),
  );
  const [standing] = bed.state.alarms.values();
  assert.equal(standing.alarm.causes[0].rule, "other-box");
  assert(Object.values(bed.state.order!.sirens).some((pattern) => pattern !== "off"));
  assert.equal(bed.act({ act: "reset", alarmId: standing.alarm.id }).ok, false, "the cause is present");
  // The bus is gone: nobody is heard any more.
  bed.advance(60_000);
  assert(Object.values(bed.state.order!.sirens).some((pattern) => pattern !== "off"), "it goes on");
  assert(bed.troubles.includes("sensor-silent:box:north"));
  assert.equal(bed.act({ act: "reset", alarmId: standing.alarm.id }).ok, true, "the people here decide");
});

Deno.test("one more fire at another box sounds a silenced alarm again; the same call, once a second, does not", () => {
  const bed = site();
  hear(bed, 5);
  bed.contact("otherBox", "box:north", true);
  const [{ id }] = bed.alarms;
  bed.act({ act: "silence", alarmId: id });
  hear(bed, 5, true);
  assert.deepEqual(bed.sirens, {});
  bed.contact("otherBox", "box:north", true, true);
  assert.notDeepEqual(bed.sirens, {});
  assert.deepEqual(bed.alarms.map((alarm) => [alarm.id, alarm.resounds, alarm.causes.length]), [[id, 1, 2]]);
  assert.equal(bed.texts("alarm-resound").length, 1);
  hear(bed, 5, true);
  assert.equal(bed.alarms[0].resounds, 1);
  bed.contact("otherBox", "box:north", false, true);
  assert.equal(bed.alarms[0].resounds, 1, "all is quiet there");
});

Deno.test("a box that is heard does not hide that a zone's own sensors are silent; a zone that only sounds is not blind", () => {
  const bed = site();
  hear(bed, 5);
  for (let second = 0; second < 60; second++) {
    bed.contact("otherBox", "box:north", false);
    bed.contact("otherBox", "box:west", false);
    bed.advance(1_000);
  }
  assert.deepEqual([...bed.troubles].sort(), ["sensor-silent:h1", "zone-blind:hall"]);
});
