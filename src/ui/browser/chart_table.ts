/**
 * A history as charts want it: rows by time, lines by unit, without anything that was never known.
 */

/** A line of a history; null where nothing is known. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly min: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

/** The answer of the API. */
export interface Answer {
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly stepMs: number;
  readonly series: readonly Line[];
}

/** Spans that a person can choose, milliseconds. */
export const spans = {
  "15m": 900_000,
  "2h": 7_200_000,
  "1d": 86_400_000,
  "7d": 604_800_000,
  "90d": 7_776_000_000,
} as const;
export type SpanName = keyof typeof spans;

/** Columns as uPlot takes them: times in seconds, then least, mean and largest of each line. */
export type Table = readonly [times: number[], ...columns: (number | null)[][]];

/** The lines by their unit, but for those of which nothing is known. */
export function unitGroups({ series }: Answer): Map<string, Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of series) {
    if (!line.mean.some((value) => value !== null)) continue;
    groups.set(line.unit, [...groups.get(line.unit) ?? [], line]);
  }
  return groups;
}

/** The table of `lines`. A value stands in the middle of the time it covers. */
export function asTable({ fromWallMs, stepMs }: Answer, lines: readonly Line[]): Table {
  const count = lines[0]?.mean.length ?? 0;
  const times = Array.from({ length: count }, (_, index) => (fromWallMs + (index + 0.5) * stepMs) / 1_000);
  return [times, ...lines.flatMap(({ min, mean, max }) => [[...min], [...mean], [...max]])];
}

/** The newest value that is known. */
export function lastOf({ mean }: Line): number {
  return mean.findLast((value) => value !== null) ?? NaN;
}

/** The extremes of a line. */
export function tableRange({ min, max }: Line): { readonly least: number; readonly largest: number } {
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  return { least: Math.min(...known(min)), largest: Math.max(...known(max)) };
}
