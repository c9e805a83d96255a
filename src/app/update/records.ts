/**
 * What the box remembers of its updates, apart from the service's own state: which contents have proved themselves, and what was
 * installed last. Root alone writes it, since it decides which system stays.
 */
import { dirname, join } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../store/stored_json.ts";
import { Failure } from "../failure.ts";
import { writePrivately } from "../write_privately.ts";

/** On the data partition: both slots read it. */
export const RECORDS = "/var/lib/embereye-update/records.json";
/**
 * Beside the records, `trial-A` or `trial-B` for a slot whose update has yet to prove itself. It is for the shell: where the new version
 * cannot even run `embereye update confirm`, image/appliance/usr/lib/embereye/confirm restarts the machine by it.
 */
const TRIAL = "trial-";
/** A box is not updated more often in its life; the oldest give way. */
const PROVED_MAX = 100;

/** Both slots must be able to read it: keys may be added, none may change its meaning. */
const recordsSchema = z.looseObject({
  /** Contents (see `Slot.content`) that have proved themselves. */
  proved: z.array(z.string()).default([]),
  installed: z.looseObject({
    /** SHA-256 of the bundle, so that a stick that stays in is not installed again and again. */
    bundle: z.string(),
    version: z.string().optional(),
    /** The slot that it was written to. */
    slot: z.string(),
    content: z.string(),
    atWallMs: z.number(),
    /** Sensors that delivered fresh data then. */
    fresh: z.array(z.string()),
  }).optional(),
});
/** The records. */
export type Records = z.infer<typeof recordsSchema>;

/** Reads them. Those that are absent or torn hold nothing: then no slot counts as proved, and each has to prove itself. */
export async function readRecords(path: string): Promise<Records> {
  try {
    const parsed = recordsSchema.safeParse(jsonOf(await Deno.readTextFile(path)));
    return parsed.success ? parsed.data : { proved: [] };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { proved: [] };
    throw new Failure(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Writes them, whole or not at all, so that they are there after a power cut. */
export async function writeRecords(path: string, records: Records): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writePrivately(path, JSON.stringify(records, null, 1), { sync: true });
}

/** Says that the update in `slot` has yet to prove itself. */
export async function beginTrial(path: string, slot: string): Promise<void> {
  await Deno.writeTextFile(join(dirname(path), TRIAL + slot), "");
}

/** Says that the update in `slot` has proved itself. */
export async function endTrial(path: string, slot: string): Promise<void> {
  try {
    await Deno.remove(join(dirname(path), TRIAL + slot));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The records with `content` among what has proved itself. */
export function withProved(records: Records, content: string): Records {
  const others = records.proved.filter((one) => one !== content);
  return { ...records, proved: [...others, content].slice(-PROVED_MAX) };
}

/** What has become of the update that was installed last. */
export type Outcome = "none" | "waits-for-restart" | "on-trial" | "in-use" | "rolled-back";

/** Judges by the slot that runs. */
export function outcomeOf(
  { installed, proved }: Records,
  running: { readonly name: string; readonly content: string } | undefined,
  rebootedSince: boolean,
): Outcome {
  if (installed === undefined || running === undefined) return "none";
  if (running.name === installed.slot && running.content === installed.content) {
    return proved.includes(installed.content) ? "in-use" : "on-trial";
  }
  if (proved.includes(installed.content)) return "none";
  return rebootedSince ? "rolled-back" : "waits-for-restart";
}
