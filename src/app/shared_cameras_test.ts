import assert from "node:assert/strict";
import type { VisionReading } from "../reading/reading.ts";
import { seenOf, SharedCameras } from "./shared_cameras.ts";
import { SOUTH } from "./shared_site_for_tests.ts";

function vision(sensorId: string, atMs = 900): VisionReading {
  return { kind: "vision", sensorId, atMs, fire: 0.9, smoke: 0, x: 0.5, y: 0.5, width: NaN, height: NaN };
}

/** As it goes between two processes. */
function sent(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

Deno.test("SharedCameras: of each camera one detector counts: this box' own, another's while it is away, or nobody's here while it is borrowed", () => {
  const shared = new SharedCameras(new Set());
  const told = { kind: "guard" as const, cameraIds: [], borrowed: ["kettle"], away: ["gate", "own"] };
  assert.equal(shared.routeOf(vision("gate")), "counts");
  assert.equal(shared.seenElsewhere(sent(seenOf(vision("gate"))), SOUTH, 1_000), undefined);
  assert.equal(shared.told(told), true);
  assert.equal(shared.told(told), false);
  assert.equal(shared.routeOf(vision("gate")), "left");
  assert.deepEqual(shared.routeOf(vision("kettle")), { home: vision("kettle") });
  assert.deepEqual(shared.seenElsewhere(sent(seenOf(vision("gate"))), SOUTH, 1_000), vision("gate"));
  assert.equal(
    shared.seenElsewhere(sent(seenOf(vision("gate", 5_000))), SOUTH, 1_000)?.atMs,
    1_000,
    "not of later",
  );
  for (const id of ["kettle", "own", "s1", "nobody"]) {
    assert.equal(shared.seenElsewhere(sent(seenOf(vision(id))), SOUTH, 1_000), undefined, id);
  }
  assert.deepEqual(shared.listed(SOUTH), ["own", "gate", "kettle"]);
});

Deno.test("SharedCameras: what is wrong with a borrowed camera is no trouble here, and makes it as good as none", () => {
  const shared = new SharedCameras(new Set());
  shared.told({ kind: "guard", cameraIds: [], borrowed: ["kettle"], away: [] });
  assert.equal(shared.fault({ subject: "gate", code: "camera-covered", active: true }), false);
  assert.equal(shared.fault({ subject: "kettle", code: "camera-covered", active: true }), true);
  const camera = {
    cameraId: "kettle",
    zoneId: "boiler",
    name: "Kettle",
    phase: "live" as const,
    isLive: true,
    freshAgeMs: 10,
    fps: 2,
    factor: 1,
    frames: 1,
    dropped: 0,
  };
  assert.equal(shared.judged([camera])[0].isLive, false);
  shared.fault({ subject: "kettle", code: "camera-covered", active: false });
  assert.equal(shared.judged([camera])[0].isLive, true);
});
