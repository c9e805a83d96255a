/**
 * How much of the code its tests run, folder by folder: `./denow task coverage`. Fails where the fire path has less than it promises.
 *
 * Only code that runs in the tests' own process counts: what `src/app` composes runs in processes of its own in test/e2e, and is not seen here.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { covered, type FileCoverage, parseLcov, percent, withoutBugs } from "./lcov.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What decides whether a fire sounds a siren, and who watches it, by name. */
const FIRE_PATH: Readonly<Record<string, RegExp>> = {
  parser: /^src\/ingest\/protocol\//,
  conversion: /^src\/hal\/thermal\//,
  fusion: /^src\/fusion\/(?!baseline\/)/,
  outputs: /^src\/outputs\/(?!notify\/)/,
  watchdog: /^src\/watchdog\//,
};
const BRANCHES_MIN = 95;
/** Doubles, test data and generated code say nothing of the product. */
const LEFT_OUT =
  /_test\.ts$|_for_tests\.ts$|_testdata\.ts$|\/fake_|\/testbed\.ts$|\/desk_for_tests|\/assets\//;
const SUITES = ["src", "test/simulation", "test/fuzz"];

const HELP = `Runs the tests with coverage and prints lines and branches of each folder.

  ./denow task coverage
  ./denow task coverage --only src/fusion --missing     # its tests alone, and each branch that they do not take

  --only FOLDER   the tests in this folder alone
  --missing       list the lines whose branches are not all taken, of the fire path (or of --only)
  --json          print the result as JSON`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    missing: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit(0);
}

const files = (await measure(values.only ?? SUITES)).filter(({ place }) =>
  place.startsWith("src/") && !LEFT_OUT.test(place)
);
const path = Object.entries(FIRE_PATH).map(([name, pattern]) =>
  [name, files.filter(({ place }) => pattern.test(place))] as const
);
const short = values.only === undefined
  ? path.filter(([, of]) => percentOfBranches(of) < BRANCHES_MIN).map(([name]) => name)
  : [];
if (values.json) {
  const sums = (groups: readonly (readonly [string, readonly FileCoverage[]])[]) =>
    Object.fromEntries(groups.map(([name, of]) => [name, covered(of)]));
  console.log(JSON.stringify({ folders: sums(byFolder()), firePath: sums(path), short }, null, 2));
} else {
  console.log(row("folder", "lines", "branches"));
  for (const [folder, of] of byFolder()) console.log(rowOf(folder, of));
  console.log(`\n${row("fire path", "lines", "branches")}`);
  for (const [name, of] of path) console.log(rowOf(name, of));
}
if (values.missing) {
  const asked = values.only === undefined
    ? path.flatMap(([, of]) => of)
    : files.filter(({ place }) => values.only!.some((folder) => place.startsWith(folder)));
  for (const { place, branches } of asked) {
    const lines = [...new Set(branches.filter(({ taken }) => !taken).map(({ line }) => line))];
    if (lines.length > 0) console.log(`${place}: ${lines.join(", ")}`);
  }
}
if (short.length > 0) console.error(`coverage: below ${BRANCHES_MIN} % of branches: ${short.join(", ")}`);
Deno.exit(short.length > 0 ? 1 : 0);

async function measure(suites: readonly string[]): Promise<FileCoverage[]> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-coverage-" });
  try {
    console.error(`coverage: running the tests of ${suites.join(", ")} ...`);
    const tests = await run([
      "test",
      "-A",
      "--no-prompt",
      "--quiet",
      "--parallel",
      `--coverage=${folder}`,
      "--coverage-raw-data-only",
      ...suites,
    ]);
    if (!tests.success) {
      console.error(
        `${
          tests.text.split("\n").slice(-40).join("\n")
        }\ncoverage: tests fail; the figures are of those that ran`,
      );
    }
    console.error("coverage: reading ...");
    const lcov = await run(["coverage", folder, "--lcov", `--output=${folder}/lcov.txt`]);
    if (!lcov.success) throw new Error(`deno coverage: ${lcov.text}`);
    const files = parseLcov(await Deno.readTextFile(`${folder}/lcov.txt`), ROOT);
    return await Promise.all(
      files.map(async (file) => withoutBugs(file, (await Deno.readTextFile(ROOT + file.place)).split("\n"))),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(args: readonly string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

function byFolder(): [string, FileCoverage[]][] {
  const folders = new Map<string, FileCoverage[]>();
  for (const file of files) {
    const folder = file.place.split("/").slice(0, 2).join("/");
    folders.set(folder, [...folders.get(folder) ?? [], file]);
  }
  return [...folders].sort(([a], [b]) => a < b ? -1 : 1);
}

function percentOfBranches(of: readonly FileCoverage[]): number {
  const { branches, branchesTaken } = covered(of);
  return percent(branchesTaken, branches);
}

function rowOf(name: string, of: readonly FileCoverage[]): string {
  const { lines, linesRun, branches, branchesTaken } = covered(of);
  return row(
    name,
    `${percent(linesRun, lines).toFixed(1)} % of ${lines}`,
    `${percent(branchesTaken, branches).toFixed(1)} % of ${branches}`,
  );
}

function row(name: string, lines: string, branches: string): string {
  return `${name.padEnd(16)} ${lines.padStart(18)} ${branches.padStart(18)}`;
}
