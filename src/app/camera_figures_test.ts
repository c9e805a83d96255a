import assert from "node:assert/strict";
import { Registry } from "prom-client";
import type { CameraStatus } from "../ingest/cameras/running_camera.ts";
import { CameraFigures } from "./camera_figures.ts";

function status(more: Partial<CameraStatus> = {}): CameraStatus {
  return {
    cameraId: "north",
    phase: "live",
    isLive: true,
    freshAgeMs: 180,
    fps: 5,
    factor: 1,
    attempts: 1,
    frames: 100,
    dropped: 3,
    thinned: 7,
    troubles: [],
    ...more,
  };
}

/** The lines of the exposition that are about `name`. */
async function lines(registry: Registry, name: string): Promise<string[]> {
  return (await registry.metrics()).split("\n").filter((line) => line.startsWith(name));
}

Deno.test("CameraFigures counts what is new since the last look, and tells busy from thinned on purpose", async () => {
  const registry = new Registry();
  const figures = new CameraFigures(registry);
  figures.take(status());
  figures.take(status({ frames: 140, dropped: 5, thinned: 7 }));
  assert.deepEqual(await lines(registry, "embereye_camera_frames_total"), [
    'embereye_camera_frames_total{camera="north"} 140',
  ]);
  assert.deepEqual(await lines(registry, "dropped_frames_total"), [
    'dropped_frames_total{camera="north",reason="detector-busy"} 5',
    'dropped_frames_total{camera="north",reason="rate-reduced"} 7',
  ]);
  assert.deepEqual(await lines(registry, "embereye_camera_fresh_age_seconds"), [
    'embereye_camera_fresh_age_seconds{camera="north"} 0.18',
  ]);
});

Deno.test("CameraFigures of a camera that has gone to another process tell nothing of the past, and go on counting when it is back", async () => {
  const registry = new Registry();
  const figures = new CameraFigures(registry);
  figures.take(status());
  figures.forget("north");
  assert.deepEqual(await lines(registry, "embereye_camera_fps"), []);
  assert.deepEqual(await lines(registry, "embereye_camera_fresh_age_seconds"), []);
  // Its counts begin anew there: less than before is no step back.
  figures.take(status({ frames: 10, dropped: 0, thinned: 0 }));
  assert.deepEqual(await lines(registry, "embereye_camera_frames_total"), [
    'embereye_camera_frames_total{camera="north"} 110',
  ]);
});
