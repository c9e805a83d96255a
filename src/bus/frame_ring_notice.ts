/**
 * What a camera shard tells the detector: which ring it writes, and where each new frame lies in it.
 */
import { z } from "zod";
import { RING_CAMERAS_MAX } from "./frame_ring_layout.ts";

const uint32 = z.number().int().min(0).max(0xffff_ffff);

/** The first message on each connection: the ring and the cameras in it, by their index. */
export const ringMessage = z.object({
  kind: z.literal("ring"),
  /** Number of the shard, from 0. */
  shard: z.number().int().min(0).max(255),
  path: z.string().min(1).max(4_096),
  generation: uint32,
  cameras: z.array(z.object({
    cameraId: z.string().min(1).max(64),
    width: z.number().int().min(1),
    height: z.number().int().min(1),
  })).min(1).max(RING_CAMERAS_MAX),
});
export type RingMessage = z.infer<typeof ringMessage>;

/** A frame is in the ring. `slot` and `sequence` are its {@linkcode FrameRef}. */
export const frameMessage = z.object({
  kind: z.literal("frame"),
  generation: uint32,
  /** Index of the camera in the ring message. */
  camera: z.number().int().min(0).max(RING_CAMERAS_MAX - 1),
  slot: z.number().int().min(0),
  sequence: uint32,
  /** When its last byte arrived, monotonic. */
  atMs: z.number(),
});
export type FrameMessage = z.infer<typeof frameMessage>;
