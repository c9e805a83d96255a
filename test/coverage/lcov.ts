/**
 * Reads what `deno coverage --lcov` writes, and sums it up by folder.
 */

/** What was met of one file. */
export interface FileCoverage {
  /** From the project's root. */
  readonly place: string;
  /** Line numbers with whether they ran. */
  readonly lines: ReadonlyMap<number, boolean>;
  /** Every way out of a decision, with its line and whether it was taken. */
  readonly branches: readonly { readonly line: number; readonly taken: boolean }[];
}

/** A sum of files. */
export interface Covered {
  readonly lines: number;
  readonly linesRun: number;
  readonly branches: number;
  readonly branchesTaken: number;
}

/** Parses LCOV; files outside of `root` are left out. */
export function parseLcov(text: string, root: string): FileCoverage[] {
  const files: FileCoverage[] = [];
  for (const record of text.split("end_of_record")) {
    const path = /^SF:(.+)$/m.exec(record)?.[1];
    if (path === undefined || !path.startsWith(root)) continue;
    files.push({
      place: path.slice(root.length),
      lines: new Map(
        [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, count]) => [Number(line), Number(count) > 0]),
      ),
      branches: [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)/gm)]
        .map(([, line, count]) => ({ line: Number(line), taken: count !== "-" && Number(count) > 0 })),
    });
  }
  return files;
}

/** What only a bug takes: the arm of a kind that does not exist, and an error that nobody has foreseen, handed on. */
const BUG_ARM = /^\s*(?:return )?unreachable\(|\bthrow error;$/;

/** The file without the branches that no test can take, because only a bug does. */
export function withoutBugs(file: FileCoverage, source: readonly string[]): FileCoverage {
  const isBug = (line: number) => {
    const text = source[line - 1] ?? "";
    return BUG_ARM.test(text) || (/^\s*default:\s*$/.test(text) && BUG_ARM.test(source[line] ?? ""));
  };
  return { ...file, branches: file.branches.filter(({ line, taken }) => taken || !isBug(line)) };
}

/** Sums files up. */
export function covered(files: readonly FileCoverage[]): Covered {
  let [lines, linesRun, branches, branchesTaken] = [0, 0, 0, 0];
  for (const file of files) {
    lines += file.lines.size;
    for (const run of file.lines.values()) if (run) linesRun++;
    branches += file.branches.length;
    for (const { taken } of file.branches) if (taken) branchesTaken++;
  }
  return { lines, linesRun, branches, branchesTaken };
}

/** `part` of `all` in per cent, one digit; 100 of nothing. */
export function percent(part: number, all: number): number {
  return all === 0 ? 100 : Math.round(part / all * 1_000) / 10;
}
