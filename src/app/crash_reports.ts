/**
 * What a process leaves behind that ended unexpectedly: its last lines with the stack, its last figures, why it ended, and what ran. One
 * small file for each kind of end; the support bundle takes them along.
 *
 * Nothing waits for it. A process that fails again and again the same way adds to the count in its file, and to nothing else.
 */
import { join } from "node:path";
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import { type EndCause, endText } from "../watchdog/story.ts";
import type { ChildEnd } from "../watchdog/supervisor_ports.ts";
import { VERSION } from "./version.ts";
import { writePrivately } from "./write_privately.ts";

/** Files of one process: a box with more kinds of ends than this has told its story already. */
const PER_PROCESS_MAX = 6;
/** The same end within this time is the same story. */
const SAME_MS = 24 * 3_600_000;
/** A restart loop must not write to the flash for ever: its count goes to the disk so often. */
const RECOUNT_MS = 10 * 60_000;
/** The output of a process ends shortly after it; whoever holds it longer is a child of it. */
const DRAIN_MS = 2_000;
/** Lines of figures, and their length. */
const METRICS_MAX = 300;
const METRIC_CHARS_MAX = 160;

/** A report as it lies on the disk. */
interface Report {
  readonly process: ProcessName;
  readonly firstAt: string;
  lastAt: string;
  /** Ends of this kind, with the first. */
  times: number;
  readonly why: string;
  readonly cause: EndCause;
  readonly ranMs: number;
  readonly restarts: number;
  readonly residentBytes: number | null;
  readonly cpuMs: number | null;
  readonly version: string;
  readonly runtime: Readonly<Record<string, string>>;
  readonly target: string;
  readonly lines: readonly string[];
  readonly metrics: readonly string[];
}

/** What is known of an end when its process says no more. */
interface Told {
  readonly end: ChildEnd;
  readonly at: string;
  readonly metrics: readonly string[];
  readonly lines: readonly string[];
}

/** What the reports need. */
export interface CrashReportsOptions {
  readonly folder: string;
  readonly clock: Clock;
  note(text: string): void;
}

/** Writes the reports. */
export class CrashReports {
  readonly #options: CrashReportsOptions;
  readonly #metrics = new Map<ProcessName, readonly unknown[]>();
  readonly #drained = new Map<ProcessName, Promise<void>>();
  readonly #last = new Map<
    ProcessName,
    {
      readonly path: string;
      readonly sign: string;
      readonly atMs: number;
      readonly report: Report;
      writtenMs: number;
    }
  >();
  /** The processes of which an end waits to be written. Whatever ends again meanwhile adds to the count of that one. */
  readonly #waiting = new Map<ProcessName, { again: number }>();
  /** Written one after the other: a disk that hangs holds up the reports, and nothing else. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: CrashReportsOptions) {
    this.#options = options;
  }

  /** The newest figures of a process. */
  metrics(process: ProcessName, metrics: readonly unknown[]): void {
    this.#metrics.set(process, metrics);
  }

  /** A process was started; `drained` resolves when its output has ended. */
  started(process: ProcessName, drained: Promise<void>): void {
    this.#drained.set(process, drained);
    // What the run before has told is not what this one will have left behind.
    this.#metrics.delete(process);
  }

  /** A process has ended that was not told to. Never throws, and returns at once. */
  ended(end: ChildEnd): void {
    const { role } = end;
    const waits = this.#waiting.get(role);
    if (waits !== undefined) {
      waits.again++;
      return;
    }
    this.#waiting.set(role, { again: 0 });
    const told = this.#gather(end);
    this.#writing = this.#writing
      .then(async () => this.#report(await told))
      .catch((error) =>
        this.#options.note(
          `the crash report of ${role} cannot be written: ${error instanceof Error ? error.message : error}`,
        )
      );
  }

