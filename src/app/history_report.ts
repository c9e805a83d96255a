/**
 * The past of metrics and temperatures on a terminal: least, mean, largest and last value of each series, and its course in one line.
 */
import type { HistoryPage, HistorySeries } from "../store/history/history_reader.ts";
import { stampOf } from "./journal_layout.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";
import { type Cell, paint, table, widthOf } from "./text_layout.ts";

/** Values that a course shows: a longer one would get a line of its own. */
export const COURSE_POINTS = 22;
const BARS = "▁▂▃▄▅▆▇█";

/** The pages of some subjects, one below the other. */
export function historyLines(
  pages: readonly { subject: string; page: HistoryPage }[],
  screen: Screen,
): string[] {
  const width = screen.columns ?? COLUMNS_DEFAULT;
  const { colours } = screen;
  return pages.filter(({ page }) => page.series.length > 0).flatMap(({ subject, page }, index) => [
    ...(index === 0
      ? [paint(`From ${stampOf(page.fromWallMs)} to ${stampOf(page.toWallMs)}`, "dim", colours)]
      : []),
    "",
    paint(subject.replace(/^role\//, ""), "bold", colours),
    ...page.series.flatMap((series) => [
      ...heading(series, width),
      ...table([figures(series)], { width, colours, right: [] }),
    ]),
  ]);
}

function heading({ name }: HistorySeries, width: number): string[] {
  return [`  ${widthOf(name) > width - 2 ? [...name].slice(0, width - 3).join("") + "…" : name}`];
}

function figures({ min, mean, max, unit }: HistorySeries): Cell[] {
  const known = mean.filter((value) => !Number.isNaN(value));
  const least = Math.min(...min.filter((value) => !Number.isNaN(value)));
  const largest = Math.max(...max.filter((value) => !Number.isNaN(value)));
  if (known.length === 0) return ["  nothing known"];
  const average = known.reduce((sum, value) => sum + value, 0) / known.length;
  return [
    `  ${course(mean)}`,
    `${inUnit(least, unit)} … ${inUnit(largest, unit)}, mean ${inUnit(average, unit)}, last ${
      inUnit(known.at(-1)!, unit)
    }`,
  ];
}

/** A value a bar, from the least to the largest of the series; a gap where nothing is known. */
export function course(values: readonly number[]): string {
  const known = values.filter((value) => !Number.isNaN(value));
  const least = Math.min(...known);
  const span = Math.max(...known) - least;
  return values.map((value) => {
    if (Number.isNaN(value)) return " ";
    return BARS[span === 0 ? 0 : Math.min(BARS.length - 1, Math.floor((value - least) / span * BARS.length))];
  }).join("");
}

/** A value as people read it. */
export function inUnit(value: number, unit: string): string {
  switch (unit) {
    case "bytes":
      return Math.abs(value) >= 1e9 ? `${trimmed(value / 1e9)} GB` : `${trimmed(value / 1e6)} MB`;
    case "seconds":
      return Math.abs(value) < 1 && value !== 0 ? `${trimmed(value * 1_000)} ms` : `${trimmed(value)} s`;
    case "C":
      return `${trimmed(value)} °C`;
    case "1/s":
      return `${trimmed(value)}/s`;
    case "%":
      return `${trimmed(value)} %`;
    case "ppm":
      return `${trimmed(value)} ppm`;
    default:
      return trimmed(value);
  }
}

function trimmed(value: number): string {
  return String(Number(Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)));
}
