/**
 * How far a roll-out has come, as it lies in the servers' store: enough for another run of the command to go on with it.
 */
import { z } from "zod";
import { CENTRAL_STATES } from "../../bus/messages.ts";
import { fleetName } from "../../config/fleet_schema.ts";
import { BOXES_MAX, NUMBER_MAX } from "./envelope.ts";

const number = z.number().int().min(1).max(NUMBER_MAX);
const sentence = z.string().max(1_000);

/** How one box stands in a roll-out. */
const boxProgressSchema = z.strictObject({
  /** `planned`: it has not been offered; `offered`: it has, and has not answered; `late`: nobody waits for it any longer. */
  state: z.enum(["planned", "offered", "late", ...CENTRAL_STATES]),
  why: sentence.optional(),
  /** More alarms or troubles stand there than before. */
  worse: z.boolean().default(false),
  /** It has confirmed that the version is gone again. */
  back: z.boolean().default(false),
});
export type BoxProgress = z.infer<typeof boxProgressSchema>;

/** Where a roll-out stands. */
export const PHASES = [
  /** The boxes of the stage prove the version. */
  "proving",
  /** All of them have; it is waited whether something comes of it. */
  "watching",
  /** All stages are through. */
  "done",
  /** The version is being taken back. */
  "stopping",
  /** It has been taken back. */
  "stopped",
] as const;

/** A roll-out. Nothing in it is believed for what is signed: that comes from the signed release. */
export const rolloutSchema = z.strictObject({
  v: z.literal(1),
  site: fleetName,
  epoch: number,
  version: number,
  author: sentence,
  reason: sentence,
  /** Boxes by stage; the canaries first. */
  stages: z.array(z.array(fleetName).min(1).max(BOXES_MAX)).min(1).max(20),
  /** The stage that is at work, from 0. */
  stage: z.number().int().min(0),
  phase: z.enum(PHASES),
  /** Between a stage's last proof and the next stage. */
  waitMs: z.number().int().min(0),
  /** How long boxes of one stage are waited for. */
  patienceMs: z.number().int().min(1),
  boxes: z.record(fleetName, boxProgressSchema),
  /** Why it stops, or what is to be known of its end. */
  why: sentence.optional(),
});
export type Rollout = z.infer<typeof rolloutSchema>;

/** The stage of each box: its place in `stages`. */
export function planStages(
  boxes: readonly string[],
  canaries: readonly string[],
  percents: readonly number[],
): string[][] {
  const rest = boxes.filter((box) => !canaries.includes(box));
  const stages = canaries.length > 0 ? [[...canaries]] : [];
  let begun = 0;
  for (const percent of [...percents, 100]) {
    // Rounded up: a step that means somebody takes at least one.
    const end = Math.min(rest.length, Math.ceil(rest.length * percent / 100));
    if (end > begun) stages.push(rest.slice(begun, end));
    begun = Math.max(begun, end);
  }
  return stages;
}
