import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { parseConfig } from "../config/load.ts";
import { CameraPath } from "./camera_path.ts";

const parsed = parseConfig(`
zones: [{id: hall}, {id: boiler, limits: {visionAlone: true}}]
sensors: [{id: s1, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras:
  - {id: own, zone: hall, source: "test:room"}
  - {id: kettle, zone: boiler, home: north, source: "test:room"}
fleet: {site: plant, box: south, servers: ["nats://192.0.2.1"]}
`);
assert(parsed.ok);
const SOUTH = parsed.value;

Deno.test("CameraPath: cameras of other boxes are watched on a word only, and no word puts away a camera of its own", () => {
  const shares: unknown[] = [];
  const path = new CameraPath(SOUTH, {
    registry: new Registry(),
    nowMs: () => 0,
    run: () => undefined,
    fault: () => undefined,
    note: () => undefined,
    send: (to, message) => {
      const { kind, cameraIds } = message as { kind: string; cameraIds: unknown };
      if (kind === "camera-share") shares.push([to, cameraIds]);
    },
  });
  path.connected("cameras-0");
  assert.deepEqual(shares, [["cameras-0", ["own"]]]);
  assert.equal(path.guard(["kettle", "no camera"]), true);
  assert.deepEqual(shares.at(-1), ["cameras-0", ["own", "kettle"]]);
  assert.equal(path.guard(["kettle", "no camera"]), false, "nobody is told twice");
  assert.equal(shares.length, 2);
  path.guard([]);
  assert.deepEqual(shares.at(-1), ["cameras-0", ["own"]]);
});
