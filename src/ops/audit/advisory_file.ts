/**
 * A file of advisories: the snapshot that comes with the program, or a newer one that somebody brings.
 */
import { z } from "zod";
import { fail, ok, type Result } from "../../reading/result.ts";
import { jsonOf } from "../../store/stored_json.ts";
import { type Advisory, advisorySchema, keyOf, type Package } from "./advisories.ts";

/** Advisories of one day. */
export interface AdvisoryFile {
  /** The day of the snapshot, or of its newest entry: `2026-11-25`; undefined where neither is said. */
  readonly date: string | undefined;
  readonly advisories: readonly Advisory[];
  /** Entries that are none in the OSV format. */
  readonly unreadable: number;
}

/** What is known of one ecosystem: of its advisories, those that name a package of this box. */
export interface AdvisoryPart {
  readonly ecosystem: string;
  readonly date: string | undefined;
  /** Where it comes from, one sentence. */
  readonly source: string;
  /** Advisories of the ecosystem in the file that it comes from. */
  readonly total: number;
  readonly advisories: readonly Advisory[];
}

/** Entries of one file; OSV's own list for npm has some hundred thousand with all that was ever malicious. */
const ENTRIES_MAX = 500_000;
/** Of these, advisories about the packages of one box. */
const KEPT_MAX = 20_000;

const snapshotSchema = z.looseObject({
  date: z.iso.date(),
  advisories: z.array(z.unknown()).max(ENTRIES_MAX),
});
const listSchema = z.array(z.unknown()).max(ENTRIES_MAX);

/** How a part lies in the state folder. */
export const partSchema = z.object({
  ecosystem: z.string().min(1).max(60),
  date: z.iso.date().optional(),
  source: z.string().max(500),
  total: z.number().int().min(0),
  advisories: z.array(advisorySchema).max(KEPT_MAX),
});

/** Reads a snapshot of ours, a JSON list of OSV entries, or one entry alone. A fault is a sentence. */
export function parseAdvisories(text: string): Result<AdvisoryFile, string> {
  const value = jsonOf(text);
  if (value === undefined) return fail("it is no JSON");
  const snapshot = snapshotSchema.safeParse(value);
  if (snapshot.success) return collected(snapshot.data.advisories, snapshot.data.date);
  const list = listSchema.safeParse(value);
  if (list.success) return collected(list.data, undefined);
  const one = advisorySchema.safeParse(value);
  if (one.success) return collected([one.data], undefined);
  return fail("it is neither a snapshot nor a list of advisories in the OSV format");
}

function collected(entries: readonly unknown[], date: string | undefined): Result<AdvisoryFile, string> {
  const sorting = new AdvisorySorting(undefined);
  for (const entry of entries) sorting.add(entry);
  if (entries.length > 0 && sorting.advisories.length === 0) {
    return fail(`none of its ${entries.length} entries is an advisory in the OSV format`);
  }
  const { advisories, unreadable } = sorting;
  return ok({ date: date ?? sorting.newestDay, advisories, unreadable });
}

/** Takes entries one after the other, and keeps what is wanted of them. */
export class AdvisorySorting {
  readonly advisories: Advisory[] = [];
  unreadable = 0;
  /** Advisories by ecosystem, those that are not kept too. */
  readonly totals = new Map<string, number>();
  readonly #wanted: ReadonlySet<string> | undefined;
  #newest = "";

  /** @param wanted Keys of packages (`keyOf`); undefined: all are kept. */
  constructor(wanted: ReadonlySet<string> | undefined) {
    this.#wanted = wanted;
  }

  /** Takes one entry as the file has it; one that cannot be understood is counted. */
  add(entry: unknown): void {
    const parsed = advisorySchema.safeParse(entry);
    if (!parsed.success) {
      this.unreadable++;
      return;
    }
    const { modified = "", affected } = parsed.data;
    if (modified > this.#newest) this.#newest = modified;
    const keys = affected.flatMap((one) => one.package === undefined ? [] : [one.package]);
    for (const ecosystem of new Set(keys.map((key) => key.ecosystem))) {
      this.totals.set(ecosystem, (this.totals.get(ecosystem) ?? 0) + 1);
    }
    const wanted = this.#wanted;
    if (wanted === undefined || keys.some((key) => wanted.has(keyOf(key)))) this.advisories.push(parsed.data);
  }

  /** The day of the newest entry. */
  get newestDay(): string | undefined {
    return /^\d{4}-\d\d-\d\d/.exec(this.#newest)?.[0];
  }
}

/** What a file tells of the ecosystems of these packages: a part for each that it has anything of. */
export function advisoryParts(
  { date, advisories }: Pick<AdvisoryFile, "date" | "advisories">,
  packages: readonly Package[],
  source: string,
  totals?: ReadonlyMap<string, number>,
): AdvisoryPart[] {
  const wanted = new Set(packages.map(keyOf));
  return [...new Set(packages.map(({ ecosystem }) => ecosystem))].flatMap((ecosystem): AdvisoryPart[] => {
    const ofIt = advisories.filter(({ affected }) =>
      affected.some((one) => one.package?.ecosystem === ecosystem)
    );
    const total = totals?.get(ecosystem) ?? ofIt.length;
    if (total === 0) return [];
    const about = ofIt.filter(({ affected }) =>
      affected.some((one) => one.package !== undefined && wanted.has(keyOf(one.package)))
    );
    return [{ ecosystem, date, source, total, advisories: about.slice(0, KEPT_MAX) }];
  });
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
