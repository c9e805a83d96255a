/**
 * What goes into a support bundle of this box. All of it is read from files, so that it can be made while parts of the service, or all
 * of it, are down; what only a running page knows is handed in.
 */
import { stringify } from "yaml";
import type { Clock } from "../clock/clock.ts";
import { realDisk } from "../ops/log_disk.ts";
import { type LogEntry, logNames, readLogs } from "../ops/log_reader.ts";
import { Scrubber, secretsOf, withoutSecretValues } from "../ops/scrub.ts";
import { type BundlePart, packBundle } from "../ops/support_bundle.ts";
import { HistoryReader } from "../store/history/history_reader.ts";
import { jsonOf } from "../store/stored_json.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import type { Paths } from "./paths.ts";
import { readEvents } from "./read_events.ts";
import { readTimeline } from "./read_timeline.ts";
import { isRepetition } from "./log_lines.ts";
import { VERSION } from "./version.ts";
import { outageSummary, timelineRecord } from "./watchdog_report.ts";
import { runningConfig } from "./where.ts";

/** What is known beside the files, as JSON or text by name. */
export interface LivePart {
  readonly name: string;
  text(): Promise<string> | string;
}

/** What a bundle is made of. */
export interface BundleOptions {
  readonly paths: Paths;
  readonly clock: Clock;
  /** Who made it: `page` or `command`. */
  readonly madeBy: string;
  readonly live: readonly LivePart[];
}

/** A week of a quiet box, or the last hours of a loud one. */
const LOG_CHARS_MAX = 8 * 1024 * 1024;
const EVENTS_MAX = 5_000;
const PART_CHARS_MAX = 8 * 1024 * 1024;
/** The history of the last day, a value a minute. */
const HISTORY_MS = 24 * 3_600_000;
const HISTORY_POINTS = 1_441;
/** Files of the state folder that are listed. */
const FILES_MAX = 500;

