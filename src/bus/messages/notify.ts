/**
 * The notifiers: how each target is, and the test that a person asks for. They listen on their own socket.
 */
import { z } from "zod";
import { id, text } from "./vocabulary.ts";

/** How a target is. */
export const notifyTargetSchema = z.object({
  id,
  kind: z.enum(["webhook", "email", "mqtt"]),
  name: text,
  /** Notifications that wait for it. */
  waiting: z.number(),
  /** Since the start of the process. */
  sent: z.number(),
  /** That it refused for good. */
  givenUp: z.number(),
  lastSentAtWallMs: z.number().optional(),
  /** Why the last attempt failed; absent where it did not. */
  fault: text.optional(),
});
export type NotifyTargetState = z.infer<typeof notifyTargetSchema>;

/** page or command -> notify: send a test to `target`. Answered by one outcome of that number, when it has arrived or not. */
export const notifyTestMessage = z.object({
  kind: z.literal("notifyTest"),
  request: z.number().int(),
  by: z.string().min(1).max(120),
  target: id,
});

/** page or command -> notify: how are the targets? Answered at once. */
export const notifyAskMessage = z.object({ kind: z.literal("notifyAsk"), request: z.number().int() });

export const notifyAnswerMessage = z.object({
  kind: z.literal("notifyAnswer"),
  request: z.number().int(),
  ok: z.boolean(),
  message: text,
  targets: z.array(notifyTargetSchema).max(32),
});
export type NotifyAnswer = z.infer<typeof notifyAnswerMessage>;

/** notify -> fusion: up to when, wall clock, everything is in the archive. */
export const archivedMessage = z.object({ kind: z.literal("archived"), untilWallMs: z.number() });
