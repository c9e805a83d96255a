/**
 * What the watcher of a site knew when it ended: one file, written whole.
 */
import { type KeptWatch, keptWatchSchema } from "../fleet/site/watch.ts";
import { jsonOf } from "../store/stored_json.ts";
import { writePrivately } from "./write_privately.ts";

/** What stands in `file`; undefined where there is none, or it cannot be understood: the servers' stream tells all of it again. */
export async function readSiteMemory(
  file: string,
  note: (text: string) => void,
): Promise<KeptWatch | undefined> {
  try {
    return keptWatchSchema.safeParse(jsonOf(await Deno.readTextFile(file))).data;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      note(`what was known cannot be read from ${file}: ${(error as Error).message}`);
    }
    return undefined;
  }
}

/** Writes it. */
export async function writeSiteMemory(file: string, kept: KeptWatch): Promise<void> {
  await writePrivately(file, JSON.stringify(kept));
}
