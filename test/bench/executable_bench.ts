/**
 * The compiled executable from a cold start: when its sirens can sound, when its page answers, and what it takes.
 */
import { z } from "zod";
import { pathsOf } from "../../src/app/paths.ts";
import type { Clock } from "../../src/clock/clock.ts";
import { proportionalBytes } from "../../src/watchdog/process_info.ts";
import { Box } from "../e2e/box.ts";
import { PROGRAM_VARIABLE } from "../program.ts";
import { EXECUTABLE } from "./executable.ts";
import { quantile } from "./statistics.ts";

const PROGRAM = Deno.env.get(PROGRAM_VARIABLE) ?? EXECUTABLE;
const MEGABYTE = 1024 * 1024;
/** Whoever may write this makes the kernel forget the files that it has read: pages and folders (Linux, admin-guide/sysctl/vm.rst). */
const FORGET = { path: "/proc/sys/vm/drop_caches", word: "3\n" };
/** Without one of these a fire sounds nothing. */
const SIREN_PATH: readonly string[] = ["outputs", "fusion", "sensors"];

const lineSchema = z.object({ role: z.string(), kind: z.string(), monoMs: z.number() });
const versionSchema = z.object({ commit: z.string().optional() });

/** Starts the demo without devices, `rounds` times. Says why where there is no executable. */
export async function benchExecutable(clock: Clock, rounds: number): Promise<unknown> {
  const commit = await commitOf(PROGRAM);
  if (commit === undefined) return { skipped: `there is no ${PROGRAM}: ./denow task compile makes it` };
  const sirenMs: number[] = [];
  const pageMs: number[] = [];
  const memoryMb: number[] = [];
  let isCold = true;
  for (let round = 0; round < rounds; round++) {
    isCold = await forgetFiles() && isCold;
    const startMs = clock.monotonicMs();
    await using box = await Box.start(["--no-simulation"], { program: PROGRAM });
    const readyMs = await readyTimes(box);
    sirenMs.push(Math.max(...SIREN_PATH.map((role) => readyMs.get(role) ?? NaN)) - startMs);
    pageMs.push((readyMs.get("ui") ?? NaN) - startMs);
    const { roles } = await box.get("/api/v1/status") as { roles: { pid: number }[] };
    const bytes = [box.pid, ...roles.map(({ pid }) => pid)].map((pid) => proportionalBytes(pid) ?? NaN);
    memoryMb.push(bytes.reduce((sum, value) => sum + value, 0) / MEGABYTE);
  }
  return {
    commit,
    rounds,
    isCold,
    megabytes: Math.round((await Deno.stat(PROGRAM)).size / 1e5) / 10,
    sirenMs: { p50: quantile(sirenMs, 0.5), max: quantile(sirenMs, 1) },
    pageMs: { p50: quantile(pageMs, 0.5), max: quantile(pageMs, 1) },
    memoryMb: Math.round(quantile(memoryMb, 0.5)),
    target: { sirenMsBelow: 2_500, pageMsBelow: 3_500, megabytesBelow: 190 },
    limits: [
      `The executable is of commit ${commit}.`,
      ...(isCold ? [] : ["Its file was in the kernel's memory already: only root may have that forgotten."]),
    ],
  };
}

/** The commit that the executable was made of; undefined where there is none. */
async function commitOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, { args: ["version", "--json"] }).output();
    return versionSchema.parse(JSON.parse(new TextDecoder().decode(stdout))).commit?.slice(0, 7) ?? "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function forgetFiles(): Promise<boolean> {
  try {
    await Deno.writeTextFile(FORGET.path, FORGET.word);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
      return false;
    }
    throw error;
  }
}

/** When each role said that it is ready, by the clock that all processes share. */
async function readyTimes(box: Box): Promise<Map<string, number>> {
  const { watchdogLog } = pathsOf(box.state, `${box.state}/run`);
  const text = await Deno.readTextFile(watchdogLog);
  const lines = text.trim().split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
  return new Map(
    lines.flatMap(({ role, kind, monoMs }) => kind === "ready" ? [[role, monoMs] as const] : []),
  );
}
