/**
 * Pictures of cameras for whoever looks: each is made once however many people look, and not oftener than the detector's
 * processor can spare.
 */
import type { Clock } from "../clock/clock.ts";
import type { CameraPicture } from "./deps.ts";

/** A camera is asked at most this often: twice a second shows a fire grow. */
export const ASK_MS = 500;
/**
 * Pictures made in a second, of all cameras together. One of 640 x 480 takes about 9 ms: more would take a quarter of a core
 * from the detector; fewer, and a wall display of 64 cameras would call them stale.
 */
export const CAMERA_PICTURES_PER_SECOND = 24;
/** A camera that nobody has asked for during this long counts as not looked at, and its picture is forgotten. */
const WATCHED_MS = 5_000;
/** More cameras than a site may have are not remembered: the one asked for first makes room. */
const CAMERAS_MAX = 256;

interface Entry {
  askedMs: number;
  wantedMs: number;
  picture: CameraPicture | undefined;
}

/** The newest picture of each camera somebody looks at. */
export class CameraPictures {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #ask: (cameraId: string) => CameraPicture | undefined;
  readonly #entries = new Map<string, Entry>();

  /** @param ask Makes the newest picture of a camera; costly. */
  constructor(clock: Pick<Clock, "monotonicMs">, ask: (cameraId: string) => CameraPicture | undefined) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** The picture of a camera that the site has; its age is for the caller to judge. */
  get(cameraId: string): CameraPicture | undefined {
    const nowMs = this.#clock.monotonicMs();
    for (const [id, { wantedMs }] of this.#entries) {
      if (nowMs - wantedMs > WATCHED_MS) this.#entries.delete(id);
    }
    let entry = this.#entries.get(cameraId);
    if (entry === undefined) {
      entry = { askedMs: -Infinity, wantedMs: nowMs, picture: undefined };
      this.#entries.set(cameraId, entry);
      if (this.#entries.size > CAMERAS_MAX) this.#entries.delete(this.#entries.keys().next().value!);
    }
    entry.wantedMs = nowMs;
    const pauseMs = Math.max(ASK_MS, this.#entries.size * 1000 / CAMERA_PICTURES_PER_SECOND);
    if (nowMs - entry.askedMs >= pauseMs) {
      entry.askedMs = nowMs;
      // Where it has none at this moment, the one from before is still as old as it says.
      entry.picture = this.#ask(cameraId) ?? entry.picture;
    }
    return entry.picture;
  }
}
