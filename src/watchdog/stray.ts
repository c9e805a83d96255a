/**
 * Roles that a killed supervisor left behind: they went on protecting, and its successor ends and replaces them.
 *
 * Which process runs for which role is noted in one small file per role in the run directory, together with what tells
 * that process from a later one with the same number.
 */
import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import { isProcessName, type ProcessName } from "../reading/ids.ts";
import { startRank } from "./child_spec.ts";
import { processIdentity } from "./process_info.ts";
import { killGroup } from "./process_port.ts";
import type { Story } from "./story.ts";

const noteSchema = z.object({ pid: z.number().int().min(2), identity: z.string() });

/** A process of an earlier supervisor that still runs. */
export interface Stray {
  readonly role: ProcessName;
  readonly pid: number;
}

/** The notes of one run directory. */
export class RoleNotes {
  readonly #runDir: string;
  readonly #story: Story;

  constructor(runDir: string, story: Story) {
    this.#runDir = runDir;
    this.#story = story;
  }

  /**
   * Notes that `pid` runs for `role`; undefined: nothing runs. Where the machine does not tell processes apart, nothing
   * is noted: a later supervisor could not know whom it ends. A run directory that cannot be written is told in the
   * story and nothing else: the role must run all the same.
   */
  note(role: ProcessName, pid: number | undefined): void {
    try {
      this.#write(role, pid);
    } catch (error) {
      this.#story.tell(role, { kind: "note-failed", reason: String(error) });
    }
  }

  #write(role: ProcessName, pid: number | undefined): void {
    const path = this.#path(role);
    const identity = pid === undefined ? undefined : processIdentity(pid);
    if (identity === undefined) return removeIfThere(path);
    // Renamed into place, so that a kill at any moment leaves a whole note or the one before.
    Deno.writeTextFileSync(`${path}.new`, JSON.stringify({ pid, identity }));
    Deno.renameSync(`${path}.new`, path);
  }

  /** The strays that still run, in stop order; notes of others are removed. */
  strays(): Stray[] {
    const strays: Stray[] = [];
    for (const role of notedProcesses(this.#runDir)) {
      const pid = notedPid(this.#runDir, role);
      if (pid === undefined) removeIfThere(this.#path(role));
      else strays.push({ role, pid });
    }
    return strays.sort((a, b) => startRank(b.role) - startRank(a.role));
  }

  #path(role: ProcessName): string {
    return notePath(this.#runDir, role);
  }
}

/** Between two looks at whether a stray is gone. */
const LOOK_MS = 5;
/** SIGKILL takes milliseconds, or does not work at all: waiting longer would only delay protection. */
const LIMIT_MS = 2_000;

/**
 * Ends `strays` by SIGKILL, all but the outputs first and together, then the outputs, so that a siren that sounds is
 * silent only until the new outputs role, to be started right after this, has read its state.
 */
export async function endStrays(strays: readonly Stray[], clock: Clock, story: Story): Promise<void> {
  await endTogether(strays.filter((stray) => stray.role !== "outputs"), clock, story);
  await endTogether(strays.filter((stray) => stray.role === "outputs"), clock, story);
}

async function endTogether(strays: readonly Stray[], clock: Clock, story: Story): Promise<void> {
  const startMs = clock.monotonicMs();
  for (const { pid } of strays) killGroup(pid, "SIGKILL");
  for (const { role, pid } of strays) {
    while (processIdentity(pid) !== undefined && clock.monotonicMs() - startMs < LIMIT_MS) {
      await clock.sleep(LOOK_MS);
    }
    const kind = processIdentity(pid) === undefined ? "stray-ended" : "stray-remains";
    story.tell(role, { kind, pid, tookMs: clock.monotonicMs() - startMs });
  }
}

/** The processes of which there is a note in `runDir`, whether they run or not. */
export function notedProcesses(runDir: string): ProcessName[] {
  const names: ProcessName[] = [];
  for (const { name } of Deno.readDirSync(runDir)) {
    const role = name.endsWith(".pid") ? name.slice(0, -".pid".length) : "";
    if (isProcessName(role)) names.push(role);
  }
  return names;
}

/** The process that runs for `role` now, by its note in `runDir`. */
export function notedPid(runDir: string, role: ProcessName): number | undefined {
  const noted = readNote(notePath(runDir, role));
  return noted !== undefined && processIdentity(noted.pid) === noted.identity ? noted.pid : undefined;
}

function notePath(runDir: string, role: ProcessName): string {
  return `${runDir}/${role}.pid`;
}

/** Undefined where there is none, or it is not one of ours: then nobody can be ended by it. */
function readNote(path: string): z.infer<typeof noteSchema> | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return noteSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
