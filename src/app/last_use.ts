/**
 * When each token and PIN was last used: a file that the page writes, and the command line reads.
 */
import { z } from "zod";
import { jsonOf } from "../store/stored_json.ts";

const lastUseSchema = z.record(z.string(), z.number());

/** Milliseconds since 1970 UTC by credential; see `credentialOf`. */
export type LastUse = z.infer<typeof lastUseSchema>;

/** Reads it; empty where there is none, or none that can be understood: it decides nothing. */
export async function readLastUse(path: string): Promise<LastUse> {
  try {
    return lastUseSchema.safeParse(jsonOf(await Deno.readTextFile(path))).data ?? {};
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