  /** Gives what is being written a moment. */
  async close(): Promise<void> {
    await atMost(this.#options.clock, DRAIN_MS, this.#writing);
  }

  /** What the process had told when it ended, and what it still says: both must be taken before its next run says something. */
  async #gather(end: ChildEnd): Promise<Told> {
    const { clock } = this.#options;
    const metrics = linesOf(this.#metrics.get(end.role) ?? []);
    const at = new Date(clock.wallMs()).toISOString();
    await atMost(clock, DRAIN_MS, this.#drained.get(end.role));
    return { end, at, metrics, lines: end.lines() };
  }

  async #report({ end, at, metrics, lines }: Told): Promise<void> {
    const { clock, folder } = this.#options;
    const { role } = end;
    const again = this.#waiting.get(role)?.again ?? 0;
    this.#waiting.delete(role);
    const sign = signOf(end.cause, lines);
    const nowMs = clock.monotonicMs();
    const last = this.#last.get(role);
    if (last !== undefined && last.sign === sign && nowMs - last.atMs < SAME_MS) {
      last.report.times += 1 + again;
      last.report.lastAt = at;
      if (nowMs - last.writtenMs < RECOUNT_MS) return;
      last.writtenMs = nowMs;
      return await writePrivately(last.path, textOf(last.report));
    }
    const report: Report = {
      process: role,
      firstAt: at,
      lastAt: at,
      times: 1 + again,
      why: `${role} ${endText(end.cause)}`,
      cause: end.cause,
      ranMs: Math.round(end.ranMs),
      restarts: end.restarts,
      residentBytes: end.usage?.residentBytes ?? null,
      cpuMs: end.usage === undefined ? null : Math.round(end.usage.cpuMs),
      version: VERSION,
      runtime: { ...Deno.version },
      target: Deno.build.target,
      lines,
      metrics,
    };
    const path = join(folder, `${role}-${at.slice(0, 19).replaceAll(/[-:]/g, "")}Z.json`);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await writePrivately(path, textOf(report));
    this.#last.set(role, { path, sign, atMs: nowMs, report, writtenMs: nowMs });
    await removeOldest(folder, role);
  }
}

function textOf(report: Report): string {
  return JSON.stringify(report, null, 1) + "\n";
}

/** Leaves the newest reports of `process`, and nothing of what an end of ours in the middle of writing one has left behind. */
async function removeOldest(folder: string, process: ProcessName): Promise<void> {
  const reports: string[] = [];
  const parts: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(`${process}-2`)) continue;
    if (name.endsWith(".json")) reports.push(name);
    else if (name.endsWith(".part")) parts.push(name);
  }
  // Their names sort by time.
  for (const name of [...parts, ...reports.sort().slice(0, -PER_PROCESS_MAX)]) {
    await Deno.remove(join(folder, name));
  }
}

/** By what two ends are the same: the cause, and the sentence of the error where the process has printed one. */
function signOf(cause: EndCause, lines: readonly string[]): string {
  const detail = "code" in cause ? cause.code : "signal" in cause ? cause.signal : "";
  const error = lines.findLast((line) => /\b\w*Error\b/.test(line)) ?? "";
  return `${cause.kind} ${detail} ${error.replaceAll(/\d+/g, "#")}`;
}

/** prom-client's figures as lines. Anything else in them is left out. */
function linesOf(metrics: readonly unknown[]): string[] {
  const lines: string[] = [];
  for (const metric of metrics) {
    const { name, values } = metric as { name?: unknown; values?: unknown };
    if (typeof name !== "string" || !Array.isArray(values)) continue;
    for (const { labels, value, metricName } of values) {
      // Histograms have a line for each of their buckets.
      if (labels !== undefined && "le" in labels) continue;
      if (lines.length >= METRICS_MAX) return lines;
      lines.push(`${metricName ?? name}${JSON.stringify(labels ?? {})} ${value}`.slice(0, METRIC_CHARS_MAX));
    }
  }
  return lines;
}
