/**
 * One camera of a shard at work: takes its frames into the ring, judges its pictures, and keeps its counts.
 */
import type { Clock } from "../../clock/clock.ts";
import { type CameraFault, describeCameraFault } from "../../hal/camera/fault.ts";
import type { CameraFeed, FrameFormat, FrameTarget } from "../../hal/camera/feed.ts";
import type { CameraId } from "../../reading/ids.ts";
import { CameraLife, type CameraPhase } from "./camera.ts";
import { PICTURE_FAULTS, PictureHealth, type ViewReference } from "./health.ts";
import { measurePicture, PictureMeasure } from "./picture_measure.ts";
import { FrameThinner } from "./thinner.ts";
import { type CameraTrouble, type CameraTroubleCode, pictureTrouble } from "./trouble.ts";

/** One camera as a shard is given it. */
export interface ShardCamera {
  readonly cameraId: CameraId;
  readonly format: FrameFormat;
  readonly feed: CameraFeed;
  /** Asks whether it can be reached; see `reachCamera`. */
  reach(signal: AbortSignal): Promise<CameraFault | undefined>;
  readonly lane: ShardLane;
  /** What its view looked like when all was well, as `CameraShard.references` gave it. */
  readonly references?: readonly ViewReference[];
}

/** The part of a ring's `FrameLane` that a shard needs. */
export interface ShardLane {
  take(): Uint8Array<ArrayBuffer>;
  give(pixels: Uint8Array<ArrayBuffer> | undefined): void;
  commit(atMs: number): { readonly slot: number; readonly sequence: number };
}

/** A frame that is in the ring now. */
export interface FrameNotice {
  readonly cameraId: CameraId;
  readonly slot: number;
  readonly sequence: number;
  readonly atMs: number;
}

/** What a camera lives on. */
export interface CameraPorts {
  readonly clock: Clock;
  /** Tells the detector. Returns false where it takes no more now; the frame then counts as dropped. */
  notice(notice: FrameNotice): boolean;
  trouble(trouble: CameraTrouble): void;
  /** One sentence for the log. */
  note(text: string): void;
}

/** What is known of one camera, for people and for metrics. Counts are since the start. */
export interface CameraStatus {
  readonly cameraId: CameraId;
  readonly phase: CameraPhase;
  /** Its pictures are of now: it delivers, and what it delivers changes. */
  readonly isLive: boolean;
  /** Age of the last picture that differed from the one before, milliseconds; NaN where there was none. */
  readonly freshAgeMs: number;
  /** Pictures a second that arrive, over the last few; 0 while it is not live. */
  readonly fps: number;
  /** The part of them that goes on to the detector. */
  readonly factor: number;
  /** Pictures that arrived. */
  readonly frames: number;
  /** Of these, left out on purpose because the rate was reduced. */
  readonly thinned: number;
  /** Of these, lost because the detector's link took no more. */
  readonly dropped: number;
  readonly attempts: number;
  /** Why the last connection ended, one sentence; absent while it delivers. */
  readonly fault?: string;
  readonly troubles: readonly CameraTroubleCode[];
}

/** Weight of the newest interval in the measured rate. */
const INTERVAL_WEIGHT = 0.2;

/** Runs one camera's connections, one after the other. */
export class RunningCamera implements FrameTarget {
  readonly cameraId: CameraId;
  readonly health: PictureHealth;
  readonly thinner = new FrameThinner();
  readonly #camera: ShardCamera;
  readonly #ports: CameraPorts;
  readonly #life: CameraLife;
  readonly #measure = new PictureMeasure();
  #live: () => void = () => {};
  #stopping = new AbortController();
  #isRetired = false;
  #notedFault: string | undefined;
  #attempts = 0;
  #frames = 0;
  #thinned = 0;
  #dropped = 0;
  #lastAtMs = NaN;
  #intervalMs = NaN;

  constructor(camera: ShardCamera, ports: CameraPorts) {
    this.#camera = camera;
    this.cameraId = camera.cameraId;
    this.#ports = ports;
    this.#life = new CameraLife(camera.format.fps, ports.clock.monotonicMs());
    this.health = new PictureHealth(camera.references);
  }

