/**
 * The rings of camera pictures as their readers hold them: opened when a shard tells of one, replaced when it tells of another.
 */
import { describeRingFault } from "../bus/frame_ring_memory.ts";
import { type FrameMessage, frameMessage, type RingMessage, ringMessage } from "../bus/frame_ring_notice.ts";
import { type FrameRingReader, openFrameRing } from "../bus/frame_ring_reader.ts";
import type { CameraId } from "../reading/ids.ts";

/** A frame that lies in a ring now. */
export interface RingNews {
  readonly cameraId: CameraId;
  readonly width: number;
  readonly height: number;
  readonly reader: FrameRingReader;
  readonly notice: FrameMessage;
}

/** The reader of one shard's ring, fed with the messages of one connection. */
export class RingConnection {
  readonly #report: (text: string) => void;
  #ring: { readonly message: RingMessage; readonly reader: FrameRingReader } | undefined;

  /** @param report Takes a sentence where a ring cannot be read. */
  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  /** The ring that is open now. */
  get reader(): FrameRingReader | undefined {
    return this.#ring?.reader;
  }

  /** Takes a message; the frame it tells of, where it tells of one that can be read. */
  take(message: unknown): RingNews | undefined {
    const frame = frameMessage.safeParse(message).data;
    if (frame !== undefined) return this.#news(frame);
    const ring = ringMessage.safeParse(message);
    if (!ring.success) {
      this.#report(`a message of a camera process was not understood: ${ring.error.message}`);
      return undefined;
    }
    this.close();
    const opened = openFrameRing(ring.data.path);
    if (opened.ok) this.#ring = { message: ring.data, reader: opened.value };
    else this.#report(describeRingFault(opened.fault));
    return undefined;
  }

  /** The connection has ended: gives the memory back. */
  close(): void {
    this.#ring?.reader.close();
    this.#ring = undefined;
  }

  #news(notice: FrameMessage): RingNews | undefined {
    const ring = this.#ring;
    // Of a writer before, or before the ring could be opened.
    if (ring === undefined || notice.generation !== ring.message.generation) return undefined;
    const camera = ring.message.cameras[notice.camera];
    return camera === undefined ? undefined : { ...camera, reader: ring.reader, notice };
  }
}
