/**
 * The files that a build is made from.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runOnHost } from "./host_command.ts";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Files below `places` that belong to the project, absolute. */
export async function filesOf(places: readonly string[]): Promise<string[]> {
  const listed = await runOnHost("git", ["ls-files", "-co", "--exclude-standard", "--", ...places], {
    cwd: ROOT,
  });
  const files = listed.split("\n").filter((name) => name !== "").sort().map((name) => join(ROOT, name));
  // A link to another file says nothing by its content.
  const plain = [];
  for (const file of files) if ((await Deno.lstat(file)).isFile) plain.push(file);
  return plain;
}
