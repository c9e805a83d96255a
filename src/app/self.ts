/**
 * How the program starts itself again, from source or as one compiled file.
 */
import { fileURLToPath } from "node:url";
import { shipped } from "../reading/shipped.ts";

/**
 * V8's young generation, MB. Its default grows with the load to several times of this in each process, and is never given back; a
 * smaller one would be emptied so often that a packet waits for it.
 */
const YOUNG_MB = 4;
/**
 * The most of V8's old generation, MB. What matters is less the limit than that there is one below 2 GB: without, V8 takes what the machine has
 * for its own and lets garbage grow to three times of what is alive before it looks; below, to about a half of it.
 *
 * Smaller than what the watchdog lets most roles have (`memoryLimitBytes`), and V8 would end one that grows, without the words that the
 * watchdog has for it. What `detect` and the cameras may have beyond are models and pictures, which lie outside of it.
 */
const OLD_MB = 512;

/** How V8 is set up in every process, from source or compiled in. */
export const ENGINE_FLAGS = `--v8-flags=--max-semi-space-size=${YOUNG_MB},--max-old-space-size=${OLD_MB}`;

/**
 * What the environment of each role says.
 *
 * `MALLOC_ARENA_MAX` (mallopt(3)): the C library gives each thread that allocates a heap of its own, up to eight for each
 * processor, and hardly gives back what has once been used in one. The runtime moves work between its threads, so that each heap grows
 * to what only one of them needs. One would let the page's threads wait for one another; more than two only cost memory.
 */
export const ROLE_ENVIRONMENT: Readonly<Record<string, string>> = {
  // A role's lines go into logs, reports and onto the page: colours are rubbish there.
  NO_COLOR: "1",
  MALLOC_ARENA_MAX: "2",
};

/** The executable and the arguments that run this program with `args`. */
export function selfCommand(
  args: readonly string[],
): { readonly executable: string; readonly args: string[] } {
  if (Deno.build.standalone) return { executable: Deno.execPath(), args: [...args] };
  const main = fileURLToPath(shipped("main.ts"));
  const config = fileURLToPath(shipped("deno.json"));
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
