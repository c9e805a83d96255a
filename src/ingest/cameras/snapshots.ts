/**
 * Pictures for evidence: how it looked before an alarm, at it, and after it.
 *
 * Copies one raw picture every few seconds into memory of its own and makes JPEG files only when one is wanted, so that
 * keeping costs next to nothing. It belongs into a process that is not in a hurry, such as the page's: never the detector's.
 */
import type { AlarmId, CameraId } from "../../reading/ids.ts";
import { JpegEncoder } from "./jpeg/encoder.ts";

/** When a picture was taken, seen from its alarm. */
export type ShotMoment = "before" | "at" | "after";

/** One picture of evidence. */
export interface Shot {
  readonly alarmId: AlarmId;
  readonly cameraId: CameraId;
  readonly moment: ShotMoment;
  /** When the camera took it, monotonic. */
  readonly atMs: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/** Time between two kept pictures. Shorter costs more copies; longer, and *before* may show another scene. */
export const KEEP_EVERY_MS = 2_000;
/** How long before the alarm *before* should be, and how long after it *after*. */
export const SHOT_DISTANCE_MS = 4_000;
/** Kept pictures per camera: enough to reach back that far, and one that is being replaced. */
const KEPT = SHOT_DISTANCE_MS / KEEP_EVERY_MS + 1;
/** A picture older than this shows what was, not what led to the alarm: the camera has been away. */
const PAST_MS_MAX = 3 * SHOT_DISTANCE_MS;
/** A picture that comes later than this after the alarm shows something else. */
const AFTER_MS_MAX = 30_000;
/** Alarms that wait for their *after* picture; more come from a site that burns everywhere, and have their first two. */
const WAITING_MAX = 64;

interface Kept {
  atMs: number;
  readonly pixels: Uint8Array;
}

interface CameraAlbum {
  readonly encoder: JpegEncoder;
  readonly kept: readonly Kept[];
  next: number;
  lastKeptMs: number;
}

/** Keeps the recent past of several cameras. */
export class SnapshotAlbum {
  /** *After* pictures that were never taken: the camera was gone, or too many alarms waited. */
  missedCount = 0;
  readonly #cameras = new Map<CameraId, CameraAlbum>();
  #waiting: { readonly alarmId: AlarmId; readonly cameraId: CameraId; readonly dueMs: number }[] = [];

  constructor(
    cameras: readonly { readonly cameraId: CameraId; readonly width: number; readonly height: number }[],
  ) {
    for (const { cameraId, width, height } of cameras) {
      this.#cameras.set(cameraId, {
        encoder: new JpegEncoder(width, height),
        kept: Array.from({ length: KEPT }, () => ({ atMs: NaN, pixels: new Uint8Array(width * height * 3) })),
        next: 0,
        lastKeptMs: -Infinity,
      });
    }
  }

  /**
   * A picture of the camera is at hand: keeps a copy when one is due.
   *
   * @param copy Writes the pixels and returns their time, or undefined where they were lost meanwhile.
   * @returns the evidence that waited for it.
   */
  offer(cameraId: CameraId, nowMs: number, copy: (target: Uint8Array) => number | undefined): Shot[] {
    const album = this.#cameras.get(cameraId);
    if (album === undefined) return [];
    const isWanted = this.#waiting.some((one) => one.cameraId === cameraId && one.dueMs <= nowMs);
    if (!isWanted && nowMs - album.lastKeptMs < KEEP_EVERY_MS) return [];
    const place = album.kept[album.next];
    const atMs = copy(place.pixels);
    place.atMs = atMs ?? NaN;
    if (atMs === undefined) return [];
    album.next = (album.next + 1) % KEPT;
    album.lastKeptMs = nowMs;
    const done = this.#waiting.filter((one) => one.cameraId === cameraId && one.dueMs <= atMs);
    this.#waiting = this.#waiting.filter((one) => !done.includes(one) && !this.#isTooLate(one.dueMs, nowMs));
    return done.map(({ alarmId }) => shot(alarmId, cameraId, "after", place, album));
  }

  /**
   * An alarm has been raised that this camera may have seen.
   *
   * @returns what there is already: *before* and *at*, where the camera delivered then.
   */
  alarm(alarmId: AlarmId, cameraId: CameraId, nowMs: number): Shot[] {
    const album = this.#cameras.get(cameraId);
    if (album === undefined) return [];
    if (this.#waiting.length < WAITING_MAX) {
      this.#waiting.push({ alarmId, cameraId, dueMs: nowMs + SHOT_DISTANCE_MS });
    } else this.missedCount++;
    const past = album.kept.filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - PAST_MS_MAX)
      .sort((a, b) => b.atMs - a.atMs);
    const at = past.find(({ atMs }) => atMs > nowMs - 2 * KEEP_EVERY_MS);
    const before = past.find(({ atMs }) => atMs <= nowMs - SHOT_DISTANCE_MS) ?? past.at(-1);
    const shots: Shot[] = [];
    if (before !== undefined && before !== at) shots.push(shot(alarmId, cameraId, "before", before, album));
    if (at !== undefined) shots.push(shot(alarmId, cameraId, "at", at, album));
    return shots;
  }

  #isTooLate(dueMs: number, nowMs: number): boolean {
    const tooLate = nowMs > dueMs + AFTER_MS_MAX;
    if (tooLate) this.missedCount++;
    return tooLate;
  }
}

function shot(
  alarmId: AlarmId,
  cameraId: CameraId,
  moment: ShotMoment,
  kept: Kept,
  album: CameraAlbum,
): Shot {
  return { alarmId, cameraId, moment, atMs: kept.atMs, jpeg: album.encoder.encode(kept.pixels) };
}
