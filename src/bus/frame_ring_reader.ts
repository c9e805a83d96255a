/**
 * The reading end of a frame ring: looks at frames where they lie, and finds out when one was overwritten meanwhile.
 *
 * The memory is mapped for reading alone: a reader can never harm the ring, and its crash goes unnoticed there.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import type { FrameRef } from "./frame_ring.ts";
import {
  controlBytes,
  HEADER_CAMERAS,
  HEADER_FRAME_BYTES_MAX,
  HEADER_GENERATION,
  HEADER_MAGIC,
  HEADER_SLOTS_PER_CAMERA,
  isGeometry,
  pixelsOffset,
  RING_MAGIC,
  ringBytes,
  type RingGeometry,
  SLOT_AT_MS_DOUBLE,
  SLOT_CAMERA,
  SLOT_HEIGHT,
  SLOT_SEQUENCE,
  SLOT_STRIDE,
  SLOT_WIDTH,
  slotCount,
  slotDouble,
  slotWord,
} from "./frame_ring_layout.ts";
import { detach, openSharedMemory, type RingFault, type SharedMemory } from "./frame_ring_memory.ts";

/** A frame where it lies. Each slot has one such object, filled anew by each look at it. */
export interface FrameView {
  /** Index of the camera in its ring. */
  camera: number;
  /** When its last byte arrived, monotonic. */
  atMs: number;
  width: number;
  height: number;
  /** Bytes from one row to the next. */
  stride: number;
  /** RGB, height * stride bytes. Never write to it: the memory is read-only and the process would end. */
  pixels: Uint8Array;
}

/** Maps the ring at `path`, whose writer must have made it already. */
export function openFrameRing(path: string): Result<FrameRingReader, RingFault> {
  const opened = openSharedMemory(path);
  if (!opened.ok) return fail(opened.fault);
  const memory = opened.value;
  const geometry = readGeometry(memory);
  if (typeof geometry === "string") {
    memory.unmap();
    return fail({ kind: "not-a-ring", path, detail: geometry });
  }
  return ok(new FrameRingReader(memory, geometry));
}

function readGeometry(memory: SharedMemory): RingGeometry | string {
  const bytes = 4 * (HEADER_FRAME_BYTES_MAX + 1);
  if (memory.byteLength < bytes) return `it holds ${memory.byteLength} bytes`;
  const buffer = memory.buffer(0, bytes);
  const words = new Uint32Array(buffer);
  const isRing = Atomics.load(words, HEADER_MAGIC) === RING_MAGIC;
  const geometry: RingGeometry = {
    cameras: words[HEADER_CAMERAS],
    slotsPerCamera: words[HEADER_SLOTS_PER_CAMERA],
    frameBytesMax: words[HEADER_FRAME_BYTES_MAX],
  };
  detach(buffer);
  if (!isRing) return "its mark is wrong, or its writer is still making it";
  if (!isGeometry(geometry)) return `its sizes are impossible: ${JSON.stringify(geometry)}`;
  const expected = ringBytes(geometry);
  return expected === memory.byteLength ? geometry : `it holds ${memory.byteLength} of ${expected} bytes`;
}

/** Reads one ring. */
export class FrameRingReader {
  /** Frames that were gone before they were looked at. */
  lateCount = 0;
  /** Frames that were overwritten while they were in use. */
  tornCount = 0;
  /** Of the writer whose frames this reader shows, as the ring message names it. */
  readonly generation: number;
  readonly #memory: SharedMemory;
  readonly #geometry: RingGeometry;
  readonly #control: ArrayBuffer;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #buffers: ArrayBuffer[];
  readonly #views: FrameView[];
  #isClosed = false;

