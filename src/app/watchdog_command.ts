/**
 * `embereye watchdog`: what the supervisor did and why, read from its log, whether it runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import { JournalLayout } from "./journal_layout.ts";
import { readTimeline } from "./read_timeline.ts";
import { type Since, sinceWallMs } from "./since.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { outageSummary, timelineRecord } from "./watchdog_report.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface WatchdogOptions extends WhereOptions {
  readonly since?: Since;
  readonly json?: boolean;
}

/** Tells the story, oldest first. */
export async function watchdog(options: WatchdogOptions): Promise<number> {
  const { logs } = await locate(options);
  const nowWallMs = systemClock().wallMs();
  const timeline = await readTimeline(logs);
  const fromWallMs = options.since === undefined ? -Infinity : sinceWallMs(options.since, nowWallMs);
  const items = timeline.items.filter(({ atWallMs }) => atWallMs >= fromWallMs);
  if (options.json) {
    printJson(items.map((item) => ({ at: new Date(item.atWallMs).toISOString(), ...item })));
    return 0;
  }
  const layout = new JournalLayout(standardScreen());
  print(items.flatMap((item) => layout.lines(timelineRecord(item, nowWallMs))));
  if (items.length === 0) {
    remark(`the watchdog has told nothing${options.since ? " in that time" : ""} (${logs})`);
  } else print(["", outageSummary(items)]);
  return 0;
}
