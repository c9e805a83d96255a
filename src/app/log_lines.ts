/**
 * Log records as people read them.
 */
import type { LogEntry, LogReading } from "../ops/log_reader.ts";
import type { JournalRecord } from "./journal_layout.ts";
import { remark } from "./terminal.ts";
import type { Colour } from "./text_layout.ts";

/** The levels by which logs can be filtered, from quiet to loud. */
export const LOG_LEVELS = ["trace", "debug", "info", "warning", "error", "fatal"] as const;

const COLOURS: Readonly<Record<LogEntry["level"], Colour | undefined>> = {
  trace: "dim",
  debug: "dim",
  info: undefined,
  warning: "yellow",
  error: "red",
  fatal: "red",
};

/** The role a record is about. */
export function subjectOf(entry: LogEntry): string {
  return entry.role ?? entry.log;
}

/**
 * Whether a record only repeats one that stands in another log: the supervisor writes the watchdog's story and the warnings of
 * roles into its own log as well, as text that it was handed.
 */
export function isRepetition(entry: LogEntry): boolean {
  return entry.log === "supervisor" && "_text" in entry;
}

/** A record for the terminal. */
export function logRecord(entry: LogEntry): JournalRecord {
  const colour = COLOURS[entry.level];
  return {
    atWallMs: entry.atWallMs,
    labels: [
      { text: entry.level, width: 7, ...(colour && { colour }) },
      { text: subjectOf(entry), width: 10, colour: "cyan" },
    ],
    text: entry.text,
    ...(colour && { colour }),
  };
}

/** Says beside the answer what of the logs could not be read. */
export function remarkReading({ malformed, unreadable }: LogReading): void {
  if (malformed > 0) remark(`${malformed} line${malformed === 1 ? " was" : "s were"} no record and left out`);
  for (const file of unreadable) remark(`not read to its end: ${file}`);
}
