/**
 * The rings of camera pictures as their readers hold them: opened when a camera process tells of one, replaced when it tells of
 * another.
 */
import { describeRingFault } from "../bus/frame_ring_memory.ts";
import {
  type FrameMessage,
  frameMessage,
  ringGoneMessage,
  type RingMessage,
  ringMessage,
} from "../bus/frame_ring_notice.ts";
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

/** What the owner of the readers takes part in. */
export interface RingPorts {
  /** Takes a sentence where a ring cannot be read. */
  report(text: string): void;
  /** The reader shows nothing more: whoever holds it should let it go. */
  closed?(reader: FrameRingReader): void;
}

/** No camera process has more cameras: the configuration allows no more on a site. */
const RINGS_MAX = 64;

/** The readers of one camera process's rings, fed with the messages of one connection. */
export class RingConnection {
  readonly #ports: RingPorts;
  readonly #rings = new Map<CameraId, { readonly message: RingMessage; readonly reader: FrameRingReader }>();

  constructor(ports: RingPorts) {
    this.#ports = ports;
  }

  /** Takes a message; the frame it tells of, where it tells of one that can be read. */
  take(message: unknown): RingNews | undefined {
    const frame = frameMessage.safeParse(message).data;
    if (frame !== undefined) return this.#news(frame);
    const gone = ringGoneMessage.safeParse(message).data;
    if (gone !== undefined) {
      this.#close(gone.cameraId);
      return undefined;
    }
    const ring = ringMessage.safeParse(message);
    if (!ring.success) {
      this.#ports.report(`a message of a camera process was not understood: ${ring.error.message}`);
      return undefined;
    }
    this.#open(ring.data);
    return undefined;
  }

  /** The connection has ended: gives the memory back. */
  close(): void {
    for (const cameraId of [...this.#rings.keys()]) this.#close(cameraId);
  }

  #open(message: RingMessage): void {
    this.#close(message.cameraId);
    if (this.#rings.size >= RINGS_MAX) return this.#ports.report(`more than ${RINGS_MAX} rings were told of`);
    const opened = openFrameRing(message.path);
    if (opened.ok) this.#rings.set(message.cameraId, { message, reader: opened.value });
    else this.#ports.report(describeRingFault(opened.fault));
  }

  #close(cameraId: CameraId): void {
    const ring = this.#rings.get(cameraId);
    if (ring === undefined) return;
    this.#rings.delete(cameraId);
    this.#ports.closed?.(ring.reader);
    ring.reader.close();
  }

  #news(notice: FrameMessage): RingNews | undefined {
    const ring = this.#rings.get(notice.cameraId);
    // Of a writer before, or before the ring could be opened.
    if (ring === undefined || notice.generation !== ring.message.generation) return undefined;
    const { cameraId, width, height } = ring.message;
    return { cameraId, width, height, reader: ring.reader, notice };
  }
}
