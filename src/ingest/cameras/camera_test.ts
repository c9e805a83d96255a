import assert from "node:assert/strict";
import { CALM_MS, CameraLife, SILENT_FIRST_MS, SILENT_MS, STALL_MS_MIN, START_MS_MAX } from "./camera.ts";

/** A camera of 5 pictures a second that is live at 1000 ms. */
function live(): CameraLife {
  const camera = new CameraLife(5, 0);
  camera.attempt(0);
  assert.equal(camera.phase, "reaching");
  camera.start(100);
  assert.equal(camera.phase, "starting");
  assert.equal(camera.picture(true, 1_000), true);
  assert.equal(camera.phase, "live");
  return camera;
}

Deno.test("CameraLife goes from waiting to live by way of a reachable camera and a first picture", () => {
  const camera = live();
  assert.equal(camera.picture(true, 1_200), false);
  assert.equal(camera.lastFreshMs, 1_200);
  assert.equal(camera.hangs(1_400), false);
});

Deno.test("CameraLife remembers why a camera could not be reached", () => {
  const camera = new CameraLife(5, 0);
  camera.attempt(0);
  camera.lost({ kind: "refused" }, 10);
  assert.equal(camera.phase, "waiting");
  assert.deepEqual(camera.fault, { kind: "refused" });
});

Deno.test("CameraLife ends a connection whose pictures stop, and remembers that it hung", () => {
  const camera = live();
  assert.equal(camera.hangs(1_000 + STALL_MS_MIN), false);
  assert.equal(camera.hangs(1_001 + STALL_MS_MIN), true);
  assert.equal(camera.phase, "ending");
  assert.equal(camera.hangs(60_000), false, "it is told only once");
  camera.lost({ kind: "stopped" }, 4_200);
  assert.deepEqual(camera.fault, { kind: "stalled", silentMs: STALL_MS_MIN + 1 });
});

Deno.test("CameraLife gives a slow camera the time its rate takes", () => {
  const camera = new CameraLife(0.5, 0);
  camera.attempt(0);
  camera.start(0);
  camera.picture(true, 1_000);
  assert.equal(camera.hangs(12_900), false);
  assert.equal(camera.hangs(13_001), true);
});

Deno.test("CameraLife ends a start that brings no picture", () => {
  const camera = new CameraLife(5, 0);
  camera.attempt(0);
  camera.start(0);
  assert.equal(camera.hangs(START_MS_MAX), false);
  assert.equal(camera.hangs(START_MS_MAX + 1), true);
});

Deno.test("CameraLife keeps the age of the last fresh picture while the same one repeats", () => {
  const camera = live();
  camera.picture(false, 5_000);
  assert.equal(camera.lastFreshMs, 1_000);
  assert.equal(camera.hangs(5_100), false, "it delivers, so it is not cut off");
});

Deno.test("CameraLife says once that a camera is silent and why, and takes it back when it is calm", () => {
  const camera = live();
  camera.lost({ kind: "unauthorised" }, 2_000);
  assert.equal(camera.silence(1_000 + SILENT_MS), undefined, "a short restart is no trouble");
  const raised = camera.silence(1_001 + SILENT_MS);
  assert.equal(raised?.active, true);
  assert.match(raised!.text, /no picture for 5 s: the camera refuses user name and password/);
  assert.equal(camera.silence(9_000), undefined);
  camera.attempt(9_000);
  camera.start(9_000);
  camera.picture(true, 10_000);
  assert.equal(camera.silence(10_000 + CALM_MS - 1), undefined);
  assert.deepEqual(camera.silence(10_000 + CALM_MS), { active: false, text: "it delivers pictures again" });
  assert.equal(camera.silence(10_100 + CALM_MS), undefined);
});

Deno.test("CameraLife does not call a camera silent that is just being started for the first time", () => {
  const camera = new CameraLife(5, 0);
  assert.equal(camera.silence(SILENT_FIRST_MS), undefined);
  assert.equal(camera.silence(SILENT_FIRST_MS + 1)?.active, true);
});
