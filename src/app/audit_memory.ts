/**
 * `embereye audit memory`: does the memory of any process grow? From the history, with what V8's heap is made of now.
 */
import { Channel, isConnectionError } from "../bus/channel.ts";
import { heapAnswerMessage, type HeapReport, SAMPLE_SECONDS_MAX } from "../bus/messages.ts";
import { systemClock } from "../clock/system_clock.ts";
import { judgeMemory } from "../ops/audit/memory.ts";
import { trendOf } from "../ops/audit/trend.ts";
import { type AuditSentence, said } from "../reading/audit.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { exists } from "../store/exists.ts";
import { HistoryReader } from "../store/history/history_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import {
  type AuditOptions,
  type AuditOutcome,
  concludeAudit,
  notPossible,
  verdictOn,
} from "./audit_outcome.ts";
import type { HeapOf } from "./heap_round.ts";
import type { Paths } from "./paths.ts";
import { remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { locate } from "./where.ts";

const DAY_MS = 86_400_000;
/** A value for each quarter of an hour of a week. */
const POINTS = 672;
/** What the supervisor may take beside the time that is watched. */
const ANSWER_SLACK_MS = 20_000;

/** Runs it. */
export async function auditMemory(
  options: AuditOptions & { readonly days: number; readonly sample: number },
): Promise<number> {
  const { days, sample } = options;
  if (sample > SAMPLE_SECONDS_MAX) {
    throw new UsageError(`--sample must be at most ${SAMPLE_SECONDS_MAX} seconds; it is ${sample}`);
  }
  const paths = await locate(options);
  const trends = trendsOf(paths, days);
  remark(`watching what is allocated for ${sample} s ...`);
  const heap = heapNotes(await askHeap(paths, sample));
  return await concludeAudit(paths, "memory", {
    ...trends,
    notes: [...trends.notes, ...heap.notes],
    figures: { ...trends.figures, ...heap.figures },
    details: heap.details,
  }, options);
}

/** Memory of each process over the last days. */
function trendsOf(paths: Paths, days: number): AuditOutcome {
  const toWallMs = systemClock().wallMs();
  // A box of some minutes: nothing is on its disk yet.
  if (!exists(paths.historyDatabase)) {
    return notPossible("not-set-up", said("history-short", { process: "*" }));
  }
  const reader = new HistoryReader(paths.historyDatabase);
  try {
    const known = reader.names();
    if (!known.ok) {
      return notPossible("broken", said("history-lost", { reason: describeStoreFault(known.fault) }));
    }
    const findings: AuditSentence[] = [];
    const notes: AuditSentence[] = [];
    const figures: Record<string, number> = {};
    for (const { subject, name } of known.value) {
      if (name !== "memory" || !subject.startsWith("role/")) continue;
      const window = { fromWallMs: toWallMs - days * DAY_MS, toWallMs, points: POINTS };
      const page = reader.page({ subject, names: [name], ...window });
      if (!page.ok) {
        return notPossible("broken", said("history-lost", { reason: describeStoreFault(page.fault) }));
      }
      const trend = trendOf(page.value.series[0]?.mean ?? [], page.value.stepMs);
      const judged = judgeMemory(subject.slice("role/".length), trend);
      findings.push(...judged.findings);
      notes.push(...judged.notes);
      Object.assign(figures, judged.figures);
    }
    if (Object.keys(figures).length === 0) {
      // A new box: in a week there will be a trend.
      return notPossible("not-set-up", said("history-short", { process: "*" }), notes);
    }
    return { verdict: verdictOn(findings), findings, notes, figures };
  } finally {
    reader.close();
  }
}

/** What the processes say of their heaps, in sentences and lines. */
function heapNotes(
  answer: Result<readonly HeapOf[], string>,
): { readonly notes: AuditSentence[]; readonly figures: Record<string, number>; readonly details: string[] } {
  if (!answer.ok) {
    return {
      notes: [said("heap-not-had", { process: "*", reason: answer.fault })],
      figures: {},
      details: [],
    };
  }
  const notes: AuditSentence[] = [];
  const figures: Record<string, number> = {};
  const details: string[] = [];
  /** Processes by why their spaces cannot be told: the same for all, and one line is enough. */
  const withoutSpaces = new Map<string, string[]>();
  for (const { process, report } of answer.value) {
    if (report === undefined) {
      notes.push(said("heap-not-had", { process, reason: "it has not answered" }));
      continue;
    }
    const { heap, spaces, allocations, seconds } = report;
    notes.push(
      said("heap-taken", { process, used: megabytes(heap.used), total: megabytes(heap.total), seconds }),
    );
    figures[`${process} heap MB`] = megabytes(heap.used);
    details.push(
      `${process}: outside of the heap ${megabytes(heap.external)} MB of buffers and ${
        megabytes(heap.malloced)
      } MB of V8's own; the heap may grow to ${megabytes(heap.limit)} MB`,
    );
    if (typeof spaces === "string") withoutSpaces.set(spaces, [...withoutSpaces.get(spaces) ?? [], process]);
    else details.push(`${process}: ${spacesText(spaces)}`);
    if (typeof allocations === "string") notes.push(said("heap-not-had", { process, reason: allocations }));
    else {
      details.push(
        ...allocations.map(({ name, place, bytes }) =>
          `${process}: ${(bytes / 1e3).toFixed(0)} kB in ${seconds} s by ${name} (${place})`
        ),
      );
    }
  }
  for (const [reason, processes] of withoutSpaces) {
    notes.push(said("heap-not-had", { process: processes.join(", "), reason }));
  }
  return { notes, figures, details };
}

function spacesText(spaces: Exclude<HeapReport["spaces"], string>): string {
  return spaces.filter(({ size }) => size > 0).map(({ name, used, size }) =>
    `${name} ${megabytes(used)} of ${megabytes(size)} MB`
  ).join(", ");
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}

/** Asks the supervisor, which asks every process. A fault is a sentence. */
async function askHeap(paths: Paths, seconds: number): Promise<Result<readonly HeapOf[], string>> {
  let conn: Deno.UnixConn;
  try {
    conn = await Deno.connect({ transport: "unix", path: paths.socket("supervisor") });
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      return fail("the run folder may not be used by this user");
    }
    if (error instanceof Deno.errors.NotFound || isConnectionError(error)) {
      return fail("the service does not run");
    }
    throw error;
  }
  const answered = Promise.withResolvers<Result<readonly HeapOf[], string>>();
  const channel = new Channel(conn, {
    message: (message) => {
      const answer = heapAnswerMessage.safeParse(message);
      answered.resolve(
        answer.success ? ok(answer.data.processes) : fail("the service's answer was not understood"),
      );
    },
    closed: (reason) => answered.resolve(fail(`the service ended the connection: ${reason}`)),
  });
  const timer = setTimeout(
    () => answered.resolve(fail("the service has not answered in time")),
    seconds * 1_000 + ANSWER_SLACK_MS,
  );
  void channel.run();
  try {
    channel.send({ kind: "heapAsk", seconds });
    return await answered.promise;
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}
