/**
 * The executable that a full run measures, made from the sources as they are.
 */
import { fail, ok, type Result } from "../../src/reading/result.ts";
import { ROOT } from "../program.ts";

/** Where `./denow task compile` puts it. */
export const EXECUTABLE = `${ROOT}dist/embereye-${Deno.build.arch}`;

/** Compiles the program. @returns the executable's path, or why there is none and what to do. */
export async function makeExecutable(): Promise<Result<string, string>> {
  console.error("bench: compiling the program, a minute ...");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "compile"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return ok(EXECUTABLE);
  const last = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" ");
  return fail(
    `the program cannot be compiled (${last}). Name an executable with --program, or measure the sources with --from-source`,
  );
}
