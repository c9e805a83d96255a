/**
 * `embereye backup` and `embereye restore`: all that a box must remember, in one file with a checksum for each part.
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { strToU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { z } from "zod";
import { systemClock } from "../clock/system_clock.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { checkDatabase, copyDatabase } from "../store/backup.ts";
import { jsonOf } from "../store/stored_json.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { describeLockHeld, takeLock } from "../watchdog/lock.ts";
import { Failure } from "./failure.ts";
import { wordOf } from "./read_secret.ts";
import { print, printJson, remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface BackupOptions extends WhereOptions {
  readonly json?: boolean;
}

const MANIFEST = "backup.json";
/** Not worth keeping, or of this run alone: logs, sockets, locks, what is half written or damaged. */
const LEFT_OUT = /^(?:logs|run)$|\.(?:lock|part|tmp|db-wal|db-shm)$|\.damaged-/;
/** A backup is read as a whole to be restored: larger ones do not fit the memory of a small box. */
const BACKUP_BYTES_MAX = 1_500_000_000;

const manifestSchema = z.object({
  format: z.literal(1),
  product: z.string(),
  atWallMs: z.number(),
  files: z.record(
    z.string(),
    z.object({ bytes: z.number().int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;

/** Writes a backup of the box into `file`, while it runs or not. */
export async function backup(file: string, options: BackupOptions): Promise<number> {
  const { state } = await locate(options);
  const scratch = await Deno.makeTempDir({ dir: state, prefix: "backup-", suffix: ".part" });
  const part = `${file}.part`;
  try {
    const files: Manifest["files"] = {};
    using target = await openNew(part);
    const writer = new ZipWriter(target);
    for await (const name of filesOf(state)) {
      const bytes = await contentOf(join(state, name), name, scratch);
      if (bytes === undefined) continue;
      files[name] = { bytes: bytes.length, sha256: sha256(bytes) };
      await writer.add(name, bytes);
    }
    const manifest: Manifest = { format: 1, product: VERSION, atWallMs: systemClock().wallMs(), files };
    await writer.add(MANIFEST, strToU8(JSON.stringify(manifest, null, 1)));
    await writer.end();
    await target.sync();
    await putInPlace(part, file);
    const bytes = (await Deno.stat(file)).size;
    if (options.json) printJson({ file, bytes, files: Object.keys(files).length });
    else print([`${file}: ${Object.keys(files).length} files, ${bytes.toLocaleString("en-US")} bytes`]);
    remark("it holds passwords and hashes of tokens: keep it as private as the box itself");
    return 0;
  } finally {
    await Deno.remove(scratch, { recursive: true });
    // Mostly it is not there any more; where it cannot be removed, what was thrown before says why.
    await Deno.remove(part).catch(() => undefined);
  }
}

async function putInPlace(part: string, file: string): Promise<void> {
  try {
    await Deno.rename(part, file);
  } catch (error) {
    throw new Failure(`${file} cannot be written: ${(error as Error).message}`);
  }
}

/** Checks `file` and, unless it is only to be checked, puts it in place of the box's state. The service must not run. */
export async function restore(
  file: string,
  options: { readonly state: string; readonly check?: boolean; readonly json?: boolean },
): Promise<number> {
  const { state, check = false } = options;
  const found = await open(file);
  if (!found.ok) throw new Failure(`${file} is no whole backup: ${found.fault}`);
  const { manifest, parts } = found.value;
  const scratch = await scratchFor(state, check);
  try {
    for (const [name, bytes] of parts) {
      await Deno.mkdir(dirname(join(scratch, name)), { recursive: true, mode: 0o700 });
      await Deno.writeFile(join(scratch, name), bytes, { mode: 0o600 });
      const whole = name.endsWith(".db") ? checkDatabase(join(scratch, name)) : ok(undefined);
      if (!whole.ok) throw new Failure(`${file}: ${name} is damaged inside: ${whole.fault}`);
    }
    const told = {
      file,
      product: manifest.product,
      at: new Date(manifest.atWallMs).toISOString(),
      files: parts.size,
    };
    if (check) {
      if (options.json) printJson({ ...told, whole: true });
      else print([`${file} is whole: ${parts.size} files of ${told.at}, by version ${told.product}`]);
      return 0;
    }
    const before = await replace(state, scratch, manifest.atWallMs);
    if (options.json) printJson({ ...told, before });
    else {print([
        `${state} is as it was at ${told.at}${before === undefined ? "" : `; what was there is ${before}`}`,
      ]);}
    return 0;
  } finally {
    await Deno.remove(scratch, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

/** A private folder beside `state`, which it may become; where nothing is to be put in its place, any that can be had. */
async function scratchFor(state: string, check: boolean): Promise<string> {
  const beside = join(dirname(state), `.${basename(state)}-restored-${Deno.pid}`);
  try {
    await Deno.mkdir(beside, { recursive: true, mode: 0o700 });
    return beside;
  } catch (error) {
    if (!check) throw new Failure(`${beside} cannot be made: ${wordOf(error)}`);
  }
  try {
    return await Deno.makeTempDir({ prefix: "embereye-restore-" });
  } catch (error) {
    throw new Failure(`there is no folder to unpack it in: ${wordOf(error)}; TMPDIR may name one`);
  }
}

/** Reads a backup and holds every part against its checksum. */
async function open(
  file: string,
): Promise<Result<{ readonly manifest: Manifest; readonly parts: ReadonlyMap<string, Uint8Array> }, string>> {
  let zip: Uint8Array;
  try {
    const { size } = await Deno.stat(file);
    if (size > BACKUP_BYTES_MAX) {
      return fail(`it has ${size} bytes, at most ${BACKUP_BYTES_MAX} can be restored`);
    }
    zip = await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`there is no file ${file}`);
    throw new UsageError(`${file} cannot be read: ${wordOf(error)}`);
  }
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(zip);
  } catch (error) {
    return fail((error as Error).message);
  }
  const text = entries[MANIFEST];
  const manifest = manifestSchema.safeParse(jsonOf(text && new TextDecoder().decode(text))).data;
  if (manifest === undefined) return fail(`its list of files (${MANIFEST}) is missing or not understood`);
  const parts = new Map<string, Uint8Array>();
  for (const [name, { bytes, sha256: expected }] of Object.entries(manifest.files)) {
    const entry = entries[name];
    // A name must not lead out of the state folder, whoever made the file.
    if (name.startsWith("/") || name.split("/").includes("..")) {
      return fail(`'${name}' leads out of the state folder`);
    }
    if (entry === undefined) return fail(`${name} is missing`);
    if (entry.length !== bytes || sha256(entry) !== expected) {
      return fail(`${name} does not fit its checksum`);
    }
    parts.set(name, entry);
  }
  return ok({ manifest, parts });
}

/** Puts `scratch` where `state` is. @returns where that went; undefined where there was none. */
async function replace(state: string, scratch: string, atWallMs: number): Promise<string | undefined> {
  const known = await Deno.stat(state).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (known === undefined) {
    await Deno.rename(scratch, state);
    return undefined;
  }
  if (!known.isDirectory) throw new Failure(`${state} is no folder`);
  const lock = takeLock(state);
  if (!lock.ok) throw new Failure(`${describeLockHeld(lock.fault)}; stop the service before a restore`);
  lock.value.release();
  const before = `${state}.before-${
    new Date(atWallMs).toISOString().replaceAll(/[-:]|\.\d+/g, "")
  }-${Deno.pid}`;
  await Deno.rename(state, before);
  await Deno.rename(scratch, state).catch(async (error) => {
    // A box without its state would begin as a new one.
    await Deno.rename(before, state);
    throw error;
  });
  if (Deno.uid() === 0 && known.uid !== null && known.gid !== null) await giveTo(state, known.uid, known.gid);
  return before;
}

async function giveTo(folder: string, uid: number, gid: number): Promise<void> {
  await Deno.chown(folder, uid, gid);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await giveTo(join(folder, name), uid, gid);
    else await Deno.chown(join(folder, name), uid, gid);
  }
}

async function* filesOf(state: string, below = ""): AsyncGenerator<string> {
  try {
    for await (const { name, isDirectory, isFile } of Deno.readDir(join(state, below))) {
      if (LEFT_OUT.test(name)) continue;
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory) yield* filesOf(state, path);
      else if (isFile) yield path;
    }
  } catch (error) {
    // A folder of pictures that has just been given up.
    if (below === "" || !(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The bytes of a file; of a database those of a copy as of one moment. Undefined: a box that runs has removed it meanwhile. */
async function contentOf(path: string, name: string, scratch: string): Promise<Uint8Array | undefined> {
  if (!name.endsWith(".db")) {
    return await Deno.readFile(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
  }
  const copy = join(scratch, "copy.db");
  const copied = copyDatabase(path, copy);
  if (!copied.ok) throw new Failure(`${name} cannot be copied: ${describeStoreFault(copied.fault)}`);
  const bytes = await Deno.readFile(copy);
  await Deno.remove(copy);
  return bytes;
}

async function openNew(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** Writes a zip file part by part, so that no more than one part is in memory. */
class ZipWriter {
  readonly #target: Deno.FsFile;
  readonly #zip: Zip;
  #chunks: Uint8Array[] = [];
  #fault: Error | undefined;

  constructor(target: Deno.FsFile) {
    this.#target = target;
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) this.#fault = error;
      else this.#chunks.push(chunk);
    });
  }

  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = /\.jpe?g$/.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    this.#zip.add(entry);
    entry.push(bytes, true);
    await this.#drain();
  }

  async end(): Promise<void> {
    this.#zip.end();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault;
    for (const chunk of this.#chunks) {
      for (let at = 0; at < chunk.length;) at += await this.#target.write(chunk.subarray(at));
    }
    this.#chunks = [];
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
