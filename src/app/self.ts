/**
 * How the program starts itself again, from source or as one compiled file.
 */
import { fileURLToPath } from "node:url";

/**
 * V8's young generation, MB. Its default grows with the load to several times of this in each process, and is never given back; a
 * smaller one would be emptied so often that a packet waits for it.
 */
export const ENGINE_FLAGS = "--v8-flags=--max-semi-space-size=4";

/** The executable and the arguments that run this program with `args`. */
export function selfCommand(
  args: readonly string[],
): { readonly executable: string; readonly args: string[] } {
  if (Deno.build.standalone) return { executable: Deno.execPath(), args: [...args] };
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  return {
    executable: Deno.execPath(),
    // The module graph is complete once the first process runs: a child must not wait for a network.
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--cached-only",
      "--quiet",
      ENGINE_FLAGS,
      "--config",
      config,
      main,
      ...args,
    ],
  };
}
