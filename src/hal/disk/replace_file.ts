/**
 * Puts new content in the place of a small file: whole or not at all, and without the thread waiting for the disk.
 *
 * Deno 2.6 opens files on the thread that asks, promise or not (`open_async` in its ext/fs/std_fs.rs), and so do its `writeFile` and
 * `writeTextFile`: while a disk hangs, one that makes or cuts a file stands still with all that it does, and nobody can end it. Copying,
 * writing, syncing and renaming have threads of their own. The copy of the file that is to be replaced is there before it is opened, so that
 * opening it asks the disk for nothing.
 */
import { dirname } from "node:path";

/** How a file is replaced. */
export interface Replacement {
  /** The file beside it that is written first; one that was left there is written over. */
  readonly part: string;
  /** Who may read and write it. @default as the file that it replaces, or as the process makes files */
  readonly mode?: number;
  /** It has reached the disk, under its name, when this is done: it outlives a power cut. */
  readonly sync?: boolean;
}

/**
 * Replaces the file at `path`, or makes it; making it for the first time waits for the disk. Rejects with what Deno says; then what stood there
 * stays, and `part` may stay too.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  { part, mode, sync = false }: Replacement,
): Promise<void> {
  {
    using file = await openPart(path, part, mode);
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
    if (sync) await file.sync();
  }
  await Deno.rename(part, path);
  if (!sync) return;
  // fsync(2) of a file does not cover its name.
  using folder = await Deno.open(dirname(path));
  await folder.sync();
}

async function openPart(path: string, part: string, mode: number | undefined): Promise<Deno.FsFile> {
  try {
    await Deno.copyFile(path, part);
    if (mode !== undefined) await Deno.chmod(part, mode);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // There is none yet, or it cannot be copied: the disk answers, in any case.
    return await Deno.open(part, { write: true, create: true, truncate: true, ...(mode && { mode }) });
  }
  const file = await Deno.open(part, { write: true });
  try {
    await file.truncate(0);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
