/**
 * Which configuration a box starts with: the file, where it is new and right; else what ran before; in the end whatever was
 * good last. A broken file never keeps a box that has run before from protecting.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import { type ConfigFault, describeFaults, describeFileFaults } from "./load.ts";
import type { Config } from "./schema.ts";

/** A version as far as the start must know it. */
export interface KnownVersion {
  readonly version: number;
  readonly outcome: "trial" | "good" | "rolled-back" | "replaced";
  readonly text: string;
}

/** What there is to choose from. */
export interface BootSources {
  /** The configuration file; `missing` says why it has no text. Absent: this box has none. */
  readonly file?: { readonly text: string; readonly hash: string } | { readonly missing: string };
  /** Known versions, the oldest first; empty where there are none, or their database is lost. */
  readonly versions: readonly KnownVersion[];
  /** The version that ran last. */
  readonly running?: number;
  /** Hash of the file's text that was taken in last. */
  readonly fileHash?: string;
  /** Times in a row that the service ended without being told to, while the version was on trial. */
  readonly crashes: number;
  /** The plain copy of the last good configuration. */
  readonly copy?: string;
}

/** What the box starts with. */
export interface Boot {
  readonly config: Config;
  readonly text: string;
  readonly version: number;
  /** It is not among the known versions. */
  readonly isNew: boolean;
  readonly origin: "file" | "history" | "copy";
  /** It must prove itself; the way back leads to this version. */
  readonly trialAgainst?: KnownVersion & { readonly config: Config };
  /** The file is not what runs, and why. */
  readonly refused?: string;
  /** The version that ran last is given up, and why. */
  readonly gaveUp?: { readonly version: number; readonly why: string };
}

/** A trial that the service has not survived so often is over. Once may be a power cut. */
export const CRASHES_MAX = 2;

/** Decides. Fails with what is wrong with the file where nothing at all can run. */
export function chooseBoot(
  sources: BootSources,
  check: (text: string) => Result<Config, readonly ConfigFault[]>,
): Result<Boot, string> {
  const { file, versions } = sources;
  const last = versions.at(-1)?.version ?? 0;
  const good = lastGood(sources, check);
  let refused: string | undefined;
  if (file !== undefined && "missing" in file) refused = file.missing;
  else if (file !== undefined && file.hash !== sources.fileHash) {
    const checked = check(file.text);
    if (checked.ok) {
      const base = {
        config: checked.value,
        text: file.text,
        version: last + 1,
        isNew: true,
        origin: "file" as const,
      };
      if (good === undefined || isSame(good.config, checked.value)) return ok(base);
      return ok({ ...base, trialAgainst: good });
    }
    refused = describeFileFaults(checked.fault);
  }
  const told = refused === undefined ? {} : { refused };

  const candidate = versions.find(({ version }) => version === sources.running);
  const checked = candidate && check(candidate.text);
  if (candidate === undefined || !checked?.ok || candidate.outcome === "rolled-back") {
    if (good === undefined) return fail(refused ?? "there is no configuration");
    const gaveUp = candidate === undefined || checked === undefined || checked.ok ? undefined : {
      version: candidate.version,
      why: `this version of the program refuses it: ${describeFaults(checked.fault)}`,
    };
    return ok({ ...fallback(good, last), ...told, ...(gaveUp && { gaveUp }) });
  }
  const known = { config: checked.value, text: candidate.text, version: candidate.version, isNew: false };
  if (candidate.outcome !== "trial" || good === undefined || good.version === candidate.version) {
    return ok({ ...known, origin: "history", ...told });
  }
  if (sources.crashes >= CRASHES_MAX) {
    const why = `the service ended unexpectedly ${sources.crashes} times in its trial`;
    return ok({ ...fallback(good, last), ...told, gaveUp: { version: candidate.version, why } });
  }
  return ok({ ...known, origin: "history", trialAgainst: good, ...told });
}

type Good = KnownVersion & { readonly config: Config; readonly origin: "history" | "copy" };

/** The newest version that has proved itself and still passes all checks; else the plain copy. */
function lastGood(
  { versions, copy }: BootSources,
  check: (text: string) => Result<Config, readonly ConfigFault[]>,
): Good | undefined {
  for (const one of [...versions].reverse()) {
    if (one.outcome !== "good") continue;
    const checked = check(one.text);
    if (checked.ok) return { ...one, config: checked.value, origin: "history" };
  }
  const checked = copy === undefined ? undefined : check(copy);
  if (copy === undefined || !checked?.ok) return undefined;
  return { version: 0, outcome: "good", text: copy, config: checked.value, origin: "copy" };
}

function fallback(good: Good, last: number): Omit<Boot, "refused" | "gaveUp"> {
  const { config, text, origin } = good;
  // A copy has no number of its own: it becomes a version again.
  return origin === "copy"
    ? { config, text, version: last + 1, isNew: true, origin }
    : { config, text, version: good.version, isNew: false, origin };
}

function isSame(a: Config, b: Config): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
