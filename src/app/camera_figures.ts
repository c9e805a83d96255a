/**
 * The figures of one camera process: what each of its cameras delivered, what was left out, and what was lost.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { CameraStatus } from "../ingest/cameras/running_camera.ts";
import type { CameraId } from "../reading/ids.ts";

/** Lost because the detector's link took no more. */
export const DROPPED_BUSY = "detector-busy";
/** Left out on purpose: an overload is being worked off. */
export const DROPPED_RATE = "rate-reduced";

interface Counts {
  readonly attempts: number;
  readonly frames: number;
  readonly dropped: number;
  readonly thinned: number;
}

const NOTHING: Counts = { attempts: 0, frames: 0, dropped: 0, thinned: 0 };

/** Keeps them. */
export class CameraFigures {
  readonly #fps: Gauge<"camera">;
  readonly #freshAge: Gauge<"camera">;
  readonly #attempts: Counter<"camera">;
  readonly #frames: Counter<"camera">;
  readonly #dropped: Counter<"camera" | "reason">;
  readonly #counted = new Map<CameraId, Counts>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#fps = new Gauge({
      name: "embereye_camera_fps",
      help: "Pictures a second that arrive",
      labelNames: ["camera"],
      registers,
    });
    this.#freshAge = new Gauge({
      name: "embereye_camera_fresh_age_seconds",
      help: "Age of the last picture that differed from the one before",
      labelNames: ["camera"],
      registers,
    });
    this.#attempts = new Counter({
      name: "embereye_camera_attempts_total",
      help: "Connection attempts",
      labelNames: ["camera"],
      registers,
    });
    this.#frames = new Counter({
      name: "embereye_camera_frames_total",
      help: "Pictures that arrived",
      labelNames: ["camera"],
      registers,
    });
    this.#dropped = new Counter({
      name: "dropped_frames_total",
      help: "Pictures that went no further, by camera and reason",
      labelNames: ["camera", "reason"],
      registers,
    });
  }

  /** Takes how a camera is now. */
  take(status: CameraStatus): void {
    const { cameraId: camera, attempts, frames, dropped, thinned } = status;
    const before = this.#counted.get(camera) ?? NOTHING;
    this.#counted.set(camera, { attempts, frames, dropped, thinned });
    this.#fps.labels({ camera }).set(status.fps);
    this.#freshAge.labels({ camera }).set(status.freshAgeMs / 1000);
    this.#attempts.labels({ camera }).inc(attempts - before.attempts);
    this.#frames.labels({ camera }).inc(frames - before.frames);
    this.#dropped.labels({ camera, reason: DROPPED_BUSY }).inc(dropped - before.dropped);
    this.#dropped.labels({ camera, reason: DROPPED_RATE }).inc(thinned - before.thinned);
  }

  /** The camera is another process's: its gauges would tell of the past. What was counted stays counted. */
  forget(camera: CameraId): void {
    this.#counted.delete(camera);
    this.#fps.remove({ camera });
    this.#freshAge.remove({ camera });
  }
}
