/**
 * When each token and PIN was last used: a file that the page writes, and the command line reads.
 */
import { z } from "zod";
import { jsonOf } from "../store/stored_json.ts";

const lastUseSchema = z.record(z.string(), z.number());

/** Milliseconds since 1970 UTC by credential; see `credentialOf`. */
export type LastUse = z.infer<typeof lastUseSchema>;

/**
 * Reads it; empty where there is none, or none that can be read or understood: it decides nothing, and nobody may go without the rest for it.
 *
 * @param note Takes a sentence where the disk does not give it.
 */
export async function readLastUse(path: string, note: (text: string) => void): Promise<LastUse> {
  try {
    return lastUseSchema.safeParse(jsonOf(await Deno.readTextFile(path))).data ?? {};
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      note(`${path} cannot be read: ${(error as Error).message}; when each was used last is not known`);
    }
    return {};
  }
}
