/**
 * Packages held against known vulnerabilities in the OSV format (ossf.github.io/osv-schema).
 */
import { z } from "zod";
import { compareDebianVersions } from "./debian_version.ts";
import { compareVersions } from "./semver.ts";

const eventSchema = z.looseObject({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});

/** The part of an OSV entry that is used. */
export const advisorySchema = z.looseObject({
  id: z.string().min(1).max(200),
  summary: z.string().optional(),
  details: z.string().optional(),
  modified: z.string().optional(),
  /** Taken back by those who had published it. */
  withdrawn: z.string().optional(),
  affected: z.array(z.looseObject({
    package: z.looseObject({ ecosystem: z.string(), name: z.string() }).optional(),
    versions: z.array(z.string()).optional(),
    ranges: z.array(z.looseObject({ type: z.string(), events: z.array(eventSchema) })).optional(),
    database_specific: z.looseObject({ last_known_affected_version_range: z.string().optional() }).optional(),
  })).default([]),
});
export type Advisory = z.infer<typeof advisorySchema>;
type Affected = Advisory["affected"][number];
type Events = readonly z.infer<typeof eventSchema>[];

/** A package that this box has. */
export interface Package {
  /** `npm`, or a distribution with its release: `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

/** A package that an advisory names. */
export interface AdvisoryHit extends Package {
  readonly id: string;
  readonly summary: string;
  /** The version that mends it; absent where none is known. */
  readonly fixed?: string;
}

const SUMMARY_CHARS_MAX = 160;

/** The packages that advisories name, each with the version that mends it; each package and advisory once. */
export function matchAdvisories(packages: readonly Package[], advisories: Iterable<Advisory>): AdvisoryHit[] {
  const byName = Map.groupBy(packages, keyOf);
  const hits = new Map<string, AdvisoryHit>();
  for (const { id, summary, details, withdrawn, affected } of advisories) {
    if (withdrawn !== undefined) continue;
    for (const one of affected) {
      if (one.package === undefined) continue;
      for (const had of byName.get(keyOf(one.package)) ?? []) {
        const found = match(had, one);
        if (found === undefined) continue;
        const text = (summary ?? details ?? "").split("\n", 1)[0].slice(0, SUMMARY_CHARS_MAX);
        hits.set(`${id} ${keyOf(had)} ${had.version}`, { ...had, id, summary: text, ...found });
      }
    }
  }
  return [...hits.values()];
}

/** By what a package is found in an advisory. */
export function keyOf({ ecosystem, name }: Pick<Package, "ecosystem" | "name">): string {
  return `${ecosystem} ${name}`;
}

function match(
  { ecosystem, version }: Package,
  { versions = [], ranges = [], database_specific: specific }: Affected,
): { readonly fixed?: string } | undefined {
  const compare = ecosystem === "npm" ? compareVersions : compareDebianVersions;
  for (const { type, events } of ranges) {
    // Ranges of commits say nothing to whoever has a package.
    if (type === "GIT" || !isWithin(version, events, compare)) continue;
    if (isBeyond(version, specific?.last_known_affected_version_range, compare)) continue;
    const fixed = events.flatMap(({ fixed }) => fixed === undefined ? [] : [fixed]).sort(compare)
      .find((later) => compare(version, later) < 0);
    return fixed === undefined ? {} : { fixed };
  }
  return versions.includes(version) ? {} : undefined;
}

/** Walks the events of a range in the order of their versions; a file need not have them in it. */
function isWithin(version: string, events: Events, compare: (a: string, b: string) => number): boolean {
  const at = ({ introduced, fixed, last_affected: last }: Events[number]) =>
    introduced ?? fixed ?? last ?? "0";
  const order = (a: string, b: string) => a === b ? 0 : a === "0" ? -1 : b === "0" ? 1 : compare(a, b);
  let inside = false;
  for (const event of events.toSorted((a, b) => order(at(a), at(b)))) {
    const { introduced, fixed, last_affected: last } = event;
    if (introduced !== undefined && (introduced === "0" || compare(version, introduced) >= 0)) inside = true;
    if (fixed !== undefined && compare(version, fixed) >= 0) inside = false;
    if (last !== undefined && compare(version, last) > 0) inside = false;
  }
  return inside;
}

/** GitHub's entries without a mended version say here up to which one is known to be affected. */
function isBeyond(
  version: string,
  range: string | undefined,
  compare: (a: string, b: string) => number,
): boolean {
  const match = /^(<=?) (\S+)$/.exec(range ?? "");
  if (match === null) return false;
  const off = compare(version, match[2]);
  return match[1] === "<" ? off >= 0 : off > 0;
}
