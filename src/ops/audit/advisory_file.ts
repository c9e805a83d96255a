/**
 * A file of advisories: the snapshot that comes with the program, or a newer one that somebody brings.
 */
import { z } from "zod";
import { fail, ok, type Result } from "../../reading/result.ts";
import { jsonOf } from "../../store/stored_json.ts";
import { type Advisory, advisorySchema, keyOf } from "./advisories.ts";

/** Advisories of one day. */
export interface AdvisoryFile {
  /** The day of the snapshot, or of its newest entry: `2026-11-25`; undefined where neither is said. */
  readonly date: string | undefined;
  /** Where they come from, one sentence for each ecosystem. */
  readonly sources: readonly string[];
  readonly advisories: readonly Advisory[];
  /** Entries that are none in the OSV format. */
  readonly unreadable: number;
}

/** Entries of one file; OSV's own list for npm has some hundred thousand with all that was ever malicious. */
const ENTRIES_MAX = 500_000;

const snapshotSchema = z.looseObject({
  date: z.iso.date(),
  sources: z.array(z.string().max(500)).max(20).default([]),
  advisories: z.array(z.unknown()).max(ENTRIES_MAX),
});
const listSchema = z.array(z.unknown()).max(ENTRIES_MAX);

/** Reads a snapshot of ours, a JSON list of OSV entries, or one entry alone. A fault is a sentence. */
export function parseAdvisories(text: string): Result<AdvisoryFile, string> {
  const value = jsonOf(text);
  if (value === undefined) return fail("it is no JSON");
  const snapshot = snapshotSchema.safeParse(value);
  if (snapshot.success) {
    const { date, sources, advisories } = snapshot.data;
    return collected(advisories, sources, date);
  }
  const list = listSchema.safeParse(value);
  if (list.success) return collected(list.data, [], undefined);
  const one = advisorySchema.safeParse(value);
  if (one.success) return collected([one.data], [], undefined);
  return fail("it is neither a snapshot nor a list of advisories in the OSV format");
}

function collected(
  entries: readonly unknown[],
  sources: readonly string[],
  date: string | undefined,
): Result<AdvisoryFile, string> {
  const advisories = entries.flatMap((entry) => {
    const parsed = advisorySchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
  if (entries.length > 0 && advisories.length === 0) {
    return fail(`none of its ${entries.length} entries is an advisory in the OSV format`);
  }
  return ok({
    date: date ?? newestDay(advisories),
    sources,
    advisories,
    unreadable: entries.length - advisories.length,
  });
}

/** The day of the newest entry. */
function newestDay(advisories: readonly Pick<Advisory, "modified">[]): string | undefined {
  let newest = "";
  for (const { modified = "" } of advisories) if (modified > newest) newest = modified;
  return /^\d{4}-\d\d-\d\d/.exec(newest)?.[0];
}

/** How many of these packages any advisory names at all: the others may well have some that this file does not know. */
export function packagesNamed(advisories: Iterable<Advisory>): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { affected } of advisories) {
    for (const one of affected) if (one.package !== undefined) named.add(keyOf(one.package));
  }
  return named;
}

/** The checksum that `sha256sum` has written for `name`; undefined where the text has none. */
export function checksumIn(text: string, name: string): string | undefined {
  for (const line of text.split("\n")) {
    const match = /^([0-9a-f]{64})(?:\s+\*?(.*))?$/i.exec(line.trim());
    if (match === null) continue;
    const named = match[2]?.split("/").at(-1);
    if (named === undefined || named === "" || named === name) return match[1].toLowerCase();
  }
  return undefined;
}
