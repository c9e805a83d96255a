/**
 * Where things lie in the file of a frame ring, the same for its one writer and all of its readers.
 *
 * One page of file header, then one {@linkcode SLOT_HEADER_BYTES} header for each slot, then the pixels of each slot,
 * every part beginning at a page. Numbers are in the machine's own byte order: the file never leaves the machine.
 */

/** How large a ring is. Slots belong to cameras: camera c owns the slots from c * slotsPerCamera on. */
export interface RingGeometry {
  readonly cameras: number;
  readonly slotsPerCamera: number;
  /** Bytes of the largest frame of the ring. */
  readonly frameBytesMax: number;
}

/** Marks a ring's file; the last character is the version of this layout. */
export const RING_MAGIC = 0x45455231;

/** Words (32 bits) of the file header. */
export const HEADER_MAGIC = 0;
export const HEADER_GENERATION = 1;
export const HEADER_CAMERAS = 2;
export const HEADER_SLOTS_PER_CAMERA = 3;
export const HEADER_FRAME_BYTES_MAX = 4;

/** Words of a slot header. The sequence is odd while the slot is being written; it grows by two with each frame of a camera. */
export const SLOT_SEQUENCE = 0;
export const SLOT_CAMERA = 1;
export const SLOT_WIDTH = 2;
export const SLOT_HEIGHT = 3;
export const SLOT_STRIDE = 4;
/** The 64-bit number of a slot header that holds the capture time. */
export const SLOT_AT_MS_DOUBLE = 3;

/** One cache line, so that two slots never share one. */
export const SLOT_HEADER_BYTES = 64;
const PAGE_BYTES = 4096;

/** Fewer, and a reader that is one frame behind always loses its frame; more only costs memory. */
export const SLOTS_PER_CAMERA_MIN = 3;
export const SLOTS_PER_CAMERA_MAX = 32;
/** More cameras than one process can feed. */
export const RING_CAMERAS_MAX = 64;
/** A 4K frame. Larger frames would only be made small again by the detector. */
export const FRAME_BYTES_MAX = 3840 * 2160 * 3;

/** Slots of all cameras together. */
export function slotCount(geometry: RingGeometry): number {
  return geometry.cameras * geometry.slotsPerCamera;
}

/** Bytes of the part that holds the file header and all slot headers. */
export function controlBytes(geometry: RingGeometry): number {
  return PAGE_BYTES + toPages(slotCount(geometry) * SLOT_HEADER_BYTES);
}

/** Where the pixels of `slot` begin. */
export function pixelsOffset(geometry: RingGeometry, slot: number): number {
  return controlBytes(geometry) + slot * toPages(geometry.frameBytesMax);
}

/** Bytes of the whole file. */
export function ringBytes(geometry: RingGeometry): number {
  return pixelsOffset(geometry, slotCount(geometry));
}

/** Index of the first 32-bit word of the header of `slot`. */
export function slotWord(slot: number): number {
  return (PAGE_BYTES + slot * SLOT_HEADER_BYTES) / 4;
}

/** Index of the first 64-bit number of the header of `slot`. */
export function slotDouble(slot: number): number {
  return (PAGE_BYTES + slot * SLOT_HEADER_BYTES) / 8;
}

/** Whether the numbers may be those of a ring; a file is not believed before this. */
export function isGeometry(geometry: RingGeometry): boolean {
  const { cameras, slotsPerCamera, frameBytesMax } = geometry;
  return within(cameras, 1, RING_CAMERAS_MAX) &&
    within(slotsPerCamera, SLOTS_PER_CAMERA_MIN, SLOTS_PER_CAMERA_MAX) &&
    within(frameBytesMax, 3, FRAME_BYTES_MAX);
}

function within(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function toPages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}
