/**
 * One camera picture as the detector sees it: a promise of pixels in memory that somebody else owns and will overwrite.
 */
import type { FrameRef } from "../bus/frame_ring.ts";
import type { FrameRingReader } from "../bus/frame_ring_reader.ts";
import type { CameraId } from "../reading/ids.ts";

/** The pixels of a frame where they lie. */
export interface FramePixels {
  readonly width: number;
  readonly height: number;
  /** RGB24, row by row without gaps: `width * height * 3` bytes. Fast where it starts at a multiple of four. */
  readonly pixels: Uint8Array;
}

/** A picture on offer. The detector keeps it until it is looked at or superseded, never longer. */
export interface Frame {
  readonly cameraId: CameraId;
  /** Grows with each frame of a camera. */
  readonly sequence: number;
  /** When the last byte of the frame arrived, monotonic. */
  readonly atMs: number;
  /** The pixels, or undefined where they have been written over. */
  view(): FramePixels | undefined;
  /** Whether nobody has touched the pixels since {@linkcode Frame.view}: only then may one believe what was made of them. */
  holds(): boolean;
}

/** A frame in a ring, as a camera shard gives notice of it. */
export class RingFrame implements Frame {
  readonly cameraId: CameraId;
  readonly atMs: number;
  readonly #reader: Pick<FrameRingReader, "view" | "holds">;
  readonly #ref: FrameRef;

  constructor(
    cameraId: CameraId,
    reader: Pick<FrameRingReader, "view" | "holds">,
    notice: FrameRef & { readonly atMs: number },
  ) {
    this.cameraId = cameraId;
    this.atMs = notice.atMs;
    this.#reader = reader;
    this.#ref = notice;
  }

  get sequence(): number {
    return this.#ref.sequence;
  }

  view(): FramePixels | undefined {
    return this.#reader.view(this.#ref);
  }

  holds(): boolean {
    return this.#reader.holds(this.#ref);
  }
}

/** Bytes of an RGB24 picture without gaps. */
export function frameBytes(width: number, height: number): number {
  return width * height * 3;
}
