/**
 * Where a process's log records go: a rotating file of JSON lines, the supervisor, and the console.
 *
 * Nothing of it ever waits for a disk, a terminal or a link. Everywhere else records are made with LogTape's
 * `getLogger([...])`.
 */
import { configureSync, type LogLevel, resetSync, type Sink } from "@logtape/logtape";
import type { LogLine } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { type LogDisk, realDisk } from "./log_disk.ts";
import { type LogFile, openLogFile } from "./log_file.ts";
import { consoleLine, jsonLine, logMessageOf } from "./log_format.ts";
import { LogWriter } from "./log_writer.ts";

/** A terminal, or whatever stands in for it. */
export interface LogConsole {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  /** Lines may be coloured. */
  readonly colours: boolean;
}

/** What is logged, and where to. */
export interface LoggingOptions {
  /** The role: names its file. */
  readonly role: string;
  /** Records below are dropped. */
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Writes `<dir>/<role>.log`. */
  readonly dir?: string;
  /** @default {realDisk} */
  readonly disk?: LogDisk;
  readonly console?: LogConsole;
  /** Takes each record for the supervisor. Must not wait; bounds what it keeps. */
  readonly forward?: (line: LogLine) => void;
}

/** The logging of this process. */
export interface Logging {
  /** Records below `level` are dropped from now on. */
  setLevel(level: LogLevel): void;
  /** Records lost since the start because a disk or terminal did not take them. */
  lostTotal(): number;
  /** Ends the logging after writing what waits, for at most two seconds. */
  close(): Promise<void>;
}

/** This process's standard error as a console: standard output is for what a command answers. */
export function errorConsole(): LogConsole {
  return {
    write: (bytes) => Deno.stderr.write(bytes),
    colours: Deno.stderr.isTerminal() && !Deno.noColor,
  };
}

/** Sets up the logging of this process, in place of what was set up before. */
export function configureLogging(options: LoggingOptions): Logging {
  const { role, level, clock, dir, disk = realDisk, console, forward } = options;
  const sinks: Record<string, Sink> = {};
  const writers: Pick<LogFile, "close" | "lostTotal">[] = [];
  if (dir !== undefined) {
    const file = openLogFile({ clock, disk, dir, name: role });
    writers.push(file);
    sinks.file = (record) => file.push(jsonLine(record));
  }
  if (console !== undefined) {
    const writer = new LogWriter({
      clock,
      write: console.write,
      lostLine: (count) =>
        `${count.toLocaleString("en-US")} records were not shown: the console was too slow`,
    });
    writers.push({ close: () => writer.close(), lostTotal: () => writer.lostTotal });
    sinks.console = (record) => writer.push(consoleLine(record, console.colours));
  }
  if (forward !== undefined) sinks.forward = (record) => forward(logMessageOf(record));
  const names = Object.keys(sinks);
  const configure = (lowestLevel: LogLevel) =>
    configureSync({
      reset: true,
      sinks,
      loggers: [
        { category: [], lowestLevel, sinks: names },
        // LogTape's own: it says at each start that it started.
        { category: ["logtape", "meta"], lowestLevel: "warning", sinks: names, parentSinks: "override" },
      ],
    });
  configure(level);
  return {
    setLevel: configure,
    lostTotal: () => writers.reduce((sum, writer) => sum + writer.lostTotal(), 0),
    async close() {
      resetSync();
      await Promise.all(writers.map((writer) => writer.close()));
    },
  };
}