  /**
   * One connection, from asking for the camera to the end.
   *
   * @param live Called with the first picture.
   * @returns why it ended.
   */
  async connect(live: () => void, signal: AbortSignal): Promise<CameraFault> {
    const { clock } = this.#ports;
    this.#attempts++;
    this.#live = live;
    // Not AbortSignal.any: it leaves something behind at the long-lived signal, and a dead camera is tried for weeks.
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    this.#stopping = stopping;
    signal.addEventListener("abort", stop);
    if (signal.aborted || this.#isRetired) stop();
    this.#life.attempt(clock.monotonicMs());
    let fault = await this.#camera.reach(stopping.signal);
    if (fault === undefined) {
      this.#life.start(clock.monotonicMs());
      fault = await this.#camera.feed.run(this, stopping.signal);
    }
    signal.removeEventListener("abort", stop);
    this.#life.lost(fault, clock.monotonicMs());
    this.#lastAtMs = NaN;
    const why = this.#life.fault ?? fault;
    if (!signal.aborted && !this.#isRetired) this.#note(why);
    return why;
  }

  /** Stops for good and takes its troubles back: another shard has the camera from now on. */
  retire(): void {
    this.#isRetired = true;
    this.#stopping.abort();
    for (const code of this.#troubles()) this.#trouble(code, false, "it is moved to another process");
  }

  /** Time has passed: ends a capture that hangs, and tells a silence that began or ended. */
  tick(nowMs: number): void {
    if (this.#isRetired) return;
    if (this.#life.hangs(nowMs)) this.#stopping.abort();
    const silence = this.#life.silence(nowMs);
    if (silence !== undefined) this.#trouble("camera-silent", silence.active, silence.text);
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#camera.lane.take();
  }

  give(pixels: Uint8Array<ArrayBuffer> | undefined, complete: boolean): void {
    this.#camera.lane.give(pixels);
    if (!complete || pixels === undefined) return;
    const nowMs = this.#ports.clock.monotonicMs();
    this.#frames++;
    if (this.thinner.admits()) this.#publish(nowMs);
    else this.#thinned++;
    // A channel writes in a microtask, and the notice's is queued before this one: the detector does not wait for the look.
    queueMicrotask(() => this.#look(pixels, nowMs));
    const intervalMs = nowMs - this.#lastAtMs;
    this.#lastAtMs = nowMs;
    if (Number.isNaN(this.#intervalMs)) this.#intervalMs = intervalMs;
    else if (intervalMs >= 0) this.#intervalMs += (intervalMs - this.#intervalMs) * INTERVAL_WEIGHT;
  }

  /** How it is at `nowMs`, monotonic. */
  status(nowMs: number): CameraStatus {
    const { phase, fault, lastFreshMs } = this.#life;
    const isLive = phase === "live" && !this.health.isActive("frozen");
    return {
      cameraId: this.cameraId,
      phase,
      isLive,
      freshAgeMs: nowMs - lastFreshMs,
      fps: phase === "live" && this.#intervalMs > 0 ? 1000 / this.#intervalMs : 0,
      factor: this.thinner.factor,
      frames: this.#frames,
      thinned: this.#thinned,
      dropped: this.#dropped,
      attempts: this.#attempts,
      ...(fault === undefined ? {} : { fault: describeCameraFault(fault) }),
      troubles: this.#troubles(),
    };
  }

  #troubles(): CameraTroubleCode[] {
    const troubles: CameraTroubleCode[] = this.#life.isSilent ? ["camera-silent"] : [];
    for (const fault of PICTURE_FAULTS) if (this.health.isActive(fault)) troubles.push(pictureTrouble(fault));
    return troubles;
  }

  /** Writes a fault down once, not with each attempt that ends the same way. */
  #note(fault: CameraFault): void {
    if (fault.kind === this.#notedFault) return;
    this.#notedFault = fault.kind;
    this.#ports.note(`camera '${this.cameraId}': ${describeCameraFault(fault)}`);
  }

  #publish(nowMs: number): void {
    const { slot, sequence } = this.#camera.lane.commit(nowMs);
    if (!this.#ports.notice({ cameraId: this.cameraId, slot, sequence, atMs: nowMs })) this.#dropped++;
  }

  /** Judges the picture, which the ring still holds: its other slots are older. */
  #look(pixels: Uint8Array, nowMs: number): void {
    const { width, height } = this.#camera.format;
    measurePicture(pixels, width, height, this.#measure);
    for (const { fault, active, text } of this.health.step(this.#measure, nowMs)) {
      this.#trouble(pictureTrouble(fault), active, text);
    }
    if (this.#life.picture(this.health.repeatCount === 0, nowMs)) {
      this.#intervalMs = NaN;
      this.#notedFault = undefined;
      this.#ports.note(`camera '${this.cameraId}' is live`);
      this.#live();
    }
  }

  #trouble(code: CameraTroubleCode, active: boolean, text: string): void {
    this.#ports.trouble({
      code,
      subject: this.cameraId,
      active,
      detail: `camera '${this.cameraId}': ${text}`,
    });
  }
}
