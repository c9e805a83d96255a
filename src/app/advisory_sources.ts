/**
 * The advisories that this box knows, by ecosystem: those that came with the program, or newer ones that somebody has brought.
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyOf, type Package } from "../ops/audit/advisories.ts";
import {
  type AdvisoryPart,
  advisoryParts,
  checksumIn,
  parseAdvisories,
  partSchema,
} from "../ops/audit/advisory_file.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { shipped } from "../reading/shipped.ts";
import { jsonOf } from "../store/stored_json.ts";
import { readAdvisoryZip } from "./advisory_zip.ts";
import type { Paths } from "./paths.ts";
import { Progress } from "./progress.ts";

/** The snapshot that came with the program. */
const SHIPPED_ADVISORIES = fileURLToPath(shipped("src/ops/audit/advisories.json"));
/** The packages of this version of the program. */
export const SHIPPED_LOCK = fileURLToPath(shipped("deno.lock"));
/** JSON is read whole: more would not fit into the memory of a small box beside the service. Zip files are read in a stream. */
const JSON_BYTES_MAX = 64 * 1024 * 1024;
/** OSV's list of npm has some hundred megabytes. */
const ZIP_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** What is known. */
export interface KnownAdvisories {
  readonly parts: readonly AdvisoryPart[];
  /** What could not be read, one sentence each. */
  readonly faults: readonly string[];
}

/** The newest there is of each ecosystem of these packages. */
export async function knownAdvisories(
  paths: Pick<Paths, "advisories">,
  packages: readonly Package[],
): Promise<KnownAdvisories> {
  const faults: string[] = [];
  const found: AdvisoryPart[] = [];
  const shipped = await textOf(SHIPPED_ADVISORIES);
  const parsed = shipped.ok ? parseAdvisories(shipped.value) : shipped;
  if (parsed.ok) found.push(...advisoryParts(parsed.value, packages, "came with this version"));
  else faults.push(`${SHIPPED_ADVISORIES}: ${parsed.fault}`);
  for (const ecosystem of new Set(packages.map(({ ecosystem }) => ecosystem))) {
    const path = partFile(paths, ecosystem);
    const text = await textOf(path);
    if (!text.ok && text.isAbsent) continue;
    const part = text.ok ? partSchema.safeParse(jsonOf(text.value)) : undefined;
    if (part?.success) found.push({ ...part.data, date: part.data.date });
    else faults.push(`${path}: ${text.ok ? "it is no file of advisories of ours" : text.fault}`);
  }
  const newest = new Map<string, AdvisoryPart>();
  for (const part of found) {
    const known = newest.get(part.ecosystem);
    if (known === undefined || (part.date ?? "") >= (known.date ?? "")) newest.set(part.ecosystem, part);
  }
  return { parts: [...newest.values()], faults };
}

/**
 * Takes in a file that somebody brings, if its checksum is right: of each ecosystem that it tells of, what is about this box's packages is
 * kept in the state folder. A fault is a sentence.
 *
 * @param checksum In hexadecimal digits; where absent, `FILE.sha256` beside it names it.
 */
export async function bringAdvisories(
  file: string,
  checksum: string | undefined,
  paths: Pick<Paths, "advisories">,
  packages: readonly Package[],
): Promise<Result<readonly AdvisoryPart[], string>> {
  const sound = await checkSum(file, checksum);
  if (!sound.ok) return sound;
  const parts = file.endsWith(".zip") ? await zipParts(file, packages) : await jsonParts(file, packages);
  if (!parts.ok) return fail(`${file}: ${parts.fault}`);
  if (parts.value.length === 0) {
    const wanted = [...new Set(packages.map(({ ecosystem }) => ecosystem))].join(" or ");
    return fail(`${file} holds no advisories of ${wanted}`);
  }
  try {
    await Deno.mkdir(paths.advisories, { recursive: true, mode: 0o700 });
    for (const part of parts.value) {
      const path = partFile(paths, part.ecosystem);
      const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
      await Deno.writeTextFile(temporary, JSON.stringify(part), { mode: 0o600, createNew: true });
      await Deno.rename(temporary, path);
    }
  } catch (error) {
    return fail(`${paths.advisories} cannot be written: ${(error as Error).message}`);
  }
  return parts;
}

/** The file of one ecosystem: `advisories/Debian-12.json`. */
export function partFile({ advisories }: Pick<Paths, "advisories">, ecosystem: string): string {
  return join(advisories, `${ecosystem.replaceAll(/[^\w.]/g, "-")}.json`);
}

async function jsonParts(
  file: string,
  packages: readonly Package[],
): Promise<Result<AdvisoryPart[], string>> {
  const text = await textOf(file);
  const parsed = text.ok ? parseAdvisories(text.value) : text;
  return parsed.ok ? ok(advisoryParts(parsed.value, packages, basename(file))) : fail(parsed.fault);
}

async function zipParts(file: string, packages: readonly Package[]): Promise<Result<AdvisoryPart[], string>> {
  const { size } = await Deno.stat(file);
  if (size > ZIP_BYTES_MAX) return fail(`it has ${size} bytes, more than ${ZIP_BYTES_MAX}`);
  const progress = new Progress("audit dependencies", Math.ceil(size / 1e6), "MB");
  const read = await readAdvisoryZip(
    file,
    new Set(packages.map(keyOf)),
    (bytes) => progress.at(Math.round(bytes / 1e6)),
  );
  if (!read.ok) return read;
  const { advisories, newestDay, totals } = read.value;
  progress.end(`${advisories.length} advisories about packages of this box`);
  return ok(advisoryParts({ date: newestDay, advisories }, packages, basename(file), totals));
}

async function checkSum(file: string, named: string | undefined): Promise<Result<undefined, string>> {
  const wanted = named?.toLowerCase() ?? await checksumBeside(file);
  const hash = createHash("sha256");
  try {
    using source = await Deno.open(file);
    const buffer = new Uint8Array(256 * 1024);
    for (let count = await source.read(buffer); count !== null; count = await source.read(buffer)) {
      hash.update(buffer.subarray(0, count));
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return fail(`${file}: there is no such file`);
    return fail(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (wanted === undefined) {
    return fail(
      `no checksum of ${file} is known: put ${
        basename(file)
      }.sha256 beside it (sha256sum makes one), or name it with --sha256`,
    );
  }
  const found = hash.digest("hex");
  return found === wanted ? ok(undefined) : fail(
    `${file} has the SHA-256 ${found}, but ${wanted} was named: it was damaged or changed; fetch it again`,
  );
}

async function checksumBeside(file: string): Promise<string | undefined> {
  const beside = await textOf(`${file}.sha256`);
  return beside.ok ? checksumIn(beside.value, basename(file)) : undefined;
}

/** A text of bounded size. */
async function textOf(
  path: string,
): Promise<{ ok: true; value: string } | { ok: false; fault: string; isAbsent: boolean }> {
  try {
    const { size } = await Deno.stat(path);
    if (size > JSON_BYTES_MAX) {
      return { ok: false, fault: `it has ${size} bytes, more than ${JSON_BYTES_MAX}`, isAbsent: false };
    }
    return { ok: true, value: await Deno.readTextFile(path) };
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound;
    return { ok: false, fault: isAbsent ? "it is not there" : (error as Error).message, isAbsent };
  }
}
