/**
 * What a process's V8 heap is made of: asked for by a command, passed on by the supervisor, answered by every role.
 */
import { z } from "zod";
import { processName } from "./vocabulary.ts";

/** Longer would tell no more: what leaks is allocated again and again. */
export const SAMPLE_SECONDS_MAX = 600;
/** The allocating functions that are told, those with the most bytes first. */
export const ALLOCATIONS_MAX = 20;

/** command -> supervisor -> role */
export const heapAskMessage = z.object({
  kind: z.literal("heapAsk"),
  /** How long allocations are watched. */
  seconds: z.number().min(0).max(SAMPLE_SECONDS_MAX),
});

/** What a process says of its heap. Sizes in bytes. */
export const heapReportSchema = z.object({
  heap: z.object({
    used: z.number(),
    total: z.number(),
    limit: z.number(),
    /** Of array buffers and the like, outside of the heap. */
    external: z.number(),
    /** V8's own, outside of the heap. */
    malloced: z.number(),
  }),
  /** The heap's spaces; or why they cannot be known. */
  spaces: z.union([
    z.array(z.object({ name: z.string().max(60), used: z.number(), size: z.number() })).max(32),
    z.string().max(300),
  ]),
  /** Functions by what they allocated in that time and is still alive; or why that cannot be known. */
  allocations: z.union([
    z.array(z.object({
      name: z.string().max(200),
      place: z.string().max(300),
      bytes: z.number(),
    })).max(ALLOCATIONS_MAX),
    z.string().max(300),
  ]),
  /** How long they were watched. */
  seconds: z.number(),
});
export type HeapReport = z.infer<typeof heapReportSchema>;

/** role -> supervisor */
export const heapReportMessage = z.object({ kind: z.literal("heapReport"), report: heapReportSchema });

/** supervisor -> command: the report of each process that has answered. */
export const heapAnswerMessage = z.object({
  kind: z.literal("heapAnswer"),
  processes: z.array(z.object({ process: processName, report: heapReportSchema.optional() })).max(64),
});
