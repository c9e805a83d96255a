/**
 * Everything in one run, each part in a process of its own: one that fails or hangs costs its own figures and no other's.
 */
import { fileURLToPath } from "node:url";
import { cpus, loadavg, release } from "node:os";
import type { Clock } from "../../src/clock/clock.ts";
import { benchmarksPage } from "./benchmarks_page.ts";
import { PARTS } from "./parts.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
export const JSON_FILE = `${ROOT}docs/benchmarks.json`;
export const PAGE_FILE = `${ROOT}docs/benchmarks.md`;
/** With more than this running beside it, what is measured is the neighbours. */
const LOAD_MAX = 0.5;
/** What a service takes to stop, the outputs last. */
const END_MS = 20_000;

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

/** Measures the parts `names` and writes JSON and page. @returns the exit code. */
export async function fullBench(clock: Clock, names: readonly string[]): Promise<number> {
  const startMs = clock.monotonicMs();
  const result: Record<string, unknown> = { ...await machineFacts(clock) };
  const { loadBefore } = result as { loadBefore: number };
  if (loadBefore > LOAD_MAX) {
    console.error(`bench: other programs run here (load ${loadBefore}): the figures will be theirs as well`);
  }
  let failed = 0;
  for (const [index, name] of names.entries()) {
    const elapsedS = Math.round((clock.monotonicMs() - startMs) / 1_000);
    console.error(
      `bench: ${index + 1} of ${names.length}: ${name}: ${PARTS[name].text} (after ${elapsedS} s)`,
    );
    const part = await runPart(name);
    if (!part.ok) {
      failed++;
      console.error(`bench: ${name} failed: ${part.why}`);
    }
    result[name] = part.ok ? part.value : { failed: part.why };
    // Written after each part: an interrupted run keeps what it has.
    await Deno.writeTextFile(JSON_FILE, `${JSON.stringify(result, null, 2)}\n`);
  }
  result.tookS = Math.round((clock.monotonicMs() - startMs) / 1_000);
  await Deno.writeTextFile(JSON_FILE, `${JSON.stringify(result, null, 2)}\n`);
  await Deno.writeTextFile(PAGE_FILE, benchmarksPage(result));
  console.error(
    `bench: ${names.length - failed} of ${names.length} parts in ${result.tookS} s: ${PAGE_FILE}`,
  );
  return failed === 0 ? 0 : 1;
}

type PartResult = { readonly ok: true; readonly value: unknown } | {
  readonly ok: false;
  readonly why: string;
};

async function runPart(name: string): Promise<PartResult> {
  const { limitS } = PARTS[name];
  // In a session of its own, so that a part that hangs is ended with everything it started.
  const child = new Deno.Command("setsid", {
    args: ["--wait", Deno.execPath(), "run", "-A", "--no-prompt", MAIN, name, "--as-full"],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let late = false;
  // A service that is measured ends in good order with all its processes; killed, it would leave them to protect.
  const timers = [["SIGTERM", limitS * 1_000], ["SIGKILL", limitS * 1_000 + END_MS]] as const;
  const waiting = timers.map(([signal, ms]) =>
    setTimeout(() => {
      late = true;
      Deno.kill(-child.pid, signal);
    }, ms)
  );
  try {
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    if (late) return { ok: false, why: `not done after ${limitS} s` };
    if (!success) return { ok: false, why: decoder.decode(stderr).trim().split("\n").slice(-3).join(" ") };
    return { ok: true, value: JSON.parse(decoder.decode(stdout))[name] };
  } finally {
    waiting.forEach(clearTimeout);
  }
}
