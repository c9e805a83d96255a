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
import { bringAdvisories, type KnownAdvisories, knownAdvisories, SHIPPED_LOCK } from "./advisory_sources.ts";
import {
  type AuditOptions,
  type AuditOutcome,
  concludeAudit,
  notPossible,
  verdictOn,
} from "./audit_outcome.ts";
import { giveToOwnerOf } from "./locked_file.ts";
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

/** Past this the file says little about today. */
const OLD_DAYS = 365;
const DAY_MS = 86_400_000;
/** A lock file has some kilobytes for each hundred packages. */
const LOCK_BYTES_MAX = 16 * 1024 * 1024;

/** Runs it. */
export async function auditDependencies(options: DependencyOptions): Promise<number> {
  const paths = await locate(options);
  const conclude = (outcome: AuditOutcome) => concludeAudit(paths, "dependencies", outcome, options);
  if (options.advisories !== undefined) {
    const brought = await bringAdvisories(options.advisories, options.sha256, paths);
    if (!brought.ok) throw new UsageError(brought.fault);
    await giveToOwnerOf(paths.state, paths.advisories);
    const { date, advisories } = brought.value;
    remark(`taken in: ${advisories.length} advisories of ${date ?? "an unknown day"}`);
  }
  const known = await knownAdvisories(paths);
  for (const fault of known.faults) remark(fault);
  if (!known.ok) {
    return await conclude(notPossible("broken", said("advisories-unreadable", { reason: known.fault })));
  }
  const locked = await readLock(options.lock ?? SHIPPED_LOCK);
  if (!locked.ok) {
    if (options.lock !== undefined) throw new UsageError(locked.fault);
    return await conclude(notPossible("broken", said("lock-unreadable", { reason: locked.fault })));
  }
  const system = await systemPackages();
  return await conclude(outcomeOf(known.value, locked.value, system, systemClock().wallMs()));
}

/** What the packages come to. `system` is a sentence where the system's own cannot be asked for. */
export function outcomeOf(
  known: Pick<KnownAdvisories, "advisories" | "date" | "unreadable" | "sources">,
  locked: readonly Package[],
  system: Result<readonly Package[], string>,
  nowWallMs: number,
): AuditOutcome {
  const { advisories, date = "?", unreadable, sources } = known;
  const packages = [...locked, ...(system.ok ? system.value : [])];
  const named = packagesNamed(advisories);
  const covered = new Set(packages.map(keyOf).filter((key) => named.has(key))).size;
  const leanedOn = system.ok ? system.value.filter(({ name }) => LEANED_ON.includes(name)) : [];
  const notes: AuditSentence[] = [
    said("packages-looked-at", { program: locked.length, system: system.ok ? system.value.length : 0 }),
    ...(system.ok ? [] : [said("no-dpkg", { reason: system.fault })]),
    ...leanedOn.map(({ name, version, ecosystem }) =>
      said("system-package", { package: name, version, release: ecosystem })
    ),
  ];
  const figures = { advisories: advisories.length, packages: packages.length, "packages known of": covered };
  const details = [...sources, ...locked.map(({ name, version }) => `${name} ${version}`)];
  if (unreadable > 0) notes.push(said("advisories-unreadable", { reason: `${unreadable} entries` }));
  if (advisories.length === 0 || covered === 0) {
    // That nothing is known to be wrong is no sign that all is well.
    const reason = said("advisories-none", { date, count: advisories.length });
    return { verdict: "not-possible", isBroken: true, findings: [reason], notes, figures, details };
  }
  notes.unshift(said("advisories-known", { date, count: advisories.length, covered, of: packages.length }));
  const findings = matchAdvisories(packages, advisories).map(findingOf);
  const ageDays = Math.floor((nowWallMs - Date.parse(date)) / DAY_MS);
  if (ageDays > OLD_DAYS) findings.push(said("advisories-old", { date, days: ageDays }));
  return { verdict: verdictOn(findings), findings, notes, figures, details };
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
