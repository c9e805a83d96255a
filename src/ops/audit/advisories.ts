/**
 * The lock file's packages held against known vulnerabilities in the OSV format (ossf.github.io/osv-schema).
 */
import { z } from "zod";

/** The part of an OSV entry that is used. */
export const osvSchema = z.array(z.looseObject({
  id: z.string(),
  summary: z.string().optional(),
  modified: z.string().optional(),
  affected: z.array(z.looseObject({
    package: z.looseObject({ ecosystem: z.string(), name: z.string() }),
    versions: z.array(z.string()).optional(),
    ranges: z.array(z.looseObject({
      type: z.string(),
      events: z.array(z.looseObject({
        introduced: z.string().optional(),
        fixed: z.string().optional(),
        last_affected: z.string().optional(),
      })),
    })).optional(),
  })).default([]),
})).max(100_000);
export type Osv = z.infer<typeof osvSchema>;

/** A package as the lock file pins it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

/** A package that an advisory names. */
export interface AdvisoryHit extends LockedPackage {
  readonly id: string;
  readonly summary: string;
  readonly fixed?: string;
}

const lockSchema = z.looseObject({ npm: z.record(z.string(), z.unknown()) });

/** The packages of a Deno lock file, version 5; undefined where it is none. */
export function lockedPackages(lock: unknown): LockedPackage[] | undefined {
  const parsed = lockSchema.safeParse(lock).data;
  if (parsed === undefined) return undefined;
  return Object.keys(parsed.npm).flatMap((key) => {
    // `@scope/name@1.2.3` or, with the peers it was resolved for, `name@1.2.3_peer@4.5.6`.
    const match = /^(@?[^@]+)@([^_]+)/.exec(key);
    return match === null ? [] : [{ name: match[1], version: match[2] }];
  });
}

/** The packages that advisories name, each with the version that mends it. */
export function matchAdvisories(packages: readonly LockedPackage[], advisories: Osv): AdvisoryHit[] {
  const hits: AdvisoryHit[] = [];
  for (const { id, summary = "", affected } of advisories) {
    for (const { package: { ecosystem, name }, versions = [], ranges = [] } of affected) {
      if (ecosystem !== "npm") continue;
      for (const locked of packages) {
        if (locked.name !== name) continue;
        const range = ranges.find((one) => one.type === "SEMVER" && isWithin(locked.version, one.events));
        if (range === undefined && !versions.includes(locked.version)) continue;
        const fixed = range?.events.map((event) => event.fixed)
          .find((version) => version !== undefined && compareVersions(locked.version, version) < 0);
        hits.push({ ...locked, id, summary, ...(fixed === undefined ? {} : { fixed }) });
      }
    }
  }
  return hits;
}

type Events = NonNullable<Osv[number]["affected"][number]["ranges"]>[number]["events"];

/** Walks the events of a range, which stand in the order of their versions. */
function isWithin(version: string, events: Events): boolean {
  let inside = false;
  for (const { introduced, fixed, last_affected: last } of events) {
    if (introduced !== undefined && (introduced === "0" || compareVersions(version, introduced) >= 0)) {
      inside = true;
    }
    if (fixed !== undefined && compareVersions(version, fixed) >= 0) inside = false;
    if (last !== undefined && compareVersions(version, last) > 0) inside = false;
  }
  return inside;
}

/** Compares by semver.org, section 11: a pre-release comes before its release. */
export function compareVersions(a: string, b: string): number {
  const [coreA, preA] = partsOf(a);
  const [coreB, preB] = partsOf(b);
  for (let i = 0; i < 3; i++) {
    const off = (coreA[i] ?? 0) - (coreB[i] ?? 0);
    if (off !== 0) return off;
  }
  if (preA.length === 0 || preB.length === 0) return preB.length - preA.length;
  for (let i = 0; i < Math.max(preA.length, preB.length); i++) {
    const [x, y] = [preA[i], preB[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const [numberX, numberY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numberX && numberY) return Number(x) - Number(y);
    return numberX === numberY ? (x < y ? -1 : 1) : numberX ? -1 : 1;
  }
  return 0;
}

function partsOf(version: string): [number[], string[]] {
  const [withoutBuild] = version.split("+", 1);
  const dash = withoutBuild.indexOf("-");
  const core = dash < 0 ? withoutBuild : withoutBuild.slice(0, dash);
  return [core.split(".").map(Number), dash < 0 ? [] : withoutBuild.slice(dash + 1).split(".")];
}
