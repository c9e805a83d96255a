import assert from "node:assert/strict";
import { scenePage } from "../fake_page.ts";
import { markup } from "./markup.ts";
import { wall } from "./wall.ts";

/** The zones that have a tile, in its order. */
function tilesOf(states: readonly string[]): string[] {
  const html = wall(scenePage("alarm", {}, (site) => {
    const [zone] = site.zones;
    const [sensor] = site.sensors;
    const { alarmId: _, ...calm } = zone;
    const zones = states.map((state, index) => ({
      ...calm,
      id: `z${index}`,
      state: state as typeof zone.state,
      sensorIds: [`s${index}`],
    }));
    Object.assign(site, {
      zones,
      sensors: zones.map(({ id }, index) => ({ ...sensor, id: `s${index}`, zoneId: id })),
      alarms: zones.filter(({ state }) => state === "alarm").map(({ id }) => ({
        ...site.alarms[0],
        id: `alarm ${id}`,
        zoneId: id,
      })),
    });
  })).map(markup).join("");
  return [...html.matchAll(/class="tile [^"]*" data-zone="(\w+)"/g)].map(([, id]) => id);
}

Deno.test("wall: where there are too many zones those on fire have a tile first, then those that need eyes, else in their order", () => {
  const trouble = Array.from({ length: 10 }, () => "trouble");
  assert.deepEqual(tilesOf(["normal", ...trouble, "alarm", "alarm", "alarm"]), [
    ...["z11", "z12", "z13"],
    ...["z1", "z2", "z3", "z4"],
  ]);
  assert.deepEqual(tilesOf(["normal", "trouble", "alarm"]), ["z0", "z1", "z2"]);
});
