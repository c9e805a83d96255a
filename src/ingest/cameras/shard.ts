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

/** A camera with its place in the schedule, and the connection that it has or is making. */
interface Place {
  readonly camera: RunningCamera;
  readonly line: number;
  connection: Promise<void> | undefined;
  isRetired: boolean;
}

/** Runs its cameras until told to stop. They may come and go meanwhile. */
export class CameraShard {
  readonly #options: ShardOptions;
  readonly #scheduler: ReconnectScheduler;
  readonly #places = new Map<CameraId, Place>();
  /** By their line of the schedule. */
  readonly #byLine: (Place | undefined)[] = [];
  readonly #withoutFfmpeg = new Set<CameraId>();
  #factor = 1;

  constructor(options: ShardOptions) {
    this.#options = options;
    const { cameras, attemptsPerSecond, clock, random } = options;
    this.#scheduler = new ReconnectScheduler(0, attemptsPerSecond, clock.monotonicMs(), random);
    for (const camera of cameras) this.add(camera);
  }

  /** Takes a camera in and connects it by the schedule. It must not be one that the shard has. */
  add(camera: ShardCamera): void {
    const { cameraId } = camera;
    if (this.#places.has(cameraId)) throw new Error(`camera shard: '${cameraId}' is here already`);
    const running = new RunningCamera(camera, this.#options);
    running.thinner.factor = this.#factor;
    const line = this.#scheduler.add(this.#options.clock.monotonicMs());
    const place: Place = { camera: running, line, connection: undefined, isRetired: false };
    this.#places.set(cameraId, place);
    this.#byLine[line] = place;
  }

  /** This shard's share of `SITE_ATTEMPTS_PER_SECOND` from now on. */
  set attemptsPerSecond(attemptsPerSecond: number) {
    this.#scheduler.attemptsPerSecond = attemptsPerSecond;
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
    await Promise.all([...this.#places.values()].map(({ connection }) => connection));
    if (failure !== undefined) throw failure;
  }

  /** Lets only a part of all pictures through, from 0 to 1, without connecting anything anew. */
  setFactor(factor: number): void {
    this.#factor = factor;
    for (const { camera } of this.#places.values()) camera.thinner.factor = factor;
  }

  /** What is known of each camera now. */
  status(): CameraStatus[] {
    const nowMs = this.#options.clock.monotonicMs();
    return [...this.#places.values()].filter(({ isRetired }) => !isRetired)
      .map(({ camera }) => camera.status(nowMs));
  }

  /** What the camera's view looks like, to be kept and given to the next start; empty where there is no such camera. */
  references(cameraId: CameraId): readonly ViewReference[] {
    return this.#places.get(cameraId)?.camera.health.references() ?? [];
  }

  /** The present view of the camera is as it should be. Returns false where there is no such camera. */
  acceptView(cameraId: CameraId): boolean {
    const place = this.#places.get(cameraId);
    place?.camera.health.acceptView();
    return place !== undefined;
  }

  /**
   * Gives a camera away to another shard: its connection is ended, its troubles are taken back.
   *
   * @returns whether there was such a camera. When it resolves the camera is free.
   */
  async retire(cameraId: CameraId): Promise<boolean> {
    const place = this.#places.get(cameraId);
    if (place === undefined || place.isRetired) return false;
    place.isRetired = true;
    this.#scheduler.retire(place.line);
    place.camera.retire();
    this.#tellFfmpeg(cameraId, undefined);
    await place.connection;
    this.#places.delete(cameraId);
    this.#byLine[place.line] = undefined;
    this.#scheduler.remove(place.line);
    return true;
  }

  #tick(nowMs: number, signal: AbortSignal, failed: (error: unknown) => void): void {
    for (const { camera } of this.#places.values()) camera.tick(nowMs);
    for (let line = this.#scheduler.take(nowMs); line !== undefined; line = this.#scheduler.take(nowMs)) {
      const place = this.#byLine[line]!;
      place.connection = this.#connect(place, signal).catch(failed);
    }
  }

  async #connect({ camera, line }: Place, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const fault = await camera.connect(() => {
      this.#scheduler.live(line, clock.monotonicMs());
      this.#tellFfmpeg(camera.cameraId, undefined);
    }, signal);
    this.#scheduler.lost(line, mustWaitLong(fault), clock.monotonicMs());
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
