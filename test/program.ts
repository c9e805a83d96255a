/**
 * The program that tests, benchmarks and soaks start: its sources, or the compiled executable.
 */
import { fileURLToPath } from "node:url";

/** Names the executable; where it is not set, the sources are run. */
export const PROGRAM_VARIABLE = "EMBEREYE_PROGRAM";
/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** How a process of the program is started; to be run in `cwd`. */
export interface ProgramCommand {
  readonly executable: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * The command that runs the program with `words`.
 *
 * @param program The executable's absolute path; undefined: the sources.
 */
export function programCommand(
  words: readonly string[],
  program: string | undefined = Deno.env.get(PROGRAM_VARIABLE),
): ProgramCommand {
  return program === undefined
    ? {
      executable: Deno.execPath(),
      args: ["run", "-A", "--no-prompt", "--quiet", "main.ts", ...words],
      cwd: ROOT,
    }
    : { executable: program, args: words, cwd: ROOT };
}
