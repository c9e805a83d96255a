/**
 * Which build of EmberEye this is. The compilation writes the file that this module reads; a run from source has none.
 */
import { z } from "zod";
import { VERSION } from "./version.ts";

export const buildInfoSchema = z.strictObject({
  version: z.string(),
  /** Of the repository, hexadecimal; absent where the build was made outside of one. */
  commit: z.string().regex(/^[0-9a-f]{7,64}(-modified)?$/).optional(),
  /** When the commit was made, ISO 8601: not when it was compiled, so that the same commit gives the same executable. */
  builtAt: z.string().optional(),
});
export type BuildInfo = z.infer<typeof buildInfoSchema>;

/** Where the compilation puts its files, relative to the project. */
export const BUILD_INFO_FILE = "build/info.json";
export const LICENCES_FILE = "build/licences.txt";

/** What is known of this build. */
export function readBuildInfo(): BuildInfo {
  const text = readBuildFile(BUILD_INFO_FILE);
  return text === undefined ? { version: VERSION } : buildInfoSchema.parse(JSON.parse(text));
}

/** The licences of everything inside; undefined where the program runs from source and holds nothing of others. */
export function readLicences(): string | undefined {
  return readBuildFile(LICENCES_FILE);
}

function readBuildFile(path: string): string | undefined {
  // A folder of that name beside the sources is an earlier build's, not this program's.
  if (!Deno.build.standalone) return undefined;
  return Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
}
