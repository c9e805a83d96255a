/**
 * The writing end of a frame ring: camera pictures in memory that the detector reads without a copy.
 *
 * Each camera owns a few slots and always writes the oldest of them, so a reader that falls behind loses old frames and
 * nobody ever waits. A slot's sequence number is odd while it is written (a seqlock): what a reader made of a slot
 * counts only when the number is still the one of its notice. There is one writer; the kernel's lock on the file says so,
 * and frees it when the writer dies.
 */
import { fail, ok, type Result } from "../reading/result.ts";
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
import { claimSharedMemory, detach, type RingFault, type SharedMemory } from "./frame_ring_memory.ts";

/** Pixels are RGB, three bytes each, rows without gaps. */
const PIXEL_BYTES = 3;

/** Size of one camera's frames. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** Names one frame in a ring, for as long as the ring holds it. */
export interface FrameRef {
  readonly slot: number;
  /** Even, and larger than that of the camera's frames before. */
  readonly sequence: number;
}

/** What a ring is made for. */
export interface FrameRingOptions {
  /** On a tmpfs. */
  readonly path: string;
  /** The frame sizes by camera index. */
  readonly cameras: readonly FrameSize[];
  /** Frames kept for each camera, the one being written included. */
  readonly slotsPerCamera: number;
}

/** Bytes of tmpfs that a ring takes. */
export function frameRingBytes(options: Omit<FrameRingOptions, "path">): number {
  return ringBytes(geometryOf(options));
}

/**
 * Makes the ring, or takes over the file that a writer of the same size left behind, so that its memory is never needed twice.
 *
 * @throws RangeError where the sizes are outside of the layout's limits: the configuration allows no such thing.
 */
export function createFrameRing(options: FrameRingOptions): Result<FrameRingWriter, RingFault> {
  const geometry = geometryOf(options);
  if (!isGeometry(geometry)) throw new RangeError(`frame ring: ${JSON.stringify(geometry)} is out of range`);
  const memory = claimSharedMemory(options.path, ringBytes(geometry));
  if (!memory.ok) return fail(memory.fault);
  return ok(new FrameRingWriter(memory.value, geometry, options.cameras));
}

function geometryOf(options: Omit<FrameRingOptions, "path">): RingGeometry {
  return {
    cameras: options.cameras.length,
    slotsPerCamera: options.slotsPerCamera,
    frameBytesMax: Math.max(0, ...options.cameras.map(frameBytes)),
  };
}

function frameBytes(size: FrameSize): number {
  return size.width * size.height * PIXEL_BYTES;
}

/** Owns the memory; cameras write through their {@linkcode FrameLane}. */
export class FrameRingWriter {
  /** Grows with each writer of the file: tells the frames of this one from those of the writers before. */
  readonly generation: number;
  readonly lanes: readonly FrameLane[];
  readonly #memory: SharedMemory;
  readonly #control: ArrayBuffer;

