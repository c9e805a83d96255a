/**
 * What the journal remembers of an earlier run, understood, and as fusion takes it.
 */
import { z } from "zod";
import { alarmSchema, troubleSchema } from "../bus/messages.ts";
import { DISABLE_MAX_MS, type FusionInput } from "../fusion/input.ts";
import { INPUT_KINDS } from "../reading/reading.ts";
import { type TroubleCode, TROUBLES } from "../reading/trouble.ts";
import type { Parsers, Recollection } from "../store/event_batch.ts";

/**
 * How long the start waits for what the journal remembers. A healthy disk answers within a second, a flash card that tidies up within two. Shorter
 * would begin without memory after each busy moment of the disk; longer is time in which nobody sees a fire.
 */
export const RECALL_WAIT_MS = 5_000;
/** What is told while the disk has not answered. */
export const NOT_RECALLED = `the disk has not answered for ${RECALL_WAIT_MS / 1_000} s: ` +
  "what stood before the start is not known yet, but for the alarms that the outputs hold";
/** What is told once it has. */
export const RECALLED = "the disk has answered: what stood before the start is known again";

/** What a journal remembers, as far as its disk has answered. */
export interface JournalMemory {
  /** The number of this run of fusion: larger than that of any before, as far as that is known. */
  readonly epoch: number;
  readonly recollection: Recollection;
  /** The disk has not answered in time, and `recollection` is empty: what it says once it answers, which may be never. */
  readonly later?: Promise<Recollection>;
}

/** What a journal remembers that holds nothing, or does not answer. */
export const NO_RECOLLECTION: Recollection = {
  alarms: [],
  unreadableAlarms: [],
  troubles: [],
  memos: [],
  released: [],
};

const disablementSchema = z.object({
  target: z.enum(["zone", "sensor"]),
  id: z.string(),
  reason: z.string(),
  by: z.string(),
  atWallMs: z.number(),
  expiresAtMs: z.number(),
  expiresAtWallMs: z.number(),
});
const sensorSchema = z.object({
  id: z.string(),
  zoneId: z.string(),
  name: z.string().optional(),
  inputs: z.array(z.enum(INPUT_KINDS)).optional(),
});

/** How what is stored becomes alarms and troubles again. */
export const JOURNAL_PARSERS: Parsers = {
  alarm: (value) => alarmSchema.safeParse(value).data,
  trouble: (value) => {
    const parsed = troubleSchema.safeParse(value).data;
    if (parsed === undefined || !Object.hasOwn(TROUBLES, parsed.code)) return undefined;
    return { ...parsed, code: parsed.code as TroubleCode };
  },
};

/** What stood when the last run ended, as inputs for fusion. */
export function restoredInputs(recollection: Recollection, nowWallMs: number): FusionInput[] {
  const { alarms, troubles, memos, released } = recollection;
  const inputs: FusionInput[] = [];
  for (const { topic, value } of memos) {
    const sensor = topic === "sensor" ? sensorSchema.safeParse(value).data : undefined;
    if (sensor !== undefined) inputs.push({ kind: "sensor", sensor, origin: "stored" });
  }
  const disablements = memos.flatMap(({ topic, value }) => {
    const disablement = topic === "disablement" ? disablementSchema.safeParse(value).data : undefined;
    if (disablement === undefined) return [];
    // The monotonic clock may have begun anew since; the wall clock may have stepped. Neither may keep a zone off for ever.
    const remainingMs = Math.min(DISABLE_MAX_MS, Math.max(0, disablement.expiresAtWallMs - nowWallMs));
    return [{ disablement, remainingMs }];
  });
  inputs.push({ kind: "restored", alarms, troubles, disablements, released });
  return inputs;
}
