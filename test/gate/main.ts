/**
 * The gate behind `.ci/run`: packages, checks, all tests, and those on emulated machines. Its last line is the count of tests.
 *
 * Two things at a time where one of them mostly waits: packages come while the checks run, and what the machines boot is built beside the plain
 * tests. Nothing that it started outlives it.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { type PartResult, Parts } from "./part.ts";
import { fileTimes, timesTable } from "./times.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SLOWEST_FILES = 15;

/**
 * A test that waits without end must end as a failure with its name in the output, long before whoever runs this loses patience. On two
 * cores that do nothing else the checks take one and a half minutes, the plain tests 15, the hardware tests 8, the image's 3.
 */
const INSTALL_MINUTES_MAX = 15;
const CHECK_MINUTES_MAX = 15;
const TEST_MINUTES_MAX = 32;
const MACHINE_MINUTES_MAX = 30;

const parts: PartResult[] = [];
const outcomes: Outcome[] = [];

Deno.chdir(ROOT);
const folder = await Deno.makeTempDir({ prefix: "embereye-gate-" });
const running = new Parts(folder);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.addSignalListener(name, () => {
    running.end();
    Deno.removeSync(folder, { recursive: true });
    console.log(`the gate was ended by ${name}\n0 passed, 1 failed, 0 skipped`);
    Deno.exit(1);
  });
}
try {
  Deno.exitCode = await gate();
} finally {
  running.end();
  await Deno.remove(folder, { recursive: true });
}

async function gate(): Promise<number> {
  const packages = part("packages", ["bash", ".ci/packages"], INSTALL_MINUTES_MAX, true);
  const built = packages.then(() => task("test:machines:prepare", MACHINE_MINUTES_MAX));
  // The plain tests wait for both: a program that comes later would be missed by tests that look for it.
  const [checks] = await Promise.all([task("ok", CHECK_MINUTES_MAX, true), packages]);
  if (checks.code !== 0) {
    running.end();
    await built;
    console.log("'./denow task ok' failed: see above\n0 passed, 1 failed, 0 skipped");
    return 1;
  }
  const report = join(folder, "tests.xml");
  await tests("test", TEST_MINUTES_MAX, true, [`--junit-path=${report}`]);
  console.log(`\nwhat the machines boot, built beside the plain tests:\n${(await built).output}`);
  // Not beside the plain tests: on two cores an emulated machine that has to share them ends what starts slowly, as a real one does.
  await tests("test:hil", MACHINE_MINUTES_MAX, true);
  await tests("test:image:short", MACHINE_MINUTES_MAX, true);
  sayTimes(await Deno.readTextFile(report).catch(() => ""));
  return sayOutcome();
}

async function part(
  name: string,
  command: readonly string[],
  minutesMax: number,
  isShown = false,
): Promise<PartResult> {
  const result = await running.run({ name, command, minutesMax, isShown });
  parts.push(result);
  if (result.isLate) console.log(`'${name}' was ended after ${minutesMax} minutes`);
  return result;
}

function task(
  name: string,
  minutesMax: number,
  isShown = false,
  args: readonly string[] = [],
): Promise<PartResult> {
  return part(name, ["./denow", "task", name, ...args], minutesMax, isShown);
}

/** A task that runs tests, counted. */
async function tests(...args: Parameters<typeof task>): Promise<PartResult> {
  const result = await task(...args);
  outcomes.push(outcomeOf(result));
  return result;
}

function sayTimes(report: string): void {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(0)} s`.padStart(7);
  console.log("\nwhat took how long (and of processors), some of it at the same time:");
  for (const { name, tookMs, cpuMs } of parts) console.log(`${seconds(tookMs)} (${seconds(cpuMs)})  ${name}`);
  console.log(timesTable(fileTimes(report), SLOWEST_FILES).join("\n"));
}

/** Whoever sees only the end of the output must see why a test failed, too. @returns the exit code */
function sayOutcome(): number {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const failed = sum((one) => one.failed);
  for (const { reasons } of outcomes) if (reasons.length > 0) console.log(reasons.join("\n"));
  for (const { skips } of outcomes) if (skips.length > 0) console.log(skips.join("\n"));
  console.log(`${sum((one) => one.passed)} passed, ${failed} failed, ${sum((one) => one.skipped)} skipped`);
  return failed === 0 ? 0 : 1;
}
