import assert from "node:assert/strict";
import { incidentsOf, neighboursOf, type SiteAlarm, worthKeeping } from "./incidents.ts";

const NEIGHBOURS = neighboursOf([["north/hall", "south/hall"], ["south/hall", "east/yard"]]);
const WINDOW_MS = 60_000;

function alarm(box: string, zoneId: string, raisedAtMs: number, more: Partial<SiteAlarm> = {}): SiteAlarm {
  return {
    box,
    alarmId: `A1-${raisedAtMs}`,
    zoneId,
    zoneName: zoneId,
    raisedAtMs,
    active: true,
    acknowledged: false,
    silenced: false,
    rules: ["smoke"],
    ended: false,
    ...more,
  };
}

function groups(alarms: readonly SiteAlarm[]): string[][] {
  return incidentsOf(alarms, NEIGHBOURS, WINDOW_MS).map((incident) =>
    incident.alarms.map(({ box, zoneId }) => `${box}/${zoneId}`)
  );
}

Deno.test("incidentsOf: neighbours that alarm within the time are one fire, others are not", () => {
  assert.deepEqual(groups([alarm("north", "hall", 0), alarm("south", "hall", WINDOW_MS)]), [
    ["north/hall", "south/hall"],
  ]);
  assert.deepEqual(groups([alarm("north", "hall", 0), alarm("south", "hall", WINDOW_MS + 1)]), [
    ["south/hall"],
    ["north/hall"],
  ]);
  assert.deepEqual(groups([alarm("north", "hall", 0), alarm("south", "attic", 1)]), [["south/attic"], [
    "north/hall",
  ]]);
  assert.deepEqual(
    groups([alarm("north", "attic", 0), alarm("south", "attic", 1)]),
    [["south/attic"], ["north/attic"]],
    "one name at two boxes makes no neighbours",
  );
});

Deno.test("incidentsOf: a fire that spreads is one, in whatever order the boxes tell of it", () => {
  const spread = [alarm("north", "hall", 0), alarm("south", "hall", 50_000), alarm("east", "yard", 100_000)];
  const [a, b, c] = spread;
  for (const order of [[a, b, c], [c, b, a], [b, c, a], [c, a, b]]) {
    const [incident, ...others] = incidentsOf(order, NEIGHBOURS, WINDOW_MS);
    assert.equal(others.length, 0);
    assert.equal(incident.id, "north/A1-0");
    assert.deepEqual(incident.boxes, ["north", "south", "east"]);
  }
});

Deno.test("incidentsOf: an alarm that was reset holds together what still stands, and goes with it", () => {
  const middle = alarm("south", "hall", 50_000, { ended: true });
  const ends = [alarm("north", "hall", 0), alarm("east", "yard", 100_000)];
  const together = incidentsOf([...ends, middle], NEIGHBOURS, WINDOW_MS);
  assert.equal(together.length, 1);
  assert(worthKeeping(together).has("south/A1-50000"));
  assert.deepEqual(incidentsOf([middle], NEIGHBOURS, WINDOW_MS), []);
});

Deno.test("incidentsOf: it is acknowledged when all that stands is", () => {
  const of = (...alarms: SiteAlarm[]) => incidentsOf(alarms, NEIGHBOURS, WINDOW_MS)[0];
  const seen = alarm("north", "hall", 0, { acknowledged: true, active: false });
  assert.equal(of(seen, alarm("south", "hall", 1)).acknowledged, false);
  assert.equal(of(seen, alarm("south", "hall", 1)).active, true);
  const both = of(seen, alarm("south", "hall", 1, { acknowledged: true, active: false }));
  assert.equal(both.acknowledged, true);
  assert.equal(both.active, false);
});