  constructor(memory: SharedMemory, geometry: RingGeometry, cameras: readonly FrameSize[]) {
    this.#memory = memory;
    this.#control = memory.buffer(0, controlBytes(geometry));
    const words = new Uint32Array(this.#control);
    // From here on the readers of the writer before see nothing more. 0 is what a replaced file shows.
    this.generation = (words[HEADER_GENERATION] % 0xffff_ffff) + 1;
    Atomics.store(words, HEADER_GENERATION, this.generation);
    for (let slot = 0; slot < slotCount(geometry); slot++) {
      const word = slotWord(slot);
      // The next even number: no reader takes what a dead writer left, whole or half, for a frame of today.
      Atomics.store(words, word + SLOT_SEQUENCE, ((words[word + SLOT_SEQUENCE] | 1) + 1) >>> 0);
      words[word + SLOT_WIDTH] = 0;
    }
    words[HEADER_CAMERAS] = geometry.cameras;
    words[HEADER_SLOTS_PER_CAMERA] = geometry.slotsPerCamera;
    words[HEADER_FRAME_BYTES_MAX] = geometry.frameBytesMax;
    Atomics.store(words, HEADER_MAGIC, RING_MAGIC);
    this.lanes = cameras.map((size, camera) => new FrameLane(memory, this.#control, geometry, camera, size));
  }

  /**
   * Gives the memory back. Where a read into a slot is still under way the memory stays until the process ends, since the
   * kernel would otherwise write to whatever is mapped there next. May be called again.
   *
   * @returns whether the memory was given back.
   */
  close(): boolean {
    let idle = true;
    for (const lane of this.lanes) idle = lane.close() && idle;
    detach(this.#control);
    if (idle) this.#memory.unmap();
    return idle;
  }
}

/** One camera's slots. Its memory goes out with {@linkcode take} and comes back with {@linkcode give}. */
export class FrameLane {
  readonly size: FrameSize;
  readonly #camera: number;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #first: number;
  readonly #pixels: ArrayBuffer[];
  readonly #memory: SharedMemory;
  readonly #geometry: RingGeometry;
  #sequence = 0;
  #at = 0;
  #taken = false;
  #closed = false;

  constructor(
    memory: SharedMemory,
    control: ArrayBuffer,
    geometry: RingGeometry,
    camera: number,
    size: FrameSize,
  ) {
    this.#memory = memory;
    this.#geometry = geometry;
    this.#camera = camera;
    this.size = size;
    this.#words = new Uint32Array(control);
    this.#doubles = new Float64Array(control);
    this.#first = camera * geometry.slotsPerCamera;
    for (let slot = this.#first; slot < this.#first + geometry.slotsPerCamera; slot++) {
      this.#sequence = Math.max(this.#sequence, this.#words[slotWord(slot) + SLOT_SEQUENCE]);
    }
    this.#pixels = Array.from({ length: geometry.slotsPerCamera }, (_, at) => this.#buffer(at));
  }

  /**
   * The memory of the camera's next frame: its oldest slot, marked as being written from now on. It belongs to the caller until
   * {@linkcode give}.
   */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#closed || this.#taken) {
      throw new Error(`frame ring: memory of camera ${this.#camera} is ${this.#closed ? "closed" : "taken"}`);
    }
    this.#taken = true;
    Atomics.store(this.#words, slotWord(this.#first + this.#at) + SLOT_SEQUENCE, this.#sequence + 1);
    // A read that failed took its buffer with it; the memory itself is still there.
    if (this.#pixels[this.#at].detached) this.#pixels[this.#at] = this.#buffer(this.#at);
    return new Uint8Array(this.#pixels[this.#at], 0, frameBytes(this.size));
  }

  /**
   * Brings the memory back, complete or not. `pixels` is what {@linkcode take} gave, or what a stream's read made of it (such a
   * read moves the memory to a new buffer); undefined where a failed read lost it.
   */
  give(pixels: Uint8Array<ArrayBuffer> | undefined): void {
    if (!this.#taken) throw new Error(`frame ring: memory of camera ${this.#camera} was not taken`);
    this.#taken = false;
    if (pixels === undefined) return;
    if (this.#closed) detach(pixels.buffer);
    else this.#pixels[this.#at] = pixels.buffer;
  }

  /** The picture in the slot that was given back last, for a look before {@linkcode commit}. */
  get pixels(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#pixels[this.#at], 0, frameBytes(this.size));
  }

  /**
   * Publishes what was given back as a whole frame.
   *
   * @param atMs When its last byte arrived, monotonic.
   */
  commit(atMs: number): FrameRef {
    if (this.#taken) throw new Error(`frame ring: camera ${this.#camera} commits memory that is taken`);
    const slot = this.#first + this.#at;
    const word = slotWord(slot);
    if (this.#words[word + SLOT_SEQUENCE] % 2 === 0) {
      throw new Error(`frame ring: camera ${this.#camera} commits a frame that was never taken`);
    }
    this.#words[word + SLOT_CAMERA] = this.#camera;
    this.#words[word + SLOT_WIDTH] = this.size.width;
    this.#words[word + SLOT_HEIGHT] = this.size.height;
    this.#words[word + SLOT_STRIDE] = this.size.width * PIXEL_BYTES;
    this.#doubles[slotDouble(slot) + SLOT_AT_MS_DOUBLE] = atMs;
    this.#sequence += 2;
    Atomics.store(this.#words, word + SLOT_SEQUENCE, this.#sequence);
    this.#at = (this.#at + 1) % this.#pixels.length;
    return { slot, sequence: this.#sequence };
  }

  /** Forgets the memory. Returns false where it is still out. */
  close(): boolean {
    this.#closed = true;
    for (const buffer of this.#pixels) detach(buffer);
    return !this.#taken;
  }

  #buffer(at: number): ArrayBuffer {
    const slot = this.#first + at;
    return this.#memory.buffer(pixelsOffset(this.#geometry, slot), this.#geometry.frameBytesMax);
  }
}
