/**
 * The life of one camera: waiting, asked for, starting, live, and back again. It decides; others connect, start and kill.
 *
 * A last picture never makes a camera live: when the next one is late the connection is ended and made anew.
 */
import { type CameraFault, describeCameraFault } from "../../hal/camera/fault.ts";

/** Where a camera is in its life. `ending`: it was told to stop because it hung, and has not ended yet. */
export type CameraPhase = "waiting" | "reaching" | "starting" | "live" | "ending";

/**
 * From the start of a capture to its first picture. A camera sends a whole picture only every few seconds, and 10 s at worst;
 * shorter would end connections that were about to work, for ever.
 */
export const START_MS_MAX = 12_000;
/** Pictures that may be missing in a row, and the time they may be missing at the least. */
export const STALL_PERIODS = 6;
export const STALL_MS_MIN = 3_000;
/** A camera without pictures for so long is a trouble: shorter, and every restart of an ffmpeg is one. */
export const SILENT_MS = 5_000;
/** The same for a camera that has not yet delivered at all: it is given the time of one start. */
export const SILENT_FIRST_MS = 15_000;
/** A camera that delivers for so long is no trouble any more. */
export const CALM_MS = 2_000;

/** One camera's state, fed with what happens. */
export class CameraLife {
  readonly #startedMs: number;
  readonly #stallMs: number;
  #phase: CameraPhase = "waiting";
  #sinceMs: number;
  #lastPictureMs = NaN;
  #lastFreshMs = NaN;
  #fault: CameraFault | undefined;
  #isSilent = false;

  /** @param fps Pictures a second that the camera is asked for. */
  constructor(fps: number, nowMs: number) {
    this.#startedMs = nowMs;
    this.#sinceMs = nowMs;
    this.#stallMs = Math.max(STALL_MS_MIN, STALL_PERIODS * 1000 / fps);
  }

  /** What it is doing. */
  get phase(): CameraPhase {
    return this.#phase;
  }

  /** When the last picture arrived that differed from the one before; NaN where none has. */
  get lastFreshMs(): number {
    return this.#lastFreshMs;
  }

  /** Why the last connection ended; undefined since pictures came. */
  get fault(): CameraFault | undefined {
    return this.#fault;
  }

  /** The trouble that it delivers nothing is present. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** It is its turn to be connected, and being asked whether it can be reached. */
  attempt(nowMs: number): void {
    this.#enter("reaching", nowMs);
  }

  /** It can be reached: its capture starts. */
  start(nowMs: number): void {
    this.#enter("starting", nowMs);
  }

  /**
   * A picture has come.
   *
   * @param isFresh It differs from the one before.
   * @returns whether it is the first of its connection.
   */
  picture(isFresh: boolean, nowMs: number): boolean {
    this.#lastPictureMs = nowMs;
    if (isFresh) this.#lastFreshMs = nowMs;
    if (this.#phase !== "starting") return false;
    this.#enter("live", nowMs);
    this.#fault = undefined;
    return true;
  }

  /** It could not be reached, or its capture has ended. Where that was stopped for hanging, the hanging is why. */
  lost(fault: CameraFault, nowMs: number): void {
    if (this.#phase !== "ending") this.#fault = fault;
    this.#enter("waiting", nowMs);
  }

  /** Whether its capture hangs and must be stopped. Says so once. */
  hangs(nowMs: number): boolean {
    const isLate = this.#phase === "starting"
      ? nowMs - this.#sinceMs > START_MS_MAX
      : this.#phase === "live" && nowMs - this.#lastPictureMs > this.#stallMs;
    if (!isLate) return false;
    const sinceMs = this.#phase === "live" ? this.#lastPictureMs : this.#sinceMs;
    this.#fault = { kind: "stalled", silentMs: nowMs - sinceMs };
    this.#enter("ending", nowMs);
    return true;
  }

  /**
   * Whether the trouble that it delivers nothing came or went just now, with its sentence.
   */
  silence(nowMs: number): { readonly active: boolean; readonly text: string } | undefined {
    if (this.#isSilent) {
      if (this.#phase !== "live" || nowMs - this.#sinceMs < CALM_MS) return undefined;
      this.#isSilent = false;
      return { active: false, text: "it delivers pictures again" };
    }
    const isFirst = Number.isNaN(this.#lastPictureMs);
    const silentMs = nowMs - (isFirst ? this.#startedMs : this.#lastPictureMs);
    if (silentMs <= (isFirst ? SILENT_FIRST_MS : SILENT_MS)) return undefined;
    this.#isSilent = true;
    const why = this.#fault === undefined
      ? "it is connected but sends nothing"
      : describeCameraFault(this.#fault);
    return { active: true, text: `no picture for ${(silentMs / 1000).toFixed(0)} s: ${why}` };
  }

  #enter(phase: CameraPhase, nowMs: number): void {
    this.#phase = phase;
    this.#sinceMs = nowMs;
  }
}
