/**
 * Small JSON files that the service and the command line both change: one process at a time, whole or not at all, and private.
 */
import { dirname } from "node:path";
import type { z } from "zod";
import { Failure } from "./failure.ts";

/** A file and what it holds. */
export interface LockedFile<T> {
  readonly path: string;
  /** What it is, for messages: "the tokens". */
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** What an absent file holds. */
  readonly empty: T;
}

/** Reads it. Throws a {@linkcode Failure} where the file is not ours. */
export async function readLockedFile<T>(file: LockedFile<T>): Promise<T> {
  const { path } = file;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    return contentWithout(file, error);
  }
  return contentOf(file, text);
}

/** The same without letting anything else happen meanwhile. */
export function readLockedFileNow<T>(file: LockedFile<T>): T {
  const { path } = file;
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    return contentWithout(file, error);
  }
  return contentOf(file, text);
}

function contentOf<T>({ path, what, schema }: LockedFile<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure(`cannot read ${what} in ${path}: ${(error as Error).message}`);
  }
}

function contentWithout<T>({ path, what, empty }: LockedFile<T>, error: unknown): T {
  if (error instanceof Deno.errors.NotFound) return empty;
  throw new Failure(`cannot read ${what} in ${path}: ${(error as Error).message}`);
}

/**
 * Reads it, lets `decide` change it, and writes it back: one process at a time, or what one takes away another would bring back.
 *
 * @returns what `decide` gives as its result; without `next` nothing is written.
 */
export async function changeLockedFile<T, R>(
  file: LockedFile<T>,
  decide: (value: T) => { readonly result: R; readonly next?: T },
): Promise<R> {
  // The folder itself serves as the lock: nothing is left behind, and whoever may write the file may lock it.
  using folder = await Deno.open(dirname(file.path));
  await folder.lock(true);
  const { result, next } = decide(await readLockedFile(file));
  if (next !== undefined) {
    await write(file.path, JSON.stringify(file.schema.parse(next), null, 2));
    // What was taken away must stay so after a power cut: the new name of the file goes to the disk as well.
    await folder.sync();
  }
  return result;
}

async function write(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await Deno.writeTextFile(part, text, { mode: 0o600 });
    {
      using target = await Deno.open(part);
      await target.sync();
    }
    await giveToOwnerOf(dirname(path), part);
    await Deno.rename(part, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new Failure(`cannot write ${path}: permission denied; run this as root or as the service's user`);
  }
}

/**
 * A file that root makes for the service belongs to the service's user, or the service could not read it. Asks the files and not the
 * system who we are: the page's role has given up to ask that.
 */
export async function giveToOwnerOf(folder: string, path: string): Promise<void> {
  try {
    const [{ uid, gid }, made] = await Promise.all([Deno.stat(folder), Deno.stat(path)]);
    if (uid === null || gid === null || uid === made.uid) return;
    await Deno.chown(path, uid, gid);
  } catch (error) {
    // Only root may give away; who else writes into a folder of another has been let to, and goes on reading.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
  }
}
