/**
 * ui <-> fusion: what a person orders, and what came of it.
 */
import { z } from "zod";
import { id, text } from "./vocabulary.ts";

/** What a person may order. */
export const actSchema = z.discriminatedUnion("act", [
  z.object({ act: z.literal("acknowledge"), alarmId: id }),
  z.object({ act: z.literal("silence"), alarmId: id }),
  z.object({ act: z.literal("reset"), alarmId: id }),
  z.object({ act: z.literal("acknowledge-trouble"), troubleId: z.string().max(120) }),
  z.object({
    act: z.literal("disable-zone"),
    zoneId: id,
    reason: text.min(1),
    /** How long, milliseconds; absent: until enabled. */
    forMs: z.number().positive().optional(),
  }),
  z.object({ act: z.literal("enable-zone"), zoneId: id }),
  z.object({
    act: z.literal("disable-sensor"),
    sensorId: id,
    reason: text.min(1),
    forMs: z.number().positive().optional(),
  }),
  z.object({ act: z.literal("enable-sensor"), sensorId: id }),
  z.object({ act: z.literal("start-test"), zoneId: id, forMs: z.number().positive().optional() }),
  z.object({ act: z.literal("stop-test"), zoneId: id }),
]);
export type Act = z.infer<typeof actSchema>;

/** ui -> fusion: a person acts. Answered by one `outcome` with the same number. */
export const actMessage = z.object({
  kind: z.literal("act"),
  request: z.number().int(),
  by: text,
  act: actSchema,
});
export const outcomeMessage = z.object({
  kind: z.literal("outcome"),
  request: z.number().int(),
  ok: z.boolean(),
  /** A stable word where refused, e.g. `unknown-alarm`, `cause-present`. */
  code: z.string().max(60).optional(),
  /** A sentence where refused. */
  message: text.optional(),
});
export type Outcome = z.infer<typeof outcomeMessage>;
