/**
 * cameras -> fusion: how each camera is. detect -> ui: what the model saw.
 */
import { z } from "zod";
import { cameraMaskSchema } from "./masks.ts";
import { id, numberOrNaN, text } from "./vocabulary.ts";

/** What the cameras role knows of each camera, once a second: for people, not for decisions. */
export const cameraSchema = z.object({
  cameraId: id,
  zoneId: id,
  /** As people call it. */
  name: text,
  phase: z.enum(["waiting", "reaching", "starting", "live", "ending"]),
  /** Its pictures are of now. */
  isLive: z.boolean(),
  /** Age of the last picture that differed from the one before, milliseconds; NaN where there was none. */
  freshAgeMs: numberOrNaN,
  /** Pictures a second that arrive. */
  fps: z.number(),
  /** The part of them that goes on to the detector, 0..1. */
  factor: z.number(),
  frames: z.number(),
  dropped: z.number(),
  /** Why the last connection ended; absent while it delivers. */
  fault: text.optional(),
  /** Told by fusion, where there are some. */
  masks: z.array(cameraMaskSchema).max(16).optional(),
});
export type Camera = z.infer<typeof cameraSchema>;
export const camerasMessage = z.object({
  kind: z.literal("cameras"),
  cameras: z.array(cameraSchema).max(256),
});

/**
 * fusion -> fleet: what this box' detector has seen with a camera of another box, which has lent it. fleet -> fusion: what another box has seen with
 * a camera of this one.
 */
export const seenMessage = z.object({
  kind: z.literal("seen"),
  cameraId: id,
  /** When the picture was taken, by this box' monotonic clock. */
  atMs: z.number(),
  fire: z.number().min(0).max(1),
  smoke: z.number().min(0).max(1),
  x: z.number(),
  y: z.number(),
  width: numberOrNaN,
  height: numberOrNaN,
});

/** fusion -> cameras: a person says that the present view of a camera is as it should be. */
export const acceptViewMessage = z.object({ kind: z.literal("accept-view"), cameraId: id });

/** detect -> ui: what the model saw in a camera's newest picture. */
export const sightMessage = z.object({
  kind: z.literal("sight"),
  cameraId: id,
  atMs: z.number(),
  /** Voted scores, 0..1. */
  fire: z.number(),
  smoke: z.number(),
  /** Place of the strongest evidence in parts of the picture, 0..1. */
  x: z.number(),
  y: z.number(),
  /** Heat of fire and smoke by cells, row-major, 0..255, base64; absent where the model has no grid. */
  grid: z.object({
    columns: z.number().int().min(1).max(64),
    rows: z.number().int().min(1).max(64),
    /** Where the grid lies, in parts of the picture. */
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    fire: z.string().max(6_000),
    smoke: z.string().max(6_000),
  }).optional(),
});
export type Sight = z.infer<typeof sightMessage>;