  constructor(memory: SharedMemory, geometry: RingGeometry) {
    this.#memory = memory;
    this.#geometry = geometry;
    this.#control = memory.buffer(0, controlBytes(geometry));
    this.#words = new Uint32Array(this.#control);
    this.#doubles = new Float64Array(this.#control);
    this.generation = Atomics.load(this.#words, HEADER_GENERATION);
    this.#buffers = Array.from(
      { length: slotCount(geometry) },
      (_, slot) => memory.buffer(pixelsOffset(geometry, slot), geometry.frameBytesMax),
    );
    this.#views = this.#buffers.map((buffer) => ({
      camera: 0,
      atMs: NaN,
      width: 0,
      height: 0,
      stride: 0,
      pixels: new Uint8Array(buffer, 0, 0),
    }));
  }

  /** How many cameras the ring has room for. */
  get cameras(): number {
    return this.#geometry.cameras;
  }

  /**
   * Another writer has taken the ring over or replaced it since it was opened: it shows nothing more, open it anew. So it is once
   * this reader is closed, for whoever still holds it.
   */
  get isStale(): boolean {
    return this.#isClosed || Atomics.load(this.#words, HEADER_GENERATION) !== this.generation;
  }

  /**
   * The frame that `ref` names, or undefined where the ring holds it no more. After use, {@linkcode holds} says whether it was
   * whole all the time; before that, nothing made from it may be believed.
   */
  view(ref: FrameRef): FrameView | undefined {
    const view = this.#fill(ref.slot, ref.sequence);
    if (view === undefined) this.lateCount++;
    return view;
  }

  /** Whether the frame that `ref` names is still in its slot, untouched since it was published. */
  holds(ref: FrameRef): boolean {
    const held = this.#sequence(ref.slot) === ref.sequence;
    if (!held) this.tornCount++;
    return held;
  }

  /** Copies the frame to `target`, which must hold it. Undefined where it is gone or was overwritten meanwhile. */
  copy(ref: FrameRef, target: Uint8Array): FrameView | undefined {
    const view = this.view(ref);
    if (view === undefined) return undefined;
    target.set(view.pixels);
    return this.holds(ref) ? view : undefined;
  }

  /** The newest whole frame of `camera`, or undefined where this writer has published none. */
  latest(camera: number): FrameRef | undefined {
    let newest: FrameRef | undefined;
    let newestAtMs = -Infinity;
    const first = camera * this.#geometry.slotsPerCamera;
    for (let slot = first; slot < first + this.#geometry.slotsPerCamera; slot++) {
      const sequence = this.#sequence(slot);
      if (sequence < 0 || sequence % 2 === 1) continue;
      const view = this.#fill(slot, sequence);
      if (view === undefined || view.width === 0 || view.atMs <= newestAtMs) continue;
      newest = { slot, sequence };
      newestAtMs = view.atMs;
    }
    return newest;
  }

  /** Gives the mapping back. Every view of this reader is empty from then on. May be called again. */
  close(): void {
    this.#isClosed = true;
    detach(this.#control);
    for (const buffer of this.#buffers) detach(buffer);
    this.#memory.unmap();
  }

  #sequence(slot: number): number {
    if (!(slot >= 0 && slot < this.#views.length) || this.isStale) return -1;
    // Atomics works on plain memory too; only waiting needs a SharedArrayBuffer. On x86-64 the loads around it stay in
    // order. On arm64 the last few loads of pixels may slip behind it, which could matter only where a whole round of the
    // camera's slots passed in that instant.
    return Atomics.load(this.#words, slotWord(slot) + SLOT_SEQUENCE);
  }

  #fill(slot: number, sequence: number): FrameView | undefined {
    if (this.#sequence(slot) !== sequence) return undefined;
    const word = slotWord(slot);
    const height = this.#words[word + SLOT_HEIGHT];
    const stride = this.#words[word + SLOT_STRIDE];
    const view = this.#views[slot];
    const byteLength = height * stride;
    // While a new frame is published its header may be half old: the sequence has the last word on it.
    if (byteLength > this.#geometry.frameBytesMax || this.#sequence(slot) !== sequence) return undefined;
    if (view.pixels.length !== byteLength) {
      view.pixels = new Uint8Array(this.#buffers[slot], 0, byteLength);
    }
    view.camera = this.#words[word + SLOT_CAMERA];
    view.width = this.#words[word + SLOT_WIDTH];
    view.height = height;
    view.stride = stride;
    view.atMs = this.#doubles[slotDouble(slot) + SLOT_AT_MS_DOUBLE];
    return this.#sequence(slot) === sequence ? view : undefined;
  }
}
