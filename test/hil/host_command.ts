/**
 * Programs of the machine that the tests run on: whether they are there, and running them to their end.
 */

/** Where the program `name` is; undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
  for (const folder of [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin"]) {
    try {
      if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw error;
    }
  }
  return undefined;
}

/** What {@linkcode runOnHost} takes beside the command. */
export interface HostCommandOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Lines of a failed program's output that are worth showing. */
const SHOWN_LINES = 40;

/** Runs a program to its end. @returns what it printed. Throws with its last lines where it fails. */
export async function runOnHost(
  program: string,
  args: readonly string[],
  options: HostCommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    ...options,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const printed = new TextDecoder().decode(stdout);
  if (code === 0) return printed;
  const said = `${printed}\n${new TextDecoder().decode(stderr)}`.trimEnd().split("\n").slice(-SHOWN_LINES);
  throw new Error(`${program} ${args.join(" ")}: exit code ${code}\n${said.join("\n")}`);
}
