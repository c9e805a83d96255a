/**
 * fusion -> ui: lines of the journal.
 */
import { z } from "zod";
import { id, said, text } from "./vocabulary.ts";

/** A journal line as it is stored and shown. */
export const eventSchema = z.object({
  seq: z.number().int(),
  kind: z.string().max(40),
  atMs: z.number(),
  atWallMs: z.number(),
  utc: z.object({ atMs: z.number(), errorMs: z.number() }).optional(),
  zoneId: id.optional(),
  sensorId: id.optional(),
  alarmId: id.optional(),
  troubleId: z.string().max(120).optional(),
  by: text.optional(),
  text,
  said,
});
export type StoredEvent = z.infer<typeof eventSchema>;
export const eventMessage = z.object({ kind: z.literal("event"), event: eventSchema });
