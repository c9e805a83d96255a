/**
 * sensors -> ui: who was turned away at the sensor port, and why.
 */
import { z } from "zod";
import { text } from "./vocabulary.ts";

/** One row: see `src/firewall/turned_away.ts`. */
export const turnedAwaySchema = z.object({
  listener: z.enum(["sensors", "page", "metrics"]),
  address: text,
  reason: z.string().max(60),
  text,
  count: z.number().int(),
  firstWallMs: z.number(),
  lastWallMs: z.number(),
});
export type TurnedAwayRow = z.infer<typeof turnedAwaySchema>;

/** All rows, the latest first, once a second while there is news. */
export const turnedAwayMessage = z.object({
  kind: z.literal("turnedAway"),
  rows: z.array(turnedAwaySchema).max(1_000),
  /** Refusals that have no row any more. */
  others: z.number().int(),
});
