/**
 * A folder for the length of a command into which a library can be unpacked and run from there.
 */
import type { Result } from "../reading/result.ts";

/** Places that may do, the likeliest first: careful machines forbid to run anything from `/tmp`, or have no home. */
export function libraryPlaces(environment: (name: string) => string | undefined): string[] {
  const home = environment("HOME");
  return [
    environment("XDG_CACHE_HOME"),
    home && `${home}/.cache`,
    environment("TMPDIR") ?? "/tmp",
    "/var/tmp",
    Deno.cwd(),
  ].filter((place) => place !== undefined && place !== "") as string[];
}

/**
 * Tries `open` with a new private folder in one place after the other until one does.
 *
 * @param isPlaces Whether a fault may be the place's, so that another is worth a try.
 * @returns The first success with its folder, which is the caller's to remove; else the fault that tells most.
 */
export async function openInPlace<T, F extends { readonly detail: string }>(
  places: readonly string[],
  open: (folder: string) => Promise<Result<T, F>>,
  isPlaces: (fault: F) => boolean,
): Promise<Result<{ readonly opened: T; readonly folder: string }, { readonly detail: string }>> {
  const reasons: string[] = [];
  for (const place of places) {
    let folder: string;
    try {
      folder = await Deno.makeTempDir({ dir: place, prefix: "embereye-library-" });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      reasons.push(`${place}: ${error.message}`);
      continue;
    }
    const opened = await open(folder);
    if (opened.ok) return { ok: true, value: { opened: opened.value, folder } };
    await Deno.remove(folder, { recursive: true });
    if (!isPlaces(opened.fault)) return opened;
    reasons.push(`${place}: ${opened.fault.detail}`);
  }
  return { ok: false, fault: { detail: `no folder will do for the library:\n  ${reasons.join("\n  ")}` } };
}
