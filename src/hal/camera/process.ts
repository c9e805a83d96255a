/**
 * Child processes as the captures need them, with the one implementation that really starts them.
 *
 * No shell is ever involved: the arguments are handed over as they are.
 */
import { fail, ok, type Result } from "../../reading/result.ts";

/** What to start. */
export interface ProcessCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** Written to its standard input, which is then closed. What is here does not show in the list of processes. */
  readonly input: Uint8Array<ArrayBuffer>;
}

/** A child that runs. */
export interface RunningProcess {
  readonly pid: number;
  /** A byte stream: it can read into memory that it is given. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Resolves when it has ended, however that came about. */
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** Does nothing where it has ended already. */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Why nothing was started. */
export type SpawnFault = { readonly kind: "missing" } | { readonly kind: "failed"; readonly detail: string };

/** Starts processes. */
export interface ProcessPort {
  spawn(command: ProcessCommand): Result<RunningProcess, SpawnFault>;
}

/**
 * Starts real processes, with nothing in their environment but the search path: a proxy that is set for the service would
 * otherwise be sent the cameras' passwords.
 *
 * @param searchPath Folders with programs, as in `PATH`.
 */
export function denoProcesses(searchPath: string): ProcessPort {
  return {
    spawn(command) {
      let child: Deno.ChildProcess;
      try {
        child = new Deno.Command(command.executable, {
          args: [...command.args],
          clearEnv: true,
          env: { PATH: searchPath, LC_ALL: "C" },
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return fail({ kind: "missing" });
        if (!(error instanceof Error)) throw error;
        return fail({ kind: "failed", detail: error.message });
      }
      void writeInput(child.stdin, command.input);
      let running = true;
      const ended = child.status.then(({ code, signal }) => {
        running = false;
        return { code, signal };
      });
      return ok({
        pid: child.pid,
        stdout: child.stdout,
        stderr: child.stderr,
        ended,
        kill(signal) {
          if (!running) return;
          try {
            child.kill(signal);
          } catch (error) {
            // It ended in this instant: what was wanted.
            if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
          }
        },
      });
    },
  };
}

async function writeInput(stdin: WritableStream<Uint8Array>, input: Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch (error) {
    // It ended before it read its input; how it ended says why.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
