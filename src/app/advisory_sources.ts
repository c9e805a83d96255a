/**
 * The advisories that this box knows: those that came with the program, or newer ones that somebody has brought, kept in the state folder.
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type AdvisoryFile, checksumIn, parseAdvisories } from "../ops/audit/advisory_file.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { Paths } from "./paths.ts";

/** The snapshot that came with the program. */
export const SHIPPED_ADVISORIES = fileURLToPath(new URL("../ops/audit/advisories.json", import.meta.url));
/** The packages of this version of the program. */
export const SHIPPED_LOCK = fileURLToPath(new URL("../../deno.lock", import.meta.url));
/** More would not fit into the memory of a small box beside the service. OSV's lists by ecosystem are below it when they are thinned. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Advisories, and where they were read. */
export interface KnownAdvisories extends AdvisoryFile {
  readonly path: string;
}

/** The newest there are. A fault is a sentence; what cannot be read beside a good one stands in `faults`. */
export async function knownAdvisories(
  paths: Pick<Paths, "advisories">,
): Promise<Result<KnownAdvisories, string> & { readonly faults: readonly string[] }> {
  const faults: string[] = [];
  const found: KnownAdvisories[] = [];
  for (const path of [paths.advisories, SHIPPED_ADVISORIES]) {
    const bytes = await bytesOf(path);
    // Nobody has brought any.
    if (!bytes.ok && bytes.fault === undefined && path === paths.advisories) continue;
    const parsed = bytes.ok
      ? parseAdvisories(new TextDecoder().decode(bytes.value))
      : fail(bytes.fault ?? "it is not there");
    if (parsed.ok) found.push({ ...parsed.value, path });
    else faults.push(`${path}: ${parsed.fault}`);
  }
  const newest = found.sort((a, b) => (b.date ?? "").localeCompare(a.date ?? ""))[0];
  return newest === undefined
    ? { ok: false, fault: faults.join("; "), faults }
    : { ok: true, value: newest, faults };
}

/**
 * Takes in a file that somebody brings, if its checksum is right, and keeps it in the state folder.
 *
 * @param checksum In hexadecimal digits; where absent, `FILE.sha256` beside it names it.
 */
export async function bringAdvisories(
  file: string,
  checksum: string | undefined,
  paths: Pick<Paths, "advisories">,
): Promise<Result<KnownAdvisories, string>> {
  const bytes = await bytesOf(file);
  if (!bytes.ok) return fail(`${file}: ${bytes.fault ?? "there is no such file"}`);
  const wanted = checksum?.toLowerCase() ?? await checksumBeside(file);
  if (wanted === undefined) {
    return fail(
      `no checksum of ${file} is known: put ${
        basename(file)
      }.sha256 beside it (sha256sum makes one), or name it with --sha256`,
    );
  }
  const found = createHash("sha256").update(bytes.value).digest("hex");
  if (found !== wanted) {
    return fail(
      `${file} has the SHA-256 ${found}, but ${wanted} was named: it was damaged or changed; fetch it again`,
    );
  }
  const parsed = parseAdvisories(new TextDecoder().decode(bytes.value));
  if (!parsed.ok) return fail(`${file}: ${parsed.fault}`);
  if (parsed.value.advisories.length === 0) return fail(`${file} holds no advisories`);
  const part = `${paths.advisories}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await Deno.writeFile(part, bytes.value, { mode: 0o600, createNew: true });
    await Deno.rename(part, paths.advisories);
  } catch (error) {
    return fail(`${paths.advisories} cannot be written: ${(error as Error).message}`);
  }
  return ok({ ...parsed.value, path: paths.advisories });
}

async function checksumBeside(file: string): Promise<string | undefined> {
  const beside = await bytesOf(`${file}.sha256`);
  return beside.ok ? checksumIn(new TextDecoder().decode(beside.value), basename(file)) : undefined;
}

/** A file of bounded size; a fault without a text: it is not there. */
async function bytesOf(path: string): Promise<Result<Uint8Array<ArrayBuffer>, string | undefined>> {
  try {
    const { size } = await Deno.stat(path);
    if (size > FILE_BYTES_MAX) return fail(`it has ${size} bytes, more than ${FILE_BYTES_MAX}`);
    return ok(await Deno.readFile(path));
  } catch (error) {
    return fail(
      error instanceof Deno.errors.NotFound ? undefined : `it cannot be read: ${(error as Error).message}`,
    );
  }
}
