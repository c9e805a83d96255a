/**
 * `embereye metrics --since`: how metrics and temperatures were, from the history file itself, whether the service runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import type { SeriesName } from "../store/history/batch.ts";
import {
  HISTORY_SERIES_MAX,
  type HistoryPage,
  type HistoryQuery,
  HistoryReader,
} from "../store/history/history_reader.ts";
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
    const wanted = all.value.filter((one) =>
      name === undefined || `${one.subject} ${one.name}`.includes(name)
    );
    const points = json ? JSON_POINTS : COURSE_POINTS;
    const pages = coursesOf(reader, wanted, { fromWallMs, toWallMs, points });
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

/** How those series went of which anything is known, by subject. */
export function coursesOf(
  reader: HistoryReader,
  wanted: readonly Pick<SeriesName, "subject" | "name">[],
  window: Pick<HistoryQuery, "fromWallMs" | "toWallMs" | "points">,
): { readonly subject: string; readonly page: HistoryPage }[] {
  return [...Map.groupBy(wanted, ({ subject }) => subject)].flatMap(([subject, own]) => {
    const names = own.map(({ name }) => name);
    const pages: HistoryPage[] = [];
    // More are not given at once.
    for (let from = 0; from < names.length; from += HISTORY_SERIES_MAX) {
      const some = names.slice(from, from + HISTORY_SERIES_MAX);
      const page = reader.page({ subject, names: some, ...window });
      if (!page.ok) throw new Failure(describeStoreFault(page.fault));
      pages.push(page.value);
    }
    const series = pages.flatMap((page) => page.series)
      .filter(({ mean }) => mean.some((value) => !Number.isNaN(value)));
    return series.length === 0 ? [] : [{ subject, page: { ...pages[0]!, series } }];
  });
}
