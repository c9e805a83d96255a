import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import { fusionSettings } from "./fusion_settings.ts";

const parsed = parseConfig(`
zones:
  - {id: office}
  - {id: stairs}
  - {id: boiler, name: Boiler room, limits: {visionAlone: true}}
sensors: [{id: s1, zone: office}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras:
  - {id: own, zone: office, home: south, source: "test:room"}
  - {id: kettle, zone: boiler, home: north, source: "test:room"}
  - {id: above, name: Stairs, zone: office, home: north, source: "test:room"}
fleet: {site: plant, box: south, servers: ["nats://192.0.2.1"]}
`);
assert(parsed.ok);
const SOUTH = parsed.value;

function settled(...guarded: string[]) {
  const { zones, sensors } = fusionSettings(SOUTH, new Set(guarded));
  return { zones: zones.map(({ name }) => name), sensors: sensors.map(({ id, name }) => name ?? id) };
}

Deno.test("fusionSettings: cameras of other boxes are no sensors while their box watches them, and their zones are no zones", () => {
  assert.deepEqual(settled(), { zones: ["office", "stairs"], sensors: ["s1", "own"] });
});

Deno.test("fusionSettings: a camera that is watched for another box is one, and says whose it is; so does the zone that only it watches", () => {
  assert.deepEqual(settled("kettle", "no camera"), {
    zones: ["office", "stairs", "Boiler room (box north)"],
    sensors: ["s1", "own", "kettle (box north)"],
  });
  assert.deepEqual(settled("above").sensors, ["s1", "own", "Stairs (box north)"]);
  assert.deepEqual(settled("above").zones, ["office", "stairs"], "a zone of its own keeps its name");
});
