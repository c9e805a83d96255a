/**
 * Everything in one run, each part in a process of its own: one that fails or hangs costs its own figures and no other's.
 *
 * JSON and page are written after each part, so that nothing measured is lost, however the run ends.
 */
import { fileURLToPath } from "node:url";
import { cpus, loadavg, release } from "node:os";
import type { Clock } from "../../src/clock/clock.ts";
import { benchmarksPage } from "./benchmarks_page.ts";
import { busySeconds, othersCores } from "./busy.ts";
import { PROGRAM_VARIABLE } from "../program.ts";
import { PARTS } from "./parts.ts";
import { beginRun, parseRecords, type PartRecord, partsLeft, type Records, withPart } from "./records.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
export const JSON_FILE = `${ROOT}docs/benchmarks.json`;
export const PAGE_FILE = `${ROOT}docs/benchmarks.md`;
/** With more than this running beside it, what is measured is the neighbours. */
const LOAD_MAX = 0.5;
/** What a service takes to stop, the outputs last. */
const END_MS = 20_000;
/** A part that fails tells its last lines, and no more of them than fit into a cell of the page. */
const WHY_MAX = 400;
/** The shell's code for a program that was interrupted. */
const INTERRUPTED = 130;

/** What figures mean nothing without. */
export async function machineFacts(clock: Clock) {
  return {
    at: new Date(clock.wallMs()).toISOString(),
    commit: await commit(),
    deno: Deno.version.deno,
    machine: `${
      cpus()[0]?.model ?? Deno.build.arch
    }, ${navigator.hardwareConcurrency} cores, Linux ${release()}`,
    loadBefore: Math.round(loadavg()[0] * 100) / 100,
  };
}

/** What the parts start, in words. */
function programFacts(): string {
  const program = Deno.env.get(PROGRAM_VARIABLE);
  return program === undefined
    ? "the sources"
    : `the executable of ${(Deno.statSync(program).size / 1e6).toFixed(1)} MB`;
}

async function commit(): Promise<string> {
  try {
    const git = async (...args: string[]) =>
      new TextDecoder().decode(
        (await new Deno.Command("git", { args, cwd: ROOT, stderr: "null" }).output()).stdout,
      ).trim();
    const changed = await git("status", "--porcelain", "--", "src", "main.ts", "deno.lock");
    return `${await git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : ", with changes"}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown";
    throw error;
  }
}

/** What is to be measured: these parts, or what an interrupted run still owes. */
export type FullRequest = { readonly names: readonly string[] } | "resume";

/**
 * Measures and writes JSON and page after each part.
 *
 * @param loadBefore The kernel's load before this program did anything.
 * @returns the exit code.
 */
export async function fullBench(clock: Clock, request: FullRequest, loadBefore: number): Promise<number> {
  const known = Object.keys(PARTS);
  const { at } = await machineFacts(clock);
  let records: Records;
  try {
    const before = await readRecords();
    if (request !== "resume") {
      records = beginRun(before, { at, load: loadBefore, parts: [...request.names] }, known);
    } else if (before === undefined) {
      return refused("there is no run to go on with: leave out --resume");
    } else records = beginRun(before, before.run, known);
  } catch (error) {
    return refused(`${JSON_FILE}: ${(error as Error).message}`);
  }
  const names = partsLeft(records).filter((name) => known.includes(name));
  if (loadBefore > LOAD_MAX) {
    console.error(`bench: other programs run here (load ${loadBefore}): the figures will be theirs as well`);
  }
  // Before the first part, so that a run that is interrupted in it is the one that --resume goes on with.
  await keep(records);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, interrupt);
  const startMs = clock.monotonicMs();
  const elapsedS = () => Math.round((clock.monotonicMs() - startMs) / 1_000);
  let failed = 0;
  for (const [index, name] of names.entries()) {
    console.error(
      `bench: ${index + 1} of ${names.length}: ${name}: ${PARTS[name].text} (after ${elapsedS()} s)`,
    );
    const record = await measuredPart(clock, name, { runAt: records.run.at, load: loadBefore }, stop.signal);
    if (stop.signal.aborted) {
      console.error(
        `bench: interrupted in ${name}; what is measured is kept, --resume goes on with the rest`,
      );
      return INTERRUPTED;
    }
    if (record.failed !== undefined) {
      failed++;
      console.error(`bench: ${name} failed: ${record.failed}`);
    }
    records = withPart(records, name, record, known);
    await keep(records);
  }
  if (names.length === 0) console.error("bench: nothing is left to measure");
  console.error(
    `bench: ${names.length - failed} of ${names.length} parts in ${elapsedS()} s: ${PAGE_FILE}${
      failed === 0 ? "" : "; --resume measures those that failed once more"
    }`,
  );
  return failed === 0 ? 0 : 1;
}

/** The records on the disk; undefined where there are none yet. @throws Error where they cannot be read. */
export async function readRecords(): Promise<Records | undefined> {
  try {
    return parseRecords(await Deno.readTextFile(JSON_FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function refused(why: string): number {
  console.error(`bench: ${why}`);
  return 2;
}

async function keep(records: Records): Promise<void> {
  await writeWhole(JSON_FILE, `${JSON.stringify(records, null, 2)}\n`);
  await writeWhole(PAGE_FILE, benchmarksPage(records));
}

/** Whole or not at all: a run that is killed while it writes loses nothing. */
async function writeWhole(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.new`, text);
  await Deno.rename(`${path}.new`, path);
}

