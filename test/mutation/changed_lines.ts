/**
 * Which lines of a file are others than in an earlier commit: what was tried and mended before need not be tried again.
 */

/** The changed lines, counted from 1, of a diff without context (`git diff -U0`). Lines that were only taken out leave none. */
export function changedLines(diff: string): Set<number> {
  const lines = new Set<number>();
  for (const [, first, count = "1"] of diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)) {
    for (let line = Number(first); line < Number(first) + Number(count); line++) lines.add(line);
  }
  return lines;
}
