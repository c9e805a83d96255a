/**
 * `embereye logs`: the records of all roles by time, from the log files themselves, whether the service runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import { type LogEntry, type LogFilter, type LogReading, readLogs } from "../ops/log_reader.ts";
import { JournalLayout } from "./journal_layout.ts";
import { FollowedLogs } from "./log_follow.ts";
import { isRepetition, logRecord, remarkReading } from "./log_lines.ts";
import { type Since, sinceWallMs } from "./since.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface LogsOptions extends WhereOptions {
  readonly follow?: boolean;
  readonly role?: string;
  readonly level?: LogEntry["level"];
  readonly since?: Since;
  readonly limit?: number;
  readonly json?: boolean;
}

/** Records shown where nobody says how many or since when: a few screens. */
const LIMIT_DEFAULT = 100;
/** Shorter takes processor time from the box; longer and the last line comes late to a person who waits for it. */
const FOLLOW_MS = 300;

/** Shows the logs; with `follow` until it is interrupted. */
export async function logs(options: LogsOptions): Promise<number> {
  const { logs: dir } = await locate(options);
  const clock = systemClock();
  const filter: LogFilter = {
    ...(options.role !== undefined && { roles: [options.role] }),
    ...(options.level !== undefined && { level: options.level }),
    ...(options.since !== undefined && { sinceWallMs: sinceWallMs(options.since, clock.wallMs()) }),
  };
  const limit = options.limit ?? (options.since === undefined ? LIMIT_DEFAULT : undefined);
  const layout = new JournalLayout(standardScreen(), { milliseconds: true });
  const show = (entry: LogEntry) => {
    if (options.json) printJson(entry, 0);
    else print(layout.lines(logRecord(entry)));
  };
  const reading: LogReading = { malformed: 0, unreadable: [] };
  using followed = new FollowedLogs();
  const existing = unrepeated(readLogs(followed.round(), dir, filter, reading));
  let shown = 0;
  for await (const entry of limit === undefined ? existing : await newest(existing, limit)) {
    show(entry);
    shown++;
  }
  remarkReading(reading);
  if (!options.follow) {
    if (shown === 0) remark(`no record fits (${dir})`);
    return 0;
  }
  const later: LogFilter = { ...filter, sinceWallMs: undefined };
  for (;;) {
    await clock.sleep(FOLLOW_MS);
    for await (const entry of unrepeated(readLogs(followed.round(), dir, later))) show(entry);
  }
}

async function* unrepeated(entries: AsyncIterable<LogEntry>): AsyncGenerator<LogEntry> {
  for await (const entry of entries) if (!isRepetition(entry)) yield entry;
}

/** The last `count` of `entries`. */
async function newest(entries: AsyncIterable<LogEntry>, count: number): Promise<LogEntry[]> {
  const last: LogEntry[] = [];
  for await (const entry of entries) {
    last.push(entry);
    // Cut in larger pieces: one by one would move the whole list for every record.
    if (last.length > 2 * count + 100) last.splice(0, last.length - count);
  }
  return last.slice(-count);
}
