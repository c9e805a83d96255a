/**
 * What `docs/benchmarks.json` holds: each part with the run that measured it, so that one part can be measured anew and the others stay.
 */
import { z } from "zod";

/** What the figures of one part mean nothing without. */
const factsSchema = z.object({
  /** When its run began, ISO 8601: parts with the same belong together. */
  runAt: z.string(),
  /** When the part itself began. */
  at: z.string(),
  commit: z.string(),
  deno: z.string(),
  machine: z.string(),
  /** What it started: the executable or the sources; absent where it started nothing. */
  program: z.string().optional(),
  /** The kernel's average over the minute before its run began: what others did to the machine. */
  load: z.number(),
  /** Cores that programs other than this part kept busy while it was measured. */
  othersCores: z.number(),
  tookS: z.number(),
});
export type PartFacts = z.infer<typeof factsSchema>;

const recordSchema = z.object({
  facts: factsSchema,
  /** What the part found; absent where it failed. */
  value: z.unknown().optional(),
  /** Why there are no figures. */
  failed: z.string().optional(),
});
export type PartRecord = z.infer<typeof recordSchema>;

const recordsSchema = z.strictObject({
  /** The run that `--resume` goes on with. */
  run: z.object({ at: z.string(), load: z.number(), parts: z.array(z.string()) }),
  parts: z.record(z.string(), recordSchema),
});
/** The whole file. */
export type Records = z.infer<typeof recordsSchema>;

/**
 * The file's text as records.
 *
 * @throws Error, with what to do, where it is no such file.
 */
export function parseRecords(text: string): Records {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON (${(error as Error).message}): restore it or remove it`);
  }
  const parsed = recordsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(
    `it was not written by this program (${path.join(".")}: ${message}): restore it or remove it`,
  );
}

/**
 * The records with a new run begun: those of other parts stay, except for parts that exist no more.
 *
 * @param known All parts that there are.
 */
export function beginRun(
  before: Records | undefined,
  run: Records["run"],
  known: readonly string[],
): Records {
  const kept = Object.entries(before?.parts ?? {}).filter(([name]) => known.includes(name));
  return { run, parts: Object.fromEntries(kept) };
}

/** The records with `record` in the place of the part's former one, in the order of `known`. */
export function withPart(
  records: Records,
  name: string,
  record: PartRecord,
  known: readonly string[],
): Records {
  const parts = { ...records.parts, [name]: record };
  const ordered = known.filter((one) => one in parts).map((one) => [one, parts[one]] as const);
  return { ...records, parts: Object.fromEntries(ordered) };
}

/** The parts that the run still owes: not measured in it, or failed. */
export function partsLeft({ run, parts }: Records): string[] {
  return run.parts.filter((name) => {
    const record = parts[name];
    return record === undefined || record.facts.runAt !== run.at || record.failed !== undefined;
  });
}
