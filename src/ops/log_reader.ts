/**
 * Reads the logs of a directory, rotated ones included, merged by time: for people who look for what happened.
 */
import type { LogLevel } from "@logtape/logtape";
import { z } from "zod";
import type { LogDisk } from "./log_disk.ts";
import { archivesOf } from "./log_file.ts";

/** What every line of a log has. Roles write `category`, the watchdog writes `role` and `kind`; the rest is their own. */
const lineSchema = z.looseObject({
  at: z.string(),
  level: z.enum(["trace", "debug", "info", "warning", "error", "fatal"]),
  text: z.string(),
  role: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  kind: z.string().optional().catch(undefined),
});

/** One record of a log. */
export interface LogEntry extends z.infer<typeof lineSchema> {
  /** Wall clock, milliseconds since 1970 UTC. */
  readonly atWallMs: number;
  /** The log it is in: a role, `supervisor` or `watchdog`. */
  readonly log: string;
}

/** Which records are wanted. */
export interface LogFilter {
  /** Names of logs; absent: all. */
  readonly logs?: readonly string[];
  /** What a line is about, as `watchdog.log` says it, or else the log it is in; absent: everything. */
  readonly roles?: readonly string[];
  /** This level and above. */
  readonly level?: LogLevel;
  /** Wall clock. */
  readonly sinceWallMs?: number;
}

/** What a reading found besides the records. */
export interface LogReading {
  /** Lines that are no records: torn by a power cut, or not ours. */
  malformed: number;
  /** Files that could not be read to their end, with the reason. At most one for each file. */
  readonly unreadable: string[];
}

const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warning", "error", "fatal"];

/** A line of ours is at most 8,000 characters and a note; longer is skipped, so that a damaged file takes no memory. */
const LINE_CHARS_MAX = 64 * 1024;

/** The logs there are in `dir`, sorted. */
export async function logNames(disk: LogDisk, dir: string): Promise<string[]> {
  const names = (await disk.list(dir)).map((file) =>
    /^([\p{L}\p{N}-]+)(\.\d+)?\.log(\.gz)?$/u.exec(file)?.[1]
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/**
 * The records of `dir` that `filter` lets through, by time. Reads as it is asked, so memory does not grow with the logs.
 *
 * @param reading Is counted up while reading.
 */
export async function* readLogs(
  disk: LogDisk,
  dir: string,
  filter: LogFilter = {},
  reading: LogReading = { malformed: 0, unreadable: [] },
): AsyncGenerator<LogEntry> {
  const names = (await logNames(disk, dir)).filter((name) => filter.logs?.includes(name) ?? true);
  const sources = names.map((name) => wanted(oneLog(disk, dir, name, reading), filter));
  try {
    const heads = await Promise.all(sources.map((source) => source.next()));
    for (;;) {
      let first = -1;
      for (let index = 0; index < heads.length; index++) {
        const head = heads[index]!;
        if (!head.done && (first < 0 || head.value.atWallMs < heads[first]!.value.atWallMs)) first = index;
      }
      if (first < 0) return;
      yield heads[first]!.value;
      heads[first] = await sources[first]!.next();
    }
  } finally {
    // Closes the files when the reader has seen enough.
    for (const source of sources) await source.return(undefined);
  }
}

async function* wanted(entries: AsyncGenerator<LogEntry>, filter: LogFilter): AsyncGenerator<LogEntry> {
  const levelMin = filter.level === undefined ? 0 : LEVELS.indexOf(filter.level);
  for await (const entry of entries) {
    if (LEVELS.indexOf(entry.level) < levelMin) continue;
    if (filter.sinceWallMs !== undefined && entry.atWallMs < filter.sinceWallMs) continue;
    if (filter.roles !== undefined && !isAbout(entry.role ?? entry.log, filter.roles)) continue;
    yield entry;
  }
}

/** Whether a record of `subject` is one of `roles`: a role of several processes stands for all of them (`cameras`: `cameras-0`). */
function isAbout(subject: string, roles: readonly string[]): boolean {
  return roles.includes(subject) || roles.includes(subject.replace(/-\d+$/, ""));
}

/** All records of the log `name`, as they were written: archives first. */
async function* oneLog(
  disk: LogDisk,
  dir: string,
  name: string,
  reading: LogReading,
): AsyncGenerator<LogEntry> {
  const files = [...archivesOf(name, await disk.list(dir)), `${name}.log`];
  for (const file of files) {
    try {
      const stream = await disk.read(`${dir}/${file}`);
      if (stream === undefined) continue;
      for await (const line of linesOf(stream)) {
        const entry = parse(line, name);
        if (entry === undefined) reading.malformed++;
        else yield entry;
      }
    } catch (error) {
      // A damaged archive must not hide the other logs.
      reading.unreadable.push(`${file}: ${error}`);
    }
  }
}

function parse(line: string, log: string): LogEntry | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { data } = lineSchema.safeParse(json);
  const atWallMs = Date.parse(data?.at ?? "");
  return data === undefined || Number.isNaN(atWallMs) ? undefined : { ...data, atWallMs, log };
}

/** The lines of a stream that are not empty; of one that is too long, its beginning. */
async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!.slice(0, LINE_CHARS_MAX);
    for (const part of parts) if (part !== "") yield part;
  }
  if (rest !== "") yield rest;
}
