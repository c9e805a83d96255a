/**
 * fusion <-> outputs: the wanted state of all sirens and relays, and what they do.
 */
import { z } from "zod";
import { id, sirenPattern, text } from "./vocabulary.ts";

export const latchedAlarmSchema = z.object({
  alarmId: id,
  zoneId: id,
  silenced: z.boolean(),
  raisedAtWallMs: z.number(),
});

export const orderSchema = z.object({
  epoch: z.number().int(),
  revision: z.number().int(),
  sirens: z.record(z.string(), sirenPattern),
  relays: z.record(z.string(), z.boolean()),
  latched: z.array(latchedAlarmSchema).max(1_000),
  released: z.array(id).max(64),
  evidenceAtMs: z.number().optional(),
});
export const orderMessage = z.object({ kind: z.literal("order"), order: orderSchema });

export const outputStateSchema = z.object({
  id,
  kind: z.enum(["siren", "relay", "beacon"]),
  on: z.boolean(),
  pattern: sirenPattern,
  fault: text.optional(),
});

/** What the outputs do now: on connecting, after each order, and once a second. */
export const outputsMessage = z.object({
  kind: z.literal("outputs"),
  epoch: z.number().int(),
  revision: z.number().int(),
  outputs: z.array(outputStateSchema).max(256),
  /** Alarms the outputs hold latched: what a fusion that lost its memory must take over. */
  latched: z.array(latchedAlarmSchema).max(1_000),
  /** Alarms known to be reset, for a fusion that died before it could store the reset. */
  released: z.array(id).max(64).default([]),
});
