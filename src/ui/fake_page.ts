/**
 * What a page is drawn from in tests: an invented scene as a browser knows it at three in the morning.
 */
import type { SiteView } from "../bus/messages.ts";
import { isCameraScene, sceneEvidence, sceneSight } from "./fake_cameras.ts";
import { type Scene, SCENE_WALL_MS, sceneEvents, sceneRoles, sceneSite } from "./fake_scenes.ts";
import { ENGLISH } from "./messages/spoken.ts";
import type { PageState } from "./page/state.ts";

/** The box's monotonic time in these. */
export const SCENE_NOW_MS = 1_000_000;

/**
 * The state of a page that shows `scene`.
 *
 * @param more what is otherwise.
 * @param change changes the site before it is shown.
 */
export function scenePage(
  scene: Scene,
  more: Partial<PageState> = {},
  change: (site: SiteView) => void = () => {},
): PageState {
  const site = sceneSite(scene, SCENE_NOW_MS, SCENE_WALL_MS);
  change(site);
  return {
    view: { name: "overview" },
    language: ENGLISH,
    nowMs: SCENE_NOW_MS,
    nowWallMs: SCENE_WALL_MS,
    timeZone: "UTC",
    connected: true,
    site,
    ownTroubles: [],
    evidence: isCameraScene(scene)
      ? sceneEvidence(scene, SCENE_WALL_MS).map((picture) => ({ ...picture, alarmId: "alarm-1" }))
      : [],
    version: "0.1.0",
    roles: sceneRoles(SCENE_NOW_MS),
    events: sceneEvents(scene, SCENE_NOW_MS, SCENE_WALL_MS),
    person: { name: "Anna", role: "operator" },
    live: true,
    lostForMs: undefined,
    notice: undefined,
    sound: false,
    heat: true,
    cameraPicture: () => ({ atMs: SCENE_NOW_MS - 300, width: 1280, height: 720 }),
    sight: (cameraId) => isCameraScene(scene) ? sceneSight(scene, cameraId, SCENE_NOW_MS - 400) : undefined,
    picture: () => ({ atMs: SCENE_NOW_MS - 200, minC: 21, maxC: 74.2, hotIndex: 306, coldIndex: 0 }),
    study: () => undefined,
    pastMoments: () => [],
    trend: () => undefined,
    isOpen: () => false,
    busy: () => false,
    ...more,
  };
}
