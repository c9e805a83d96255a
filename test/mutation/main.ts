/**
 * Whether the tests of the fire logic notice small faults in it: `./denow task mutants`. Prints each fault that they do not.
 *
 * A survivor is either a hole in the tests or a fault that changes nothing; those are listed with their reason in `survivors.ts`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Progress } from "../../src/app/progress.ts";
import { changedLines } from "./changed_lines.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { HARMLESS } from "./survivors.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What decides whether a siren sounds and goes on sounding. */
const SUBJECTS = [
  "src/fusion/evidence.ts",
  "src/fusion/lifecycle.ts",
  "src/fusion/outputs.ts",
  "src/fusion/restore.ts",
  "src/fusion/rules.ts",
  "src/fusion/thermal.ts",
  "src/outputs/outputs_core.ts",
];
/** From the quickest to the slowest: most faults do not get far. */
const SUITES = [
  ["src/fusion", "src/outputs/outputs_core_test.ts"],
  // Not the ninety days: they take a minute each time.
  ["chain_simulation", "fusion_fuzz", "fusion_simulation"].map((name) => `test/simulation/${name}_test.ts`),
];
/** What the suites need. */
const COPIED = ["deno.json", "deno.lock", "src", "test/simulation"];
/** A fault that makes a loop endless is noticed by a suite's taking so many times as long as without, */
const ENDLESS_FACTOR = 8;
/** and at least so long: a machine that others use as well is slow by fits. */
const ENDLESS_MS_MIN = 120_000;
/** Without a fault. Longer, and the whole would take days. */
const SUITE_MS_MAX = 600_000;

const HELP = `Puts small faults into the fire logic, one at a time, and runs its tests on each.

  ./denow task mutants
  ./denow task mutants --every 10 --workers 1
  ./denow task mutants --file src/fusion/lifecycle.ts
  ./denow task mutants --since v0.1              # in lines that have changed since then

  --every N      each Nth fault alone (1)
  --workers N    suites at the same time (2)
  --file FILE    of this file alone
  --since REF    of lines that are others than in this commit
  --json         print the result as JSON`;

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly before: string;
  readonly after: string;
}

const { values } = parseArgs({
  options: {
    every: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    file: { type: "string" },
    since: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit(0);
}
const every = Number(values.every);
const workers = Number(values.workers);
if (!(Number.isInteger(every) && every > 0 && Number.isInteger(workers) && workers > 0)) {
  console.error(`mutants: --every and --workers take a whole number from 1\n\n${HELP}`);
  Deno.exit(2);
}

const sources = new Map(SUBJECTS.map((file) => [file, Deno.readTextFileSync(ROOT + file)]));
const changed = new Map<string, ReadonlySet<number>>();
if (values.since !== undefined) {
  for (const file of SUBJECTS) changed.set(file, changedLines(await diffSince(values.since, file)));
}
const all = [...sources].filter(([file]) => values.file === undefined || file === values.file)
  .flatMap(([file, text]) => mutantsOf(text).map((mutant) => ({ file, mutant })))
  .filter(({ file, mutant }) => changed.get(file)?.has(mutant.line) ?? true)
  .filter((_, index) => index % every === 0);
const progress = new Progress("mutants", all.length, "faults");
const survivors: Survivor[] = [];
let next = 0;
let done = 0;
await Promise.all(Array.from({ length: workers }, work));
progress.end(`${all.length} faults tried`);
survivors.sort((one, other) =>
  one.file < other.file || (one.file === other.file && one.line < other.line) ? -1 : 1
);
const isHarmless = (one: Survivor) =>
  HARMLESS.some(({ file, code, before, after }) =>
    file === one.file && one.code.includes(code) && before === one.before && after === one.after
  );
const holes = survivors.filter((survivor) => !isHarmless(survivor));
if (values.json) {
  console.log(
    JSON.stringify({ faults: all.length, noticed: all.length - survivors.length, survivors, holes }, null, 2),
  );
} else {
  for (const { file, line, code, before, after } of holes) {
    console.log(`${file}:${line}: '${before}' as '${after}' is not noticed: ${code}`);
  }
  console.log(
    `${all.length} faults: ${all.length - survivors.length} noticed, ${
      survivors.length - holes.length
    } harmless, ${holes.length} not noticed`,
  );
}
Deno.exit(holes.length === 0 ? 0 : 1);

async function diffSince(ref: string, file: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["diff", "-U0", ref, "--", file],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  console.error(`mutants: --since takes a commit that git knows: ${decoder.decode(stderr).trim()}`);
  Deno.exit(2);
}

/** Takes one fault after the other, in a copy of the project of its own. */
async function work(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-mutants-" });
  try {
    for (const path of COPIED) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      const { success } = await new Deno.Command("cp", { args: ["-r", ROOT + path, join(folder, path)] })
        .output();
      if (!success) throw new Error(`cannot copy ${path} to ${folder}`);
    }
    const startMs = performance.now();
    const failing = await firstFailing(folder, SUITE_MS_MAX);
    if (failing !== undefined) {
      throw new Error(
        `without any fault, ${failing.join(" ")} fails or takes more than ${
          SUITE_MS_MAX / 1_000
        } s: mend it first`,
      );
    }
    const limitMs = Math.max(ENDLESS_MS_MIN, (performance.now() - startMs) * ENDLESS_FACTOR);
    for (let task = all[next++]; task !== undefined; task = all[next++]) {
      const { file, mutant } = task;
      await Deno.writeTextFile(join(folder, file), mutant.text);
      if (await firstFailing(folder, limitMs) === undefined) survivors.push(survivorOf(file, mutant));
      await Deno.writeTextFile(join(folder, file), sources.get(file)!);
      progress.at(++done);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The first suite that notices something; undefined where none does. */
async function firstFailing(folder: string, limitMs: number): Promise<readonly string[] | undefined> {
  for (const suite of SUITES) {
    const signal = AbortSignal.timeout(limitMs);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-prompt", "--no-check", "--quiet", "--fail-fast", ...suite],
      cwd: folder,
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    if (!success) return suite;
  }
  return undefined;
}

function survivorOf(file: string, { line, before, after }: Mutant): Survivor {
  return { file, line, code: sources.get(file)!.split("\n")[line - 1].trim(), before, after };
}
