/**
 * ui <-> fusion: what a person orders, and what came of it.
 */
import { z } from "zod";
import { faultMessage } from "./sensors.ts";
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
  z.object({
    act: z.literal("stop-test"),
    zoneId: id,
    /** Sirens that the person has heard. */
    sirensHeard: z.array(id).max(256).optional(),
    remark: z.string().max(300).optional(),
  }),
  /** The present view of a camera is as it should be. */
  z.object({ act: z.literal("accept-view"), cameraId: id }),
]);
export type Act = z.infer<typeof actSchema>;

const auditValues = z.record(z.string().max(40), z.union([text, z.number(), z.boolean(), z.null()]));

/** ui -> fusion: where the audit log stands. Fusion keeps it with the journal, so that a log that is cut off shows. */
export const auditAnchorMessage = z.object({
  kind: z.literal("auditAnchor"),
  seq: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** ui -> fusion: a person acts. Answered by one `outcome` with the same number. */
export const actMessage = z.object({
  kind: z.literal("act"),
  request: z.number().int(),
  by: text,
  act: actSchema,
});
/** ui -> fusion: any of these. */
export const pageMessage = z.discriminatedUnion("kind", [actMessage, auditAnchorMessage, faultMessage]);

export const outcomeMessage = z.object({
  kind: z.literal("outcome"),
  request: z.number().int(),
  ok: z.boolean(),
  /** A stable word where refused, e.g. `unknown-alarm`, `cause-present`. */
  code: z.string().max(60).optional(),
  /** A sentence where refused. */
  message: text.optional(),
  /** What the act was about, before and after, for the audit log; absent: there was no such thing. */
  before: auditValues.optional(),
  after: auditValues.optional(),
});
export type Outcome = z.infer<typeof outcomeMessage>;
