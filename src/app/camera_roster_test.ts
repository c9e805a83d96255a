import assert from "node:assert/strict";
import type { Camera } from "../bus/messages.ts";
import { CameraRoster } from "./camera_roster.ts";

function camera(cameraId: string, freshAgeMs = 100): Camera {
  return {
    cameraId,
    zoneId: "z",
    name: cameraId,
    phase: "live",
    isLive: true,
    freshAgeMs,
    fps: 5,
    factor: 1,
    frames: 10,
    dropped: 0,
  };
}

Deno.test("CameraRoster lists the cameras of all processes in the configuration's order, with their age of now", () => {
  const roster = new CameraRoster(["a", "b", "c"]);
  roster.tell("cameras-1", [camera("a"), camera("stranger")], 1_000);
  roster.tell("cameras-0", [camera("c", NaN)], 1_000);
  const list = roster.list(1_700);
  assert.deepEqual(list.map(({ cameraId, freshAgeMs }) => [cameraId, freshAgeMs]), [["a", 800], ["c", NaN]]);
});

Deno.test("CameraRoster never shows the cameras of a dead process as live", () => {
  const roster = new CameraRoster(["a", "b"]);
  roster.tell("cameras-0", [camera("a"), camera("b")], 0);
  // The second camera has been moved before the first process dies.
  roster.tell("cameras-1", [camera("b")], 500);
  roster.away("cameras-0");
  const [a, b] = roster.list(10_000);
  assert.deepEqual([a.isLive, a.phase, a.fps, a.freshAgeMs], [false, "waiting", 0, 10_100]);
  assert.match(a.fault!, /cameras-0 is being restarted/);
  assert.equal(b.isLive, true);
  roster.tell("cameras-0", [camera("a")], 11_000);
  assert.equal(roster.list(11_000)[0].isLive, true);
});

Deno.test("CameraRoster follows a change of the configuration", () => {
  const roster = new CameraRoster(["a", "b"]);
  roster.tell("cameras-0", [camera("a"), camera("b"), camera("c")], 0);
  roster.configure(["c", "b"]);
  assert.deepEqual(roster.list(0).map(({ cameraId }) => cameraId), ["c", "b"]);
  roster.configure(["a", "b"]);
  assert.deepEqual(
    roster.list(0).map(({ cameraId }) => cameraId),
    ["b"],
    "what went is told of anew or not at all",
  );
});
