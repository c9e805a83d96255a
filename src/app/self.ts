/**
 * How the program starts itself again, from source or as one compiled file.
 */
import { fileURLToPath } from "node:url";

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
    args: ["run", "-A", "--no-prompt", "--cached-only", "--quiet", "--config", config, main, ...args],
  };
}
