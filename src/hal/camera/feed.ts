/**
 * What every kind of camera is to the role that runs it: something that fills frames until it cannot.
 */
import type { CameraFault } from "./fault.ts";

/** Size and rate of the pictures asked for, whatever the camera itself delivers. */
export interface FrameFormat {
  readonly width: number;
  readonly height: number;
  /** Frames a second at the most. */
  readonly fps: number;
}

/** Where frames go. The memory is the consumer's: it is filled in place, nothing is copied. */
export interface FrameTarget {
  /** Memory for the next frame, exactly width * height * 3 bytes, the feed's own until it gives it back. */
  take(): Uint8Array<ArrayBuffer>;
  /**
   * Gives the memory back. `pixels` lies over the memory that was taken, if perhaps in another buffer object; undefined where a
   * failed read lost it.
   *
   * @param complete It holds a whole new frame.
   */
  give(pixels: Uint8Array<ArrayBuffer> | undefined, complete: boolean): void;
}

/** A camera that can be run. */
export interface CameraFeed {
  /**
   * Delivers frames to `target` until the camera fails or `signal` is aborted, and says why it ended. When it resolves nothing is
   * left running and all memory is given back. Rejects only for bugs.
   */
  run(target: FrameTarget, signal: AbortSignal): Promise<CameraFault>;
}
