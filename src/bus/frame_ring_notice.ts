/**
 * What a camera process tells the detector and the page: which ring each of its cameras writes, and where each new frame lies.
 *
 * Every camera has a ring of its own, so that it can be moved to another process without its neighbours' noticing.
 */
import { z } from "zod";

const uint32 = z.number().int().min(0).max(0xffff_ffff);
const cameraId = z.string().min(1).max(64);

/** A camera delivers into this ring from now on. */
export const ringMessage = z.object({
  kind: z.literal("ring"),
  cameraId,
  path: z.string().min(1).max(4_096),
  generation: uint32,
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type RingMessage = z.infer<typeof ringMessage>;

/** A camera is delivered by another process from now on. */
export const ringGoneMessage = z.object({ kind: z.literal("ring-gone"), cameraId });

/** A frame is in the camera's ring. `slot` and `sequence` are its {@linkcode FrameRef}. */
export const frameMessage = z.object({
  kind: z.literal("frame"),
  cameraId,
  generation: uint32,
  slot: z.number().int().min(0),
  sequence: uint32,
  /** When its last byte arrived, monotonic. */
  atMs: z.number(),
});
export type FrameMessage = z.infer<typeof frameMessage>;
