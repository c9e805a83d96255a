/**
 * What a run of `deno test` has come to, read from what it printed.
 */
import type { PartResult } from "./part.ts";

/** Lines of reasons that are worth repeating at the end of a long output. */
const REASON_LINES = 60;
const REASON_COLUMNS = 240;
/** Of a failure: the line that says what, and what follows it. */
const LINES_AFTER = 3;

/** Counts, and what whoever sees only the end of the output must see. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly reasons: readonly string[];
  readonly skips: readonly string[];
}

/** Judges a run. One that failed without a failed test, or that ended without a sum, is one failure. */
export function outcomeOf({ name, code, output, isLate }: PartResult): Outcome {
  const lines = output.split("\n");
  const summary = lines.findLast((line) => /^(ok|FAILED) \| \d+ passed/.test(line));
  const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(summary ?? "")?.[1] ?? 0);
  const failed = count("failed");
  const isBroken = code !== 0 || summary === undefined;
  const reasons = isBroken ? failures(lines) : [];
  if (isBroken) {
    reasons.unshift(`'${name}' ${isLate ? "was ended after its time" : `ended with code ${code}`}`);
  }
  return {
    passed: count("passed"),
    failed: isBroken ? Math.max(1, failed) : failed,
    skipped: count("ignored"),
    reasons,
    skips: [...new Set(lines.filter((line) => /^skipped\b|tests are skipped|is skipped/i.test(line)))].sort(),
  };
}

/** The errors of the closing report; where there is none, which tests were under way, or else what was said last. */
function failures(lines: readonly string[]): string[] {
  const from = lines.findLastIndex((line) => /^ *ERRORS *$/.test(line));
  const to = lines.findLastIndex((line) => /^ *FAILURES *$/.test(line));
  const report = from < 0 ? [] : lines.slice(from, to < from ? undefined : to);
  const kept = new Set<number>();
  report.forEach((line, at) => {
    if (!/^error: | => \.\//.test(line)) return;
    for (let i = at; i <= at + LINES_AFTER && i < report.length; i++) kept.add(i);
  });
  const said = [...kept].map((at) => report[at]);
  const pending = lines.findLastIndex((line) => /tests were pending/.test(line));
  const rest = pending >= 0 ? lines.slice(pending) : said.length === 0 ? lines.slice(-REASON_LINES / 2) : [];
  return [...said, ...rest].filter((line) => line.trim() !== "").slice(0, REASON_LINES)
    .map((line) => line.slice(0, REASON_COLUMNS));
}
