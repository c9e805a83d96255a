/**
 * `embereye metrics --since`: how metrics and temperatures were, from the history file itself, whether the service runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import { type HistoryPage, HistoryReader } from "../store/history/history_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { Failure } from "./failure.ts";
import { COURSE_POINTS, historyLines } from "./history_report.ts";
import type { Paths } from "./paths.ts";
import { type Since, sinceWallMs } from "./since.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";

/** Values of each series where a script reads them. */
const JSON_POINTS = 500;

/** Shows the series whose name or subject contains `name`. */
export function metricsHistory(paths: Paths, since: Since, name: string | undefined, json: boolean): number {
  const toWallMs = systemClock().wallMs();
  const fromWallMs = sinceWallMs(since, toWallMs);
  if (fromWallMs >= toWallMs) throw new Failure("--since lies in the future: name an earlier time");
  const reader = new HistoryReader(paths.historyDatabase);
  try {
    const all = reader.names();
    if (!all.ok) throw new Failure(describeStoreFault(all.fault));
    const wanted = new Map<string, string[]>();
    for (const series of all.value) {
      if (name !== undefined && !`${series.subject} ${series.name}`.includes(name)) continue;
      wanted.set(series.subject, [...wanted.get(series.subject) ?? [], series.name]);
    }
    const points = json ? JSON_POINTS : COURSE_POINTS;
    const pages = [...wanted].map(([subject, names]) => {
      const page = reader.page({ subject, names, fromWallMs, toWallMs, points });
      if (!page.ok) throw new Failure(describeStoreFault(page.fault));
      return { subject, page: withoutEmpty(page.value) };
    }).filter(({ page }) => page.series.length > 0);
    if (json) printJson(pages.map(({ subject, page }) => ({ subject, ...page })));
    else print(historyLines(pages, standardScreen()));
    if (pages.length === 0) {
      remark(
        name === undefined || all.value.length === 0
          ? `nothing is known of that time (${paths.historyDatabase})`
          : `no series that contains '${name}' is known of that time; without a name all are shown`,
      );
    }
    return 0;
  } finally {
    reader.close();
  }
}

function withoutEmpty(page: HistoryPage): HistoryPage {
  return { ...page, series: page.series.filter(({ mean }) => mean.some((value) => !Number.isNaN(value))) };
}
