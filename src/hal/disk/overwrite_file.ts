/**
 * Writes over a small file in the room that it has already: it succeeds on a disk that is full, where a new file has no place.
 *
 * Not whole or nothing, as `replaceFile` is: a power cut in the middle leaves neither the old content nor the new. For files of which
 * another copy stands, and which have a checksum.
 */

/** What `stat` counts blocks in, whatever the disk's own are (stat(2), `st_blocks`). */
const BLOCK_BYTES = 512;

/**
 * Puts `bytes` in the place of what the file at `path` holds, and forces them to the disk.
 *
 * @returns whether there is such a file and it has the room; if not, all is left as it is.
 * @throws what Deno says where the disk does not take it.
 */
export async function overwriteFile(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (bytes.length > await roomOf(path)) return false;
  using file = await Deno.open(path, { write: true });
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  await file.truncate(bytes.length);
  await file.sync();
  return true;
}

/** The bytes that the disk has given the file; none where there is no file. */
async function roomOf(path: string): Promise<number> {
  try {
    const { blocks } = await Deno.stat(path);
    return (blocks ?? 0) * BLOCK_BYTES;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
