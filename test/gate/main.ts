/**
 * The gate behind `.ci/run`: packages, checks, all tests, and those on emulated machines. Its last line is the count of tests.
 *
 * Two things at a time where one of them mostly waits: packages come while the checks run, what the machines boot is built beside the plain
 * tests that run whole services, and those that need nobody but themselves compute while services and machines wait. Nothing that it
 * started outlives it.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Lane, lanesOf, ROOTS, testFilesBelow } from "./lanes.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { type PartResult, Parts } from "./part.ts";
import { fileTimes, timesTable } from "./times.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SLOWEST_FILES = 15;

/**
 * A test that waits without end must end as a failure with its name in the output, long before whoever runs this loses patience. On two
 * cores that do nothing else no part takes half of its limit.
 */
const INSTALL_MINUTES_MAX = 15;
const CHECK_MINUTES_MAX = 15;
const TEST_MINUTES_MAX = 32;
const MACHINE_MINUTES_MAX = 30;
/**
 * Of what computes in the pauses of the emulated machines: where both want a processor, a machine gets 28 times as much. One that has to
 * share evenly ends what starts slowly, as a real one does.
 */
const LEFT_OVER_NICENESS = 15;

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
  const [browser, services, units] = lanesOf((await Promise.all(ROOTS.map(testFilesBelow))).flat());
  const drawn = tests(browser);
  // They take what is left over: of the services from where the browsers are done, then of the machines.
  const computed = drawn.then(() => tests(units, false, LEFT_OVER_NICENESS));
  await tests(services, true);
  console.log((await drawn).output);
  console.log(`\nwhat the machines boot, built beside the plain tests:\n${(await built).output}`);
  await machine("test:hil");
  await machine("test:image:short");
  console.log((await computed).output);
  await sayTimes();
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

function task(name: string, minutesMax: number, isShown = false): Promise<PartResult> {
  return part(name, ["./denow", "task", name], minutesMax, isShown);
}

/** A task that runs tests on an emulated machine, counted. */
async function machine(name: string): Promise<void> {
  outcomes.push(outcomeOf(await task(name, MACHINE_MINUTES_MAX, true)));
}

/** A lane of the plain tests, counted. Its types have been checked. */
async function tests({ name, jobs, files }: Lane, isShown = false, niceness = 0): Promise<PartResult> {
  const command = [
    ...["env", `DENO_JOBS=${jobs}`, "nice", "-n", `${niceness}`, "./denow", "test"],
    ...["-A", "--no-prompt", "--no-check", "--parallel", `--junit-path=${reportOf(name)}`, ...files],
  ];
  const result = await part(`plain tests: ${name}`, command, TEST_MINUTES_MAX, isShown);
  outcomes.push(outcomeOf(result));
  return result;
}

/** Where the lane writes how long each of its tests took. */
function reportOf(lane: Lane["name"]): string {
  return join(folder, `${lane}.xml`);
}

async function sayTimes(): Promise<void> {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(0)} s`.padStart(7);
  console.log("\nwhat took how long (and of processors), some of it at the same time:");
  for (const { name, tookMs, cpuMs } of parts) console.log(`${seconds(tookMs)} (${seconds(cpuMs)})  ${name}`);
  const reports = (["browser", "services", "units"] as const).map((name) =>
    // A lane that was ended has written none.
    Deno.readTextFile(reportOf(name)).catch(() => "")
  );
  const times = fileTimes((await Promise.all(reports)).join("\n"));
  console.log(timesTable(times, SLOWEST_FILES).join("\n"));
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
