/**
 * Real processes behind the supervisor's ports: started as leaders of their own process groups, their output read line
 * by line, signalled as groups.
 */
import { LineSplitter } from "./line_ring.ts";
import type { ChildExit, ChildHandle } from "./supervisor_ports.ts";

/** What is started. */
export interface ProcessCommand {
  /** Path of the executable. */
  readonly path: string;
  readonly args: readonly string[];
  /** Added to the supervisor's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A started process. */
export interface Process extends ChildHandle {
  /** Resolves when both of its output streams have ended: usually after `exited`, when nobody else holds them. */
  readonly drained: Promise<void>;
}

/**
 * Starts a process in a session and process group of its own, so that a signal to the group reaches whatever it starts,
 * and a signal from the terminal reaches the supervisor alone. Its output is always read, so it never waits for us.
 *
 * @param onLine Takes each line of its standard output and error. Must not throw.
 * @throws where the executable cannot be started.
 */
export function startProcess(command: ProcessCommand, onLine: (line: string) => void): Process {
  const child = new Deno.Command(command.path, {
    args: [...command.args],
    env: command.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  const drained = Promise.all([readLines(child.stdout, onLine), readLines(child.stderr, onLine)]);
  return {
    pid: child.pid,
    exited: child.status.then(({ code, signal }): ChildExit => signal === null ? { code } : { code, signal }),
    drained: drained.then(() => undefined),
  };
}

/** Signals the process group that `pid` leads. A group that is gone is no fault: it may have ended just now. */
export function killGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  // -1 would mean every process of the machine, and 0 or 1 our own group.
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`process group ${pid} refused: must be above 1`);
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error));
}

async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const splitter = new LineSplitter(onLine);
  for await (const chunk of stream) splitter.push(chunk);
  splitter.finish();
}
