/**
 * Central configuration between the fleet's process and the supervisor: signed orders in, how far the box has come out.
 */
import { z } from "zod";
import { FLEET_NAME_PATTERN } from "../../reading/fleet_name.ts";

/** Longer than any envelope; what it may be is decided by whoever proves its signature. */
const ENVELOPE_CHARS_MAX = 1_100_000;

/** fleet -> supervisor: what lies in the servers' store for this box. Nothing of it is believed before its signature is proved. */
export const centralOfferMessage = z.object({
  kind: z.literal("centralOffer"),
  envelope: z.string().max(ENVELOPE_CHARS_MAX),
});

const number = z.number().int().min(1);
const count = z.number().int().min(0);
const name = z.string().regex(FLEET_NAME_PATTERN);
const sentence = z.string().max(1_000);
const version = z.object({ epoch: number, version: number });

/** What became of the newest order that a box has heard. */
export const CENTRAL_STATES = [
  /** It cannot be taken yet, and is tried again: an alarm stands, or another change is under way. */
  "waiting",
  /** It runs, on trial. */
  "trial",
  /** It has proved itself. */
  "good",
  /** The box has taken it back. */
  "rolled-back",
  /** A person has changed the box before its trial was over. */
  "replaced",
  /** It was not taken. */
  "refused",
  /** A withdrawal was carried out, or there was nothing to take back. */
  "withdrawn",
] as const;

/** How far a box has come with what the centre wants, as it tells it itself. */
export const boxReportSchema = z.object({
  v: z.literal(1),
  box: name,
  /** Version of its program. */
  program: z.string().max(40),
  /** The central version that it is meant to run; absent: none yet. */
  runs: version.optional(),
  /** The newest order that it has heard; absent: none. */
  order: version.extend({ state: z.enum(CENTRAL_STATES), why: sentence.optional() }).optional(),
  /** Why what lies in the store for it is not taken at all: it is forged, played back, or meant for another box. */
  refusal: sentence.optional(),
  /** What differs from `runs`: the first paths, and how many in all. */
  drift: z.object({ paths: z.array(z.string().max(200)).max(20), count }),
  /** What really runs, by the box's own count. */
  local: z.object({ version: number, author: sentence, source: z.string().max(20), reason: sentence }),
  /** What stands now, and what stood when the newest order was taken: alarms, and troubles that mean less protection. */
  alarms: count,
  troubles: count,
  before: z.object({ alarms: count, troubles: count }).optional(),
});
export type BoxReport = z.infer<typeof boxReportSchema>;

/** supervisor -> fleet: how far the box has come, whenever that changes. */
export const centralReportMessage = z.object({ kind: z.literal("centralReport"), report: boxReportSchema });
