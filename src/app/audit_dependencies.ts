/**
 * `embereye audit dependencies`: do the program's packages, or the system's, have vulnerabilities that are known to this box?
 */
import { type AdvisoryHit, keyOf, matchAdvisories, type Package } from "../ops/audit/advisories.ts";
import { packagesNamed } from "../ops/audit/advisory_file.ts";
import {
  DPKG_FORMAT,
  installedPackages,
  LEANED_ON,
  lockedPackages,
  releaseOf,
} from "../ops/audit/packages.ts";
import { systemClock } from "../clock/system_clock.ts";
import { type AuditSentence, said } from "../reading/audit.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "../store/stored_json.ts";
import {
  bringAdvisories,
  type KnownAdvisories,
  knownAdvisories,
  partFile,
  SHIPPED_LOCK,
} from "./advisory_sources.ts";
import { auditCommand } from "./audit.ts";
import { type AuditOptions, type AuditOutcome, concludeAudit, notPossible } from "./audit_outcome.ts";
import { giveToOwnerOf } from "./locked_file.ts";
import type { Paths } from "./paths.ts";
import { remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { locate } from "./where.ts";

/** What the command line says. */
export interface DependencyOptions extends AuditOptions {
  /** Newer advisories to be taken in. */
  readonly advisories?: string;
  /** Their checksum, where no file beside them names it. */
  readonly sha256?: string;
  /** Another lock file than this version's own. */
  readonly lock?: string;
}

/** Past this a list says little about today. */
const OLD_DAYS = 365;
const DAY_MS = 86_400_000;
/** A lock file has some kilobytes for each hundred packages. */
const LOCK_BYTES_MAX = 16 * 1024 * 1024;

/** Runs it. */
export async function auditDependencies(options: DependencyOptions): Promise<number> {
  const paths = await locate(options);
  const conclude = (outcome: AuditOutcome) => concludeAudit(paths, "dependencies", outcome, options);
  const locked = await readLock(options.lock ?? SHIPPED_LOCK);
  if (!locked.ok) {
    if (options.lock !== undefined) throw new UsageError(locked.fault);
    return await conclude(notPossible("broken", said("lock-unreadable", { reason: locked.fault })));
  }
  const system = await systemPackages();
  const packages = [...locked.value, ...(system.ok ? system.value : [])];
  if (options.advisories !== undefined) await bring(options.advisories, options.sha256, paths, packages);
  const known = await knownAdvisories(paths, packages);
  return await conclude(outcomeOf(known, locked.value, system, systemClock().wallMs()));
}

async function bring(
  file: string,
  sha256: string | undefined,
  paths: Paths,
  packages: readonly Package[],
): Promise<void> {
  const brought = await bringAdvisories(file, sha256, paths, packages);
  if (!brought.ok) throw new UsageError(brought.fault);
  await giveToOwnerOf(paths.state, paths.advisories);
  for (const part of brought.value) {
    await giveToOwnerOf(paths.state, partFile(paths, part.ecosystem));
    const { ecosystem, date = "an unknown day", total, advisories } = part;
    remark(
      `taken in: ${total} advisories of ${ecosystem} of ${date}, ${advisories.length} about this box's packages`,
    );
    const after = { date, total, kept: advisories.length };
    await auditCommand(paths, { act: "advisories", subject: ecosystem, after });
  }
}

/** What the packages come to. `system` is a sentence where the system's own cannot be asked for. */
export function outcomeOf(
  { parts, faults }: KnownAdvisories,
  locked: readonly Package[],
  system: Result<readonly Package[], string>,
  nowWallMs: number,
): AuditOutcome {
  const packages = [...locked, ...(system.ok ? system.value : [])];
  const leanedOn = system.ok ? system.value.filter(({ name }) => LEANED_ON.includes(name)) : [];
  const findings = matchAdvisories(packages, parts.flatMap(({ advisories }) => advisories)).map(findingOf);
  const notes: AuditSentence[] = [];
  const unknown: AuditSentence[] = [];
  let covered = 0;
  for (const ecosystem of new Set(packages.map((one) => one.ecosystem))) {
    const part = parts.find((one) => one.ecosystem === ecosystem);
    const { date = "?", total = 0, source = "?", advisories = [] } = part ?? {};
    const named = packagesNamed(advisories);
    const own = [...new Set(packages.filter((one) => one.ecosystem === ecosystem).map(keyOf))];
    const known = own.filter((key) => named.has(key)).length;
    covered += known;
    // That nothing is known to be wrong is no sign that all is well.
    if (known === 0) unknown.push(said("advisories-none", { ecosystem, date, count: total }));
    else {
      const values = { ecosystem, date, source, count: total, covered: known, of: own.length };
      notes.push(said("advisories-known", values));
    }
    const ageDays = Math.floor((nowWallMs - Date.parse(date)) / DAY_MS);
    if (ageDays > OLD_DAYS) findings.push(said("advisories-old", { ecosystem, date, days: ageDays }));
  }
  notes.push(
    ...faults.map((reason) => said("advisories-unreadable", { reason })),
    said("packages-looked-at", { program: locked.length, system: system.ok ? system.value.length : 0 }),
    ...(system.ok ? [] : [said("no-dpkg", { reason: system.fault })]),
    ...leanedOn.map(({ name, version, ecosystem }) =>
      said("system-package", { package: name, version, release: ecosystem })
    ),
  );
  const figures = {
    advisories: parts.reduce((sum, { advisories }) => sum + advisories.length, 0),
    packages: packages.length,
    "packages known of": covered,
  };
  const details = locked.map(({ name, version }) => `${name} ${version}`);
  if (findings.length > 0) {
    return { verdict: "found", findings, notes: [...unknown, ...notes], figures, details };
  }
  if (unknown.length === 0) return { verdict: "passed", findings, notes, figures, details };
  // Of a part of the packages something is known: the rest is told, and is nobody's fault on a system that has no snapshot.
  const isBroken = covered === 0 || faults.length > 0;
  return { verdict: "not-possible", isBroken, findings: unknown, notes, figures, details };
}

function findingOf({ name, version, ecosystem, id, summary, fixed }: AdvisoryHit): AuditSentence {
  return said("advisory", { package: name, version, ecosystem, id, summary, fixed: fixed ?? "?" });
}

async function readLock(path: string): Promise<Result<Package[], string>> {
  let text: string;
  try {
    const { size } = await Deno.stat(path);
    if (size > LOCK_BYTES_MAX) return fail(`${path} has ${size} bytes, more than ${LOCK_BYTES_MAX}`);
    text = await Deno.readTextFile(path);
  } catch (error) {
    return fail(`${path} cannot be read: ${(error as Error).message}`);
  }
  const packages = lockedPackages(jsonOf(text));
  return packages === undefined ? fail(`${path} is no lock file of Deno`) : ok(packages);
}

/** The source packages that dpkg has installed. */
async function systemPackages(): Promise<Result<Package[], string>> {
  try {
    const release = releaseOf(await Deno.readTextFile("/etc/os-release"));
    if (release === undefined) return fail("this distribution is not one that OSV names");
    const { success, stdout, stderr } = await new Deno.Command("dpkg-query", {
      args: ["--show", `--showformat=${DPKG_FORMAT}`],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (!success) return fail(`dpkg-query failed: ${new TextDecoder().decode(stderr).trim()}`);
    return ok(installedPackages(new TextDecoder().decode(stdout), release));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return fail("dpkg-query or /etc/os-release is not there");
    throw error;
  }
}
