/**
 * Runs several cameras in one process: their connections by the schedule, their rates, and what is known of them.
 *
 * It must never let one camera harm another: each has its own slots, its own capture and its own place in the schedule.
 */
import { type CameraFault, describeCameraFault, mustWaitLong } from "../../hal/camera/fault.ts";
import type { CameraId } from "../../reading/ids.ts";
import type { ViewReference } from "./health.ts";
import { ReconnectScheduler } from "./reconnect.ts";
import { type CameraPorts, type CameraStatus, RunningCamera, type ShardCamera } from "./running_camera.ts";

/** What a shard lives on. */
export interface ShardOptions extends CameraPorts {
  readonly cameras: readonly ShardCamera[];
  /** This shard's share of `SITE_ATTEMPTS_PER_SECOND`. */
  readonly attemptsPerSecond: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Longest time between two looks at the clock. Longer delays each reconnection by half of it; shorter only burns processor
 * in a role whose pictures come five times a second.
 */
const TICK_MS_MAX = 100;
/** Shortest time: a camera that is due now is taken with the next look, without spinning. */
const TICK_MS_MIN = 5;

/** Runs its cameras until told to stop. */
export class CameraShard {
  readonly #options: ShardOptions;
  readonly #scheduler: ReconnectScheduler;
  readonly #cameras: readonly RunningCamera[];
  /** The connection that each camera has or is making. */
  readonly #connections = new Map<number, Promise<void>>();
  readonly #retired = new Set<number>();
  readonly #withoutFfmpeg = new Set<CameraId>();

  constructor(options: ShardOptions) {
    this.#options = options;
    const { cameras, attemptsPerSecond, clock, random } = options;
    this.#scheduler = new ReconnectScheduler(cameras.length, attemptsPerSecond, clock.monotonicMs(), random);
    this.#cameras = cameras.map((camera, index) => new RunningCamera(camera, index, options));
  }

  /** Connection attempts so far. */
  get attemptCount(): number {
    return this.#scheduler.attemptCount;
  }

  /** Runs until `signal` is aborted; when it ends no capture is left. Rejects only for bugs. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const ending = new AbortController();
    const all = AbortSignal.any([signal, ending.signal]);
    let failure: unknown;
    const failed = (error: unknown) => {
      failure ??= error;
      ending.abort();
    };
    while (!all.aborted) {
      const nowMs = clock.monotonicMs();
      this.#tick(nowMs, all, failed);
      const dueMs = this.#scheduler.nextMs() - nowMs;
      try {
        await clock.sleep(Math.min(TICK_MS_MAX, Math.max(TICK_MS_MIN, dueMs)), all);
      } catch (error) {
        if (!all.aborted) throw error;
      }
    }
    await Promise.all(this.#connections.values());
    if (failure !== undefined) throw failure;
  }

  /** Lets only a part of all pictures through, from 0 to 1, without connecting anything anew. */
  setFactor(factor: number): void {
    for (const camera of this.#cameras) camera.thinner.factor = factor;
  }

  /** What is known of each camera now. */
  status(): CameraStatus[] {
    const nowMs = this.#options.clock.monotonicMs();
    return this.#cameras.filter((_, index) => !this.#retired.has(index)).map((camera) =>
      camera.status(nowMs)
    );
  }

  /** What the cameras' views look like, to be kept and given to the next start. */
  references(): ReadonlyMap<CameraId, readonly ViewReference[]> {
    return new Map(this.#cameras.map(({ cameraId, health }) => [cameraId, health.references()]));
  }

  /** The present view of the camera is as it should be. Returns false where there is no such camera. */
  acceptView(cameraId: CameraId): boolean {
    const camera = this.#cameras.find((one) => one.cameraId === cameraId);
    camera?.health.acceptView();
    return camera !== undefined;
  }

  /**
   * Gives a camera away to another shard: its connection is ended, its troubles are taken back. Its place in the ring stays empty.
   *
   * @returns whether there was such a camera. When it resolves the camera is free.
   */
  async retire(cameraId: CameraId): Promise<boolean> {
    const index = this.#cameras.findIndex((one) => one.cameraId === cameraId);
    if (index < 0 || this.#retired.has(index)) return false;
    this.#retired.add(index);
    this.#scheduler.retire(index);
    this.#cameras[index].retire();
    this.#tellFfmpeg(cameraId, undefined);
    await this.#connections.get(index);
    return true;
  }

  #tick(nowMs: number, signal: AbortSignal, failed: (error: unknown) => void): void {
    for (const camera of this.#cameras) camera.tick(nowMs);
    for (let index = this.#scheduler.take(nowMs); index !== undefined; index = this.#scheduler.take(nowMs)) {
      this.#connections.set(index, this.#connect(index, signal).catch(failed));
    }
  }

  async #connect(index: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const camera = this.#cameras[index];
    const fault = await camera.connect(() => {
      this.#scheduler.live(index, clock.monotonicMs());
      this.#tellFfmpeg(camera.cameraId, undefined);
    }, signal);
    this.#scheduler.lost(index, mustWaitLong(fault), clock.monotonicMs());
    if (fault.kind === "ffmpeg-missing" || fault.kind === "ffmpeg-old") {
      this.#tellFfmpeg(camera.cameraId, fault);
    }
  }

  /** A missing ffmpeg is one trouble of the box, not one of each camera. */
  #tellFfmpeg(cameraId: CameraId, fault: CameraFault | undefined): void {
    const wasMissing = this.#withoutFfmpeg.size > 0;
    if (fault === undefined) this.#withoutFfmpeg.delete(cameraId);
    else this.#withoutFfmpeg.add(cameraId);
    const active = this.#withoutFfmpeg.size > 0;
    if (active === wasMissing) return;
    const detail = fault === undefined ? "ffmpeg works again" : describeCameraFault(fault);
    this.#options.trouble({ code: "ffmpeg-missing", subject: "box", active, detail });
  }
}
