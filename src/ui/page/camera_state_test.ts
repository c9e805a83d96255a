import assert from "node:assert/strict";
import type { Camera, Sight } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { type CameraScene, sceneSight } from "../fake_cameras.ts";
import { SCENE_WALL_MS, sceneSite } from "../fake_scenes.ts";
import {
  alarmCamera,
  cameraById,
  cameraFreshMs,
  cameraWords,
  freshSight,
  seenIn,
  sightWords,
} from "./camera_state.ts";
import { ENGLISH } from "../messages/spoken.ts";
import type { PageState } from "./state.ts";

const NOW_MS = 1_000_000;

function setUp(scene: CameraScene, more: Partial<PageState> = {}) {
  const site = sceneSite(scene, NOW_MS, SCENE_WALL_MS);
  const state = {
    language: ENGLISH,
    nowMs: NOW_MS,
    connected: true,
    site,
    sight: (cameraId: string) => sceneSight(scene, cameraId, NOW_MS - 300),
    ...more,
  } as PageState;
  const camera = (cameraId: string) => cameraById(site, cameraId)!;
  return { site, state, camera };
}

Deno.test("cameraWords tells a live camera's rate, its reduction, and that nothing moves", () => {
  const { site, state, camera } = setUp("cameras");
  assert.equal(cameraWords(state, camera("north")), "live, 5.0 pictures a second");
  assert.equal(cameraWords(state, camera("yard")), "live, 5.0 pictures a second, rate reduced to 75 %");
  Object.assign(site.cameras[0], { fps: 0, freshAgeMs: 14_000 });
  assert.equal(cameraWords(state, camera("north")), "live, nothing has moved for 14 s");
});

Deno.test("cameraWords tells for how long and why a camera delivers nothing, without guessing numbers", () => {
  const { site, state, camera } = setUp("blinded");
  assert.match(
    cameraWords({ ...state, nowMs: NOW_MS + 2_000 }, camera("north")),
    /^no fresh picture for 14 s: the camera refuses the connection/,
  );
  assert.match(cameraWords(state, camera("yard")), /^no picture yet: the camera refuses user name/);
  // As it comes to a browser.
  Object.assign(site.cameras[2], { freshAgeMs: null, fault: undefined });
  assert.equal(cameraWords(state, camera("yard")), "no picture yet: connecting");
  const phases = ["waiting", "reaching", "starting", "live", "ending"] as const;
  for (const phase of phases) {
    const words = cameraWords(state, { ...camera("gate"), phase });
    assert.match(words, /^no fresh picture for 47 s: \w/);
    assert.doesNotMatch(words, /undefined|NaN/);
  }
});

Deno.test("cameraWords claims nothing while the fire logic is away", () => {
  const { state, camera } = setUp("cameras", { connected: false });
  assert.equal(cameraWords(state, camera("north")), "state not known: the fire logic cannot be reached");
  assert.equal(freshSight(state, camera("north"), state.sight("north")), undefined);
});

Deno.test("cameraFreshMs allows slow cameras their pace, and nobody a quarter of a minute", () => {
  const fresh = (fps: number, factor = 1) => cameraFreshMs({ fps, factor });
  assert.equal(fresh(5), 5_000);
  assert.equal(fresh(0), 5_000);
  assert.equal(fresh(0.5), 5_000);
  assert.equal(fresh(0.5, 0.5), 10_000);
  assert.equal(fresh(0.2, 0.2), 15_000);
});

Deno.test("sightWords gives scores while they are of now, else for how long nobody has looked", () => {
  const { state, camera } = setUp("seen");
  const north = camera("north");
  const sight = (ageMs: number) => sceneSight("seen", "north", NOW_MS - ageMs);
  assert.equal(sightWords(state, north, sight(300)), "fire 0.92, smoke 0.41");
  assert.equal(sightWords(state, north, sight(12_000)), "the detector has not looked for 12 s");
  assert.equal(sightWords(state, north, undefined), "nothing from the detector yet");
  assert.equal(freshSight(state, { ...north, isLive: false }, sight(300)), undefined);
});

Deno.test("seenIn names the stronger of fire and smoke from the score on that somebody should know", () => {
  assert.deepEqual(seenIn({ fire: 0.92, smoke: 0.4 }), { what: "fire", score: 0.92 });
  assert.deepEqual(seenIn({ fire: 0.4, smoke: 0.71 }), { what: "smoke", score: 0.71 });
  assert.equal(seenIn({ fire: 0.59, smoke: 0.59 }), undefined);
  assert.equal(seenIn(undefined), undefined);
});

Deno.test("alarmCamera prefers who raised the alarm and still sees it, and takes only what helps", () => {
  const { site, state } = setUp("seen");
  const alarm = site.alarms[0] as Alarm;
  const add = (cameraId: string, more: Partial<Camera> = {}) =>
    site.cameras.unshift({ ...site.cameras.at(-1)!, zoneId: "boiler", cameraId, name: cameraId, ...more });
  const sees = new Set<string>();
  const sight = (cameraId: string): Sight => (
    { ...sceneSight("cameras", cameraId, NOW_MS), fire: sees.has(cameraId) ? 0.8 : 0 }
  );
  const best = () => alarmCamera({ ...state, sight }, site, alarm)?.cameraId;
  site.cameras.splice(0, site.cameras.length, site.cameras[0]);
  add("dead", { isLive: false });
  add("idle");
  add("watch");
  assert.equal(best(), "north", "it raised the alarm");
  sees.add("watch");
  assert.equal(best(), "watch");
  sees.add("north");
  assert.equal(best(), "north");
  site.alarms[0].causes = [];
  sees.clear();
  assert.equal(best(), "watch", "the first that is live");
  for (const camera of site.cameras) camera.isLive = false;
  assert.equal(best(), undefined);
});
