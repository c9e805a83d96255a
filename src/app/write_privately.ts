/**
 * Small private files that are written whole or not at all.
 */
import { replaceFile } from "../hal/disk/replace_file.ts";

/**
 * Puts `text` into the file at `path`, for this user alone. Where that fails, what stood there before stays, and nothing else does: on a
 * full disk the half of every attempt would only make it fuller.
 *
 * @param how With `sync` it has reached the disk before it takes the place of what was there: it outlives a power cut.
 */
export async function writePrivately(
  path: string,
  text: string,
  how: { readonly sync?: boolean } = {},
): Promise<void> {
  const part = `${path}.part`;
  try {
    await replaceFile(path, new TextEncoder().encode(text), { part, mode: 0o600, ...how });
  } catch (error) {
    // Why it failed is what counts: that there is no part, or that the disk keeps it as well, says nothing new.
    await Deno.remove(part).catch(() => undefined);
    throw error;
  }
}
