/**
 * A roll-out in stages: canaries first, then more and more boxes, and the way back for all where something goes wrong with one.
 *
 * Pure: reports and time go in, a new state and what is to be laid out come out. The state alone is kept; where its command is killed and
 * started again, the spans that it was waiting for begin anew. Each box proves the version by a trial of its own: this looks at what they say,
 * and at what no box can see alone, more alarms or troubles at many of them at once.
 */
import type { BoxReport } from "../../bus/messages.ts";
import { unreachable } from "../../reading/result.ts";
import { compareVersions } from "./envelope.ts";
import type { BoxProgress, Rollout } from "./rollout_state.ts";

/** A spike: so many boxes are worse off than before, and at least this part of all that have the version. One box may have a fire. */
const WORSE_MIN = 2;
const WORSE_PART = 0.5;

/** What must be laid out. Doing it twice does no harm: boxes know what they have taken. */
export type RolloutEffect =
  | { readonly kind: "offer"; readonly boxes: readonly string[] }
  | { readonly kind: "withdraw"; readonly boxes: readonly string[] };

/** What can happen. */
export type RolloutInput =
  | { readonly kind: "report"; readonly report: BoxReport }
  | { readonly kind: "stop"; readonly why: string }
  | { readonly kind: "tick" };

/** A roll-out at work. */
export interface RolloutRun {
  readonly rollout: Rollout;
  /** When its phase began, by the monotonic clock of this process. */
  readonly sinceMs: number;
}

/** A roll-out after something has happened, and what is to be done now. */
export interface RolloutStep {
  readonly run: RolloutRun;
  readonly effects: readonly RolloutEffect[];
}

/** Begins a planned one. */
export function startRollout(
  plan: Pick<
    Rollout,
    "site" | "epoch" | "version" | "author" | "reason" | "stages" | "waitMs" | "patienceMs"
  >,
  nowMs: number,
): RolloutStep {
  const boxes = Object.fromEntries(plan.stages.flat().map((box) => [box, progress("planned")]));
  const rollout: Rollout = { v: 1, ...plan, stage: 0, phase: "proving", boxes };
  return offer(rollout, 0, nowMs);
}

/** Goes on with one whose command has ended: what was to be laid out is laid out again. */
export function resumeRollout(rollout: Rollout, nowMs: number): RolloutStep {
  const run = { rollout, sinceMs: nowMs };
  switch (rollout.phase) {
    case "proving":
    case "watching":
      return {
        run,
        effects: rollout.stages.slice(0, rollout.stage + 1).map((boxes) => ({ kind: "offer", boxes })),
      };
    case "stopping":
      return { run, effects: [{ kind: "withdraw", boxes: offered(rollout) }] };
    case "done":
    case "stopped":
      return { run, effects: [] };
    default:
      return unreachable(rollout.phase);
  }
}

/** Whether nothing more is to be done. */
export function isOver({ phase }: Pick<Rollout, "phase">): boolean {
  return phase === "done" || phase === "stopped";
}

/** The boxes that have been offered the version. */
export function offered({ stages, stage }: Rollout): string[] {
  return stages.slice(0, stage + 1).flat();
}

/** One step. */
export function stepRollout(run: RolloutRun, input: RolloutInput, nowMs: number): RolloutStep {
  if (isOver(run.rollout)) return { run, effects: [] };
  switch (input.kind) {
    case "report":
      return judge({ ...run, rollout: heard(run.rollout, input.report) }, nowMs);
    case "stop":
      return run.rollout.phase === "stopping" ? judge(run, nowMs) : stop(run.rollout, input.why, nowMs);
    case "tick":
      return judge(run, nowMs);
    default:
      return unreachable(input);
  }
}

function heard(rollout: Rollout, report: BoxReport): Rollout {
  const { box, order, before } = report;
  const known = rollout.boxes[box];
  if (known === undefined || order === undefined || !offered(rollout).includes(box)) return rollout;
  const { state, why } = order;
  if (rollout.phase === "stopping") {
    const isBack = order.epoch === rollout.epoch && order.version === withdrawalOf(rollout);
    if (!isBack || known.back) return rollout;
    if (state !== "withdrawn") return withBox(rollout, box, { ...known, why });
    // What went wrong there says more than that it is over.
    const isCause = isFailure(known);
    return withBox(rollout, box, { ...known, ...(isCause ? {} : { state, why }), back: true });
  }
  if (compareVersions(order, rollout) !== 0) return rollout;
  const worse = before !== undefined && (report.alarms > before.alarms || report.troubles > before.troubles);
  return withBox(rollout, box, { state, why, worse, back: false });
}

