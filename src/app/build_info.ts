/**
 * Which build of EmberEye this is. The compilation writes the file that this module reads; a run from source has none.
 */
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { shipped } from "../reading/shipped.ts";
import { VERSION } from "./version.ts";

export const buildInfoSchema = z.strictObject({
  version: z.string(),
  /** Of the repository, hexadecimal; absent where the build was made outside of one. */
  commit: z.string().regex(/^[0-9a-f]{7,64}(-modified)?$/).optional(),
  /** When the commit was made, ISO 8601: not when it was compiled, so that the same commit gives the same executable. */
  builtAt: z.string().optional(),
});
export type BuildInfo = z.infer<typeof buildInfoSchema>;

/** Where the compilation puts what it knows of the build, relative to the project. */
export const BUILD_INFO_FILE = "build/info.json";
/** Where it puts the licences, packed: each process holds a copy of all that is embedded, and nobody reads these for months. */
export const LICENCES_FILE = "build/licences.txt.gz";

/** What is known of this build. */
export function readBuildInfo(): BuildInfo {
  const bytes = readBuildFile(BUILD_INFO_FILE);
  return bytes === undefined
    ? { version: VERSION }
    : buildInfoSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** The licences of everything inside; undefined where the program runs from source and holds nothing of others. */
export function readLicences(): string | undefined {
  const packed = readBuildFile(LICENCES_FILE);
  return packed === undefined ? undefined : new TextDecoder().decode(gunzipSync(packed));
}

function readBuildFile(path: string): Uint8Array | undefined {
  // A folder of that name beside the sources is an earlier build's, not this program's.
  if (!Deno.build.standalone) return undefined;
  return Deno.readFileSync(shipped(path));
}