/** Makes the bundle. */
export async function makeBundle(options: BundleOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { paths, clock, live, madeBy } = options;
  const config = await runningConfig(paths);
  // As it stands in the file: what this version does not understand of it may be a secret too.
  const raw = await rawConfig(paths.config);
  const scrubber = new Scrubber(secretsOf(raw));
  const logs = await logNames(realDisk, paths.logs);
  const nowWallMs = clock.wallMs();
  const parts: BundlePart[] = [
    ...live.map(({ name, text }) =>
      part(name, async function* () {
        yield await text();
      })
    ),
    part("config.yaml", function* () {
      if (!config.ok) yield `# ${config.fault}\n`;
      const shown = config.ok ? config.value : raw;
      if (shown !== undefined) yield stringify(withoutSecretValues(shown));
    }),
    part("watchdog.txt", () => watchdogStory(paths, nowWallMs)),
    ...logs.map((name) => ({
      name: `logs/${name}.jsonl`,
      pieces: { [Symbol.asyncIterator]: () => logLines(paths.logs, name) },
      charsMax: LOG_CHARS_MAX,
    })),
    part("events.jsonl", function* () {
      for (const event of readEvents(paths.eventsDatabase, {}, EVENTS_MAX).found) {
        yield JSON.stringify(event) + "\n";
      }
    }),
    part("history.csv", () => historyLines(paths.historyDatabase, nowWallMs)),
    ...await jsonParts(paths.audits, "audits"),
    ...await jsonParts(paths.crashes, "crashes"),
    part("files.txt", () => fileLines(paths.state)),
  ];
  return await packBundle(parts, scrubber, {
    product: "EmberEye",
    version: VERSION,
    deno: Deno.version,
    target: Deno.build.target,
    madeAt: new Date(nowWallMs).toISOString(),
    madeBy,
    monotonicMs: Math.round(clock.monotonicMs()),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** The JSON files of a folder, each as a part; none where there is no folder. */
async function jsonParts(folder: string, prefix: string): Promise<BundlePart[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".json")) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort().slice(-FILES_MAX).map((name) =>
    part(`${prefix}/${name}`, async function* () {
      yield* linesIn(await Deno.readTextFile(`${folder}/${name}`));
    })
  );
}

/** Line by line, so that no secret is cut in two. */
function* linesIn(text: string): Generator<string> {
  for (const line of text.split(/(?<=\n)/)) yield line;
}

async function rawConfig(path: string): Promise<unknown> {
  try {
    return jsonOf(await Deno.readTextFile(path));
  } catch (error) {
    // Whoever asks for the configuration is told why there is none.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
}

/** The name under which a bundle made now is kept: it sorts by time, and no two are called the same. */
export function bundleName(nowWallMs: number): string {
  return `embereye-support-${new Date(nowWallMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z.zip`;
}

function part(name: string, pieces: () => Iterable<string> | AsyncIterable<string>): BundlePart {
  const lazily = async function* () {
    yield* pieces();
  };
  return { name, pieces: lazily(), charsMax: PART_CHARS_MAX };
}

/** The newest records that fit, oldest first: what came last tells most, so the older ones give way. */
async function* logLines(dir: string, name: string): AsyncGenerator<string> {
  const lines: string[] = [];
  let chars = 0;
  let first = 0;
  for await (const entry of readLogs(realDisk, dir, { logs: [name] })) {
    if (isRepetition(entry)) continue;
    const line = lineOf(entry);
    lines.push(line);
    chars += line.length;
    while (chars > LOG_CHARS_MAX) chars -= lines[first++]!.length;
    if (first > 10_000) {
      lines.splice(0, first);
      first = 0;
    }
  }
  for (const line of lines.slice(first)) yield line;
}

function lineOf({ atWallMs: _, ...entry }: LogEntry): string {
  return JSON.stringify(entry) + "\n";
}

async function* watchdogStory(paths: Paths, nowWallMs: number): AsyncGenerator<string> {
  const { items } = await readTimeline(paths.logs);
  for (const item of items) {
    const { atWallMs, text } = timelineRecord(item, nowWallMs);
    yield `${new Date(atWallMs).toISOString()}  ${text}\n`;
  }
  yield `\n${outageSummary(items)}\n`;
}

/** `subject,name,unit,time,min,mean,max`: one line for each value that is known. */
function* historyLines(path: string, nowWallMs: number): Generator<string> {
  const reader = new HistoryReader(path);
  try {
    const names = reader.names();
    if (!names.ok) {
      yield `# ${describeStoreFault(names.fault)}\n`;
      return;
    }
    yield "subject,name,unit,time,min,mean,max\n";
    const window = { fromWallMs: nowWallMs - HISTORY_MS, toWallMs: nowWallMs, points: HISTORY_POINTS };
    for (const { subject, name } of names.value) {
      const page = reader.page({ subject, names: [name], ...window });
      if (!page.ok) yield `# ${describeStoreFault(page.fault)}\n`;
      else for (const series of page.value.series) yield csvOf(series, page.value);
    }
  } finally {
    reader.close();
  }
}

function csvOf(
  { subject, name, unit, min, mean, max }: {
    subject: string;
    name: string;
    unit: string;
    min: readonly number[];
    mean: readonly number[];
    max: readonly number[];
  },
  { fromWallMs, stepMs }: { fromWallMs: number; stepMs: number },
): string {
  const head = [subject, name, unit].map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
  let text = "";
  for (let index = 0; index < mean.length; index++) {
    if (Number.isNaN(mean[index])) continue;
    const time = new Date(fromWallMs + index * stepMs).toISOString();
    text += `${head},${time},${min[index]},${mean[index]},${max[index]}\n`;
  }
  return text;
}

/** What lies in the state folder, with its size and time: names and figures, no content. */
async function* fileLines(folder: string, prefix = "", count = { files: 0 }): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (++count.files > FILES_MAX) return;
    if (isDirectory) yield* fileLines(`${folder}/${name}`, `${prefix}${name}/`, count);
    else if (isFile) {
      const { size, mtime } = await Deno.stat(`${folder}/${name}`);
      yield `${String(size).padStart(12)}  ${mtime?.toISOString() ?? "-"}  ${prefix}${name}\n`;
    }
  }
}
