/**
 * The cameras as the page sees them: newest picture, what the model saw in it, and evidence for alarms.
 *
 * It looks at pictures only when somebody wants one, and keeps a copy every few seconds for evidence.
 */
import type { Sight, SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { JpegEncoder } from "../ingest/cameras/jpeg/encoder.ts";
import { type Shot, SnapshotAlbum } from "../ingest/cameras/snapshots.ts";
import type { AlarmId, CameraId } from "../reading/ids.ts";
import type { RingNews } from "./ring_readers.ts";

/** One camera of the configuration. */
export interface DeskCamera {
  readonly cameraId: CameraId;
  readonly zoneId: string;
  readonly width: number;
  readonly height: number;
}

interface Watched {
  readonly camera: DeskCamera;
  readonly pixels: Uint8Array;
  readonly encoder: JpegEncoder;
  news: RingNews | undefined;
  sight: Sight | undefined;
}

/** Alarms whose evidence has been asked for; more than stand at any time. */
const ALARMS_MAX = 1_024;

/** The page's desk for cameras. */
export class CameraDesk {
  readonly #clock: Clock;
  readonly #keep: (shot: Shot) => void;
  readonly #album: SnapshotAlbum;
  readonly #cameras: ReadonlyMap<CameraId, Watched>;
  readonly #alarms = new Set<AlarmId>();

  /** @param keep Takes each picture of evidence. */
  constructor(cameras: readonly DeskCamera[], clock: Clock, keep: (shot: Shot) => void) {
    this.#clock = clock;
    this.#keep = keep;
    this.#album = new SnapshotAlbum(cameras);
    this.#cameras = new Map(cameras.map((camera) => [camera.cameraId, {
      camera,
      pixels: new Uint8Array(camera.width * camera.height * 3),
      encoder: new JpegEncoder(camera.width, camera.height),
      news: undefined,
      sight: undefined,
    }]));
  }

  /** A picture lies in the ring. */
  frame(news: RingNews): void {
    const watched = this.#cameras.get(news.cameraId);
    if (watched === undefined) return;
    watched.news = news;
    const shots = this.#album.offer(news.cameraId, this.#clock.monotonicMs(), (target) => {
      const view = news.reader.copy(news.notice, target);
      return view === undefined ? undefined : news.notice.atMs;
    });
    for (const shot of shots) this.#keep(shot);
  }

  /** What the model saw in a camera's picture. */
  see(sight: Sight): void {
    const watched = this.#cameras.get(sight.cameraId);
    if (watched !== undefined) watched.sight = sight;
  }

  /** The newest sight of a camera. */
  sight(cameraId: CameraId): Sight | undefined {
    return this.#cameras.get(cameraId)?.sight;
  }

  /** The newest picture of a camera as JPEG; undefined where there is none, or the ring has moved on. */
  picture(cameraId: CameraId): { atMs: number; jpeg: Uint8Array<ArrayBuffer> } | undefined {
    const watched = this.#cameras.get(cameraId);
    const news = watched?.news;
    if (watched === undefined || news === undefined) return undefined;
    if (news.reader.copy(news.notice, watched.pixels) === undefined) return undefined;
    return { atMs: news.notice.atMs, jpeg: watched.encoder.encode(watched.pixels) };
  }

  /** The camera process that gave these pictures is gone: its memory must not be looked at any more. */
  forget(reader: RingNews["reader"]): void {
    for (const watched of this.#cameras.values()) {
      if (watched.news?.reader === reader) watched.news = undefined;
    }
  }

  /** Looks for alarms that are new, and takes evidence of them from the cameras of their zones. */
  site(site: SiteView): void {
    const nowMs = this.#clock.monotonicMs();
    for (const { id, zoneId, raisedAtMs } of site.alarms) {
      if (this.#alarms.has(id)) continue;
      if (this.#alarms.size >= ALARMS_MAX) this.#alarms.delete(this.#alarms.values().next().value!);
      this.#alarms.add(id);
      // One that stood before this process did has its evidence already, or has missed it.
      if (Math.abs(nowMs - raisedAtMs) > ALARM_NEW_MS) continue;
      for (const { camera } of this.#cameras.values()) {
        if (camera.zoneId !== zoneId) continue;
        for (const shot of this.#album.alarm(id, camera.cameraId, nowMs)) this.#keep(shot);
      }
    }
  }
}

/** An alarm reaches the page within a moment of its raising, unless the page has just started. */
const ALARM_NEW_MS = 10_000;
