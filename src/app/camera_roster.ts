/**
 * What the camera processes tell of their cameras, as one list: a camera belongs to the process that told of it last, and what a dead
 * process told grows old instead of looking alive.
 */
import type { Camera } from "../bus/messages.ts";
import type { CameraId, ProcessName } from "../reading/ids.ts";

interface Told {
  readonly camera: Camera;
  readonly by: ProcessName;
  readonly atMs: number;
  readonly isAway: boolean;
}

/** The cameras of the site. */
export class CameraRoster {
  #order: readonly CameraId[];
  readonly #told = new Map<CameraId, Told>();

  /** @param cameraIds All of the configuration, in its order. Others are not listed. */
  constructor(cameraIds: readonly CameraId[]) {
    this.#order = cameraIds;
  }

  /** The configuration has changed: these are its cameras now. */
  configure(cameraIds: readonly CameraId[]): void {
    this.#order = cameraIds;
    for (const cameraId of this.#told.keys()) if (!cameraIds.includes(cameraId)) this.#told.delete(cameraId);
  }

  /** A process has told how its cameras are. */
  tell(by: ProcessName, cameras: readonly Camera[], atMs: number): void {
    for (const camera of cameras) this.#told.set(camera.cameraId, { camera, by, atMs, isAway: false });
  }

  /** The connection to a process is gone, and nobody else has told of its cameras yet. */
  away(by: ProcessName): void {
    for (const [cameraId, told] of this.#told) {
      if (told.by === by) this.#told.set(cameraId, { ...told, isAway: true });
    }
  }

  /** All cameras that were ever told of, in the order of the configuration. */
  list(nowMs: number): Camera[] {
    return this.#order.flatMap((cameraId) => {
      const told = this.#told.get(cameraId);
      if (told === undefined) return [];
      const { camera, by, atMs, isAway } = told;
      const aged = { ...camera, freshAgeMs: camera.freshAgeMs + Math.max(0, nowMs - atMs) };
      if (!isAway) return [aged];
      return [{
        ...aged,
        phase: "waiting" as const,
        isLive: false,
        fps: 0,
        fault: `${by} is being restarted`,
      }];
    });
  }
}
