/**
 * supervisor -> ui: how the machine itself is. Roles may not look for themselves: they have given up the right to.
 */
import { z } from "zod";
import { PROCESS_PATTERN } from "../../reading/ids.ts";
import { text } from "./vocabulary.ts";

export const boxFactsSchema = z.object({
  atWallMs: z.number(),
  /** Of the disk with the state folder; absent where it does not say. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).optional(),
  memory: z.object({ availableBytes: z.number(), totalBytes: z.number() }).optional(),
  /** Processes that wanted to run, over the last minute. */
  load: z.number().optional(),
  uptimeSeconds: z.number().optional(),
  /** What the machine's own sensors say, degrees Celsius; empty where it has none. */
  temperatures: z.array(z.object({ name: text, celsius: z.number() })).max(64),
  /** Bytes that each process has written to disks since its start, as the kernel counts. */
  writtenBytes: z.record(z.string().regex(PROCESS_PATTERN), z.number()),
  /** How the clock is watched, in one sentence. */
  time: text.optional(),
});
export type BoxFacts = z.infer<typeof boxFactsSchema>;

/** Every ten seconds. */
export const boxMessage = z.object({ kind: z.literal("box"), box: boxFactsSchema });