/** The number under which a version is taken back: the next one, so that the version itself is older from then on. */
export function withdrawalOf({ version }: Pick<Rollout, "version">): number {
  return version + 1;
}

function judge(run: RolloutRun, nowMs: number): RolloutStep {
  const { rollout, sinceMs } = run;
  const passedMs = nowMs - sinceMs;
  const entries = offered(rollout).map((box) => [box, rollout.boxes[box]] as const);
  if (rollout.phase === "stopping") {
    const missing = entries.filter(([, { back }]) => !back).map(([box]) => box);
    if (missing.length > 0 && passedMs < rollout.patienceMs) return { run, effects: [] };
    const rest = missing.length === 0
      ? ""
      : `; not confirmed by ${missing.join(", ")}, who take it back when they are heard`;
    return quiet({ ...rollout, phase: "stopped", why: `${rollout.why ?? ""}${rest}`.slice(0, 1_000) }, nowMs);
  }
  const failed = entries.find(([, one]) => isFailure(one));
  if (failed !== undefined) {
    const [box, { state, why }] = failed;
    return stop(rollout, `${box}: ${WORDS[state] ?? state}${why === undefined ? "" : `, ${why}`}`, nowMs);
  }
  const has = entries.filter(([, { state }]) => state === "trial" || state === "good");
  const worse = has.filter(([, one]) => one.worse).map(([box]) => box);
  if (worse.length >= WORSE_MIN && worse.length >= has.length * WORSE_PART) {
    return stop(rollout, `more alarms or troubles than before at ${worse.join(", ")}`, nowMs);
  }
  if (rollout.phase === "watching") {
    if (passedMs < rollout.waitMs) return { run, effects: [] };
    const next = rollout.stage + 1;
    if (next < rollout.stages.length) return offer(rollout, next, nowMs);
    const late = entries.filter(([, { state }]) => state !== "good").map(([box]) => box);
    return quiet({
      ...rollout,
      phase: "done",
      ...(late.length > 0 && { why: `${late.join(", ")} will take it when heard again or free of alarms` }),
    }, nowMs);
  }
  const unproven = rollout.stages[rollout.stage].filter((box) => rollout.boxes[box].state !== "good");
  if (unproven.length === 0) return quiet({ ...rollout, phase: "watching" }, nowMs);
  if (passedMs < rollout.patienceMs) return { run, effects: [] };
  // A canary is there to prove it, and a trial without an end proves nothing. Who is not there, or has an alarm, is not harmed.
  const stuck = unproven.find((box) => rollout.stage === 0 || rollout.boxes[box].state === "trial");
  if (stuck !== undefined) {
    const minutes = Math.round(passedMs / 60_000);
    const { state, why } = rollout.boxes[stuck];
    const reason = why === undefined ? "" : `, ${why}`;
    return stop(
      rollout,
      `${stuck} has not proved it within ${minutes} min: ${WORDS[state] ?? state}${reason}`,
      nowMs,
    );
  }
  const boxes = { ...rollout.boxes };
  for (const box of unproven) boxes[box] = { ...boxes[box], state: "late" };
  return quiet({ ...rollout, boxes, phase: "watching" }, nowMs);
}

/** What a person reads in place of a state's name. */
const WORDS: Readonly<Partial<Record<BoxProgress["state"], string>>> = {
  "offered": "it has not answered",
  "rolled-back": "rolled back",
  "replaced": "a person changed the box meanwhile",
  "refused": "refused",
  "trial": "still on trial",
};

function isFailure({ state }: BoxProgress): boolean {
  return state === "rolled-back" || state === "replaced" || state === "refused";
}

function offer(rollout: Rollout, stage: number, nowMs: number): RolloutStep {
  const boxes = { ...rollout.boxes };
  for (const box of rollout.stages[stage]) boxes[box] = progress("offered");
  return {
    run: { rollout: { ...rollout, boxes, stage, phase: "proving" }, sinceMs: nowMs },
    effects: [{ kind: "offer", boxes: rollout.stages[stage] }],
  };
}

function stop(rollout: Rollout, why: string, nowMs: number): RolloutStep {
  return {
    run: { rollout: { ...rollout, phase: "stopping", why: why.slice(0, 800) }, sinceMs: nowMs },
    effects: [{ kind: "withdraw", boxes: offered(rollout) }],
  };
}

function quiet(rollout: Rollout, nowMs: number): RolloutStep {
  return { run: { rollout, sinceMs: nowMs }, effects: [] };
}

function progress(state: BoxProgress["state"]): BoxProgress {
  return { state, worse: false, back: false };
}

function withBox(rollout: Rollout, box: string, one: BoxProgress): Rollout {
  return { ...rollout, boxes: { ...rollout.boxes, [box]: one } };
}
