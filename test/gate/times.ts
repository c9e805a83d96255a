/**
 * How long each file of tests took, from the JUnit report of a run.
 */

/** One file. */
export interface FileTime {
  readonly file: string;
  readonly tests: number;
  readonly seconds: number;
}

/** The files of the report, the slowest first. Steps are in their test's time already. */
export function fileTimes(junit: string): FileTime[] {
  const files = new Map<string, FileTime>();
  const seen = new Set<string>();
  for (
    const [, name, file, seconds] of junit.matchAll(
      /<testcase name="([^"]*)" classname="([^"]*)" time="([\d.]+)"/g,
    )
  ) {
    const isStep = seen.has(`${file} ${name.slice(0, Math.max(0, name.lastIndexOf(STEP)))}`);
    seen.add(`${file} ${name}`);
    if (isStep) continue;
    const sum = files.get(file);
    files.set(file, { file, tests: (sum?.tests ?? 0) + 1, seconds: (sum?.seconds ?? 0) + Number(seconds) });
  }
  return [...files.values()].sort((a, b) => b.seconds - a.seconds);
}

/** Between the names of a test and of its step. */
const STEP = " &gt; ";

/** The `count` slowest as lines of a table, below their sum. */
export function timesTable(files: readonly FileTime[], count: number): string[] {
  const total = files.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `${total.toFixed(0)} s of tests in ${files.length} files; the slowest:`,
    ...files.slice(0, count).map(({ file, tests, seconds }) =>
      `${seconds.toFixed(1).padStart(7)} s ${String(tests).padStart(4)} tests  ${file}`
    ),
  ];
}
