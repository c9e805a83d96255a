/**
 * What is known of cameras, in words: which pictures are of now, what the detector sees in them, and why there is none.
 */
import type { Camera, Sight, SiteView, ZoneView } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { PICTURE_FRESH_MS } from "./picture.ts";
import { known } from "../messages/language.ts";
import { ageNow, type PageState, type SiteState, type SpokenState, visionSensors } from "./state.ts";

/** A picture of a camera that the page has. */
export interface CameraFacts {
  /** When it was taken, monotonic time of the box. */
  readonly atMs: number;
  /** Of the picture, in points. */
  readonly width: number;
  readonly height: number;
}

/**
 * From this score on a place is marked and told: the limit that zones have unless they are configured otherwise. Lower, and
 * the page would point at what nobody has to look at.
 */
export const SEEN_SCORE = 0.6;

/** However slow a camera is, what is older than this is told as the past. */
const FRESH_MS_MAX = 15_000;
/** Periods that a slow camera's picture may be old: one may be on its way, and one left out to spare the detector. */
const FRESH_PERIODS = 2.5;
/** Longer, and people shall know that nothing moves in the picture. Shorter: video coding repeats still pictures for that long. */
const UNCHANGED_MS = 10_000;

/** The camera called `cameraId`. */
export function cameraById(site: SiteView | undefined, cameraId: string): Camera | undefined {
  return site?.cameras.find((camera) => camera.cameraId === cameraId);
}

/** The cameras of a zone, in the order of the configuration. */
export function camerasOf(site: SiteView, zone: ZoneView): Camera[] {
  return site.cameras.filter((camera) => camera.zoneId === zone.id);
}

/** How old a picture of `camera` may be and still be shown as the present. */
export function cameraFreshMs(camera: Pick<Camera, "fps" | "factor">): number {
  const perSecond = camera.fps * camera.factor;
  const slowMs = perSecond > 0 ? FRESH_PERIODS * 1000 / perSecond : 0;
  return Math.min(FRESH_MS_MAX, Math.max(PICTURE_FRESH_MS, slowMs));
}

/** How old the page's picture of a camera is where it is too old to be taken for the present, else undefined. */
export function oldPictureMs(state: PageState, camera: Camera): number | undefined {
  const facts = state.cameraPicture(camera.cameraId);
  const ageMs = facts === undefined ? 0 : state.nowMs - facts.atMs;
  return ageMs > cameraFreshMs(camera) ? ageMs : undefined;
}

/** Whether the camera is out of service: it is looked at, but gives no evidence. */
export function isOutOfService(site: SiteView, camera: Camera): boolean {
  return site.sensors.some((sensor) => sensor.id === camera.cameraId && sensor.disabled);
}

const PHASE_WORDS = {
  waiting: "camera.waiting",
  reaching: "camera.reaching",
  starting: "camera.starting",
  live: "camera.repeating",
  ending: "camera.ending",
} as const satisfies Record<Camera["phase"], string>;

/** How long the camera has delivered nothing new, as short as a small picture can hold. */
export function silenceWords(state: SpokenState, camera: Camera): string {
  const { say, wholeDuration } = state.language;
  const ageMs = ageNow(state, camera.freshAgeMs);
  return known(ageMs) ? say("map.stale", { duration: wholeDuration(ageMs) }) : say("camera.nothing-yet");
}

/** Why a camera that is not live delivers nothing. */
export function whyNotLive(state: SpokenState, camera: Camera): string {
  return camera.fault ?? state.language.say(PHASE_WORDS[camera.phase]);
}

/** `live, 5.0 pictures a second`, or why it is not: `no fresh picture for 12 s: connection refused`. */
export function cameraWords(state: SpokenState, camera: Camera): string {
  const { say, number, wholeDuration } = state.language;
  if (!state.connected) return say("camera.unknown");
  if (!camera.isLive) {
    return `${silenceWords(state, camera)}: ${whyNotLive(state, camera)}`;
  }
  const unchangedMs = ageNow(state, camera.freshAgeMs);
  return [
    say("camera.is-live"),
    camera.fps > 0 && say("camera.fps", { rate: number(camera.fps, 1) }),
    camera.factor < 1 && say("camera.reduced", { percent: number(camera.factor * 100) }),
    unchangedMs > UNCHANGED_MS && say("camera.unmoved", { duration: wholeDuration(unchangedMs) }),
  ].filter((part) => part !== false).join(", ");
}

/** What the detector saw, where it looked lately enough for it to be of now. */
export function freshSight(state: SiteState, camera: Camera, sight: Sight | undefined): Sight | undefined {
  const isOfNow = sight !== undefined && state.connected && camera.isLive &&
    state.nowMs - sight.atMs <= cameraFreshMs(camera);
  return isOfNow ? sight : undefined;
}

/** `fire 0.92` and `smoke 0.10`, or since when the detector has not looked. */
export function sightParts(state: SpokenState, camera: Camera, sight: Sight | undefined): string[] {
  const { say, number, wholeDuration } = state.language;
  if (sight === undefined) return [say("camera.no-sight")];
  if (freshSight(state, camera, sight) !== undefined) {
    return (["fire", "smoke"] as const).map((what) => `${say(`camera.${what}`)} ${number(sight[what], 2)}`);
  }
  return [say("camera.not-looked", { duration: wholeDuration(state.nowMs - sight.atMs) })];
}

/** The same in one. */
export function sightWords(state: SpokenState, camera: Camera, sight: Sight | undefined): string {
  return sightParts(state, camera, sight).join(", ");
}

/** What somebody should know that a camera sees. */
export interface Seen {
  readonly what: "fire" | "smoke";
  readonly score: number;
}

/** The stronger of what is seen, where it is strong enough to be told. */
export function seenIn(sight: Pick<Sight, "fire" | "smoke"> | undefined): Seen | undefined {
  if (sight === undefined) return undefined;
  const { fire, smoke } = sight;
  const seen: Seen = fire >= smoke ? { what: "fire", score: fire } : { what: "smoke", score: smoke };
  return seen.score >= SEEN_SCORE ? seen : undefined;
}

/** What the camera sees now. */
export function seenBy(state: PageState, camera: Camera): Seen | undefined {
  return seenIn(freshSight(state, camera, state.sight(camera.cameraId)));
}

/**
 * The camera that shows an alarm best: of those of its zone one that raised it and still sees it, else one that sees
 * something, else one that raised it, else one that is live. In the order of the configuration, so that it does not jump.
 */
export function alarmCamera(state: PageState, site: SiteView, alarm: Alarm): Camera | undefined {
  const named = visionSensors(alarm);
  const worth = (camera: Camera) => {
    const sees = seenBy(state, camera) !== undefined;
    const raised = named.has(camera.cameraId);
    return sees ? (raised ? 4 : 3) : raised ? 2 : camera.isLive ? 1 : 0;
  };
  return site.cameras
    .filter((camera) => camera.zoneId === alarm.zoneId && worth(camera) > 0)
    .reduce<Camera | undefined>(
      (best, camera) => best === undefined || worth(camera) > worth(best) ? camera : best,
      undefined,
    );
}
