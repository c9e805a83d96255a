import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import { otherBoxReading } from "./fusion_fleet.ts";
import { fusionSettings } from "./fusion_settings.ts";

function config(fleet: string) {
  const parsed = parseConfig(`
zones: [{id: hall}, {id: evac}]
outputs: [{id: bell, kind: siren, driver: simulated}]
${fleet}`);
  assert(parsed.ok);
  return parsed.value;
}

const ANSWERS = config(`fleet:
  {site: plant, box: south, servers: ["nats://192.0.2.1"], key: {file: /k}, answers: [{box: north, zone: evac}]}`);

Deno.test("otherBoxReading: a box that is answered is a sensor of its zone; nothing else can be told this way", () => {
  const reading = otherBoxReading({ kind: "otherBox", box: "north", active: true }, ANSWERS, 5);
  assert.deepEqual(reading, { kind: "otherBox", sensorId: "box:north", atMs: 5, active: true });
  const again = otherBoxReading({ kind: "otherBox", box: "north", active: true, again: true }, ANSWERS, 5);
  assert.equal(again?.again, true);
  assert(fusionSettings(ANSWERS).sensors.some(({ id, zoneId }) => id === "box:north" && zoneId === "evac"));
  for (
    const message of [
      { kind: "otherBox", box: "west", active: true },
      { kind: "otherBox", box: "north", active: "yes" },
      { kind: "noData", sensorId: "hall", input: "thermal", atMs: 5, reason: "disconnected" },
      null,
    ]
  ) assert.equal(otherBoxReading(message, ANSWERS, 5), undefined);
  assert.equal(otherBoxReading({ kind: "otherBox", box: "north", active: true }, config(""), 5), undefined);
});