async function measuredPart(
  clock: Clock,
  name: string,
  run: { readonly runAt: string; readonly load: number },
  stop: AbortSignal,
): Promise<PartRecord> {
  const { at, commit, deno, machine } = await machineFacts(clock);
  const startMs = clock.monotonicMs();
  const busyBefore = busySeconds();
  const part = await runPart(name, stop);
  const tookS = (clock.monotonicMs() - startMs) / 1_000;
  const facts = {
    ...run,
    at,
    commit,
    deno,
    machine,
    ...(PARTS[name].startsProgram ? { program: programFacts() } : {}),
    othersCores: othersCores(busyBefore, busySeconds(), tookS),
    tookS: Math.round(tookS),
  };
  return part.ok ? { facts, value: part.value } : { facts, failed: part.why };
}

type PartResult = { readonly ok: true; readonly value: unknown } | {
  readonly ok: false;
  readonly why: string;
};

async function runPart(name: string, stop: AbortSignal): Promise<PartResult> {
  const { limitS } = PARTS[name];
  // In a session of its own, so that a part that hangs is ended with everything it started.
  const child = new Deno.Command("setsid", {
    args: ["--wait", Deno.execPath(), "run", "-A", "--no-prompt", MAIN, name, "--as-full"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const end = (signal: Deno.Signal) => {
    try {
      Deno.kill(-child.pid, signal);
    } catch (error) {
      // It has just ended by itself.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  let late = false;
  const timers: number[] = [];
  // A service that is measured ends in good order with all its processes; killed, it would leave them to protect.
  const endSoon = () => {
    end("SIGTERM");
    timers.push(setTimeout(() => end("SIGKILL"), END_MS));
  };
  timers.push(setTimeout(() => (late = true, endSoon()), limitS * 1_000));
  stop.addEventListener("abort", endSoon);
  try {
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    if (late) return { ok: false, why: `not done after ${limitS} s` };
    if (!success) return { ok: false, why: lastLines(decoder.decode(stderr)) };
    const value = JSON.parse(decoder.decode(stdout))[name];
    const skipped = (value as { skipped?: string } | undefined)?.skipped;
    return skipped === undefined ? { ok: true, value } : { ok: false, why: skipped };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, why: `its result is no JSON: ${error.message}` };
  } finally {
    timers.forEach(clearTimeout);
    stop.removeEventListener("abort", endSoon);
  }
}

function lastLines(text: string): string {
  const lines = text.trim().split("\n").slice(-3).join(" ").trim();
  return lines === "" ? "it ended without a word" : lines.slice(-WHY_MAX);
}
