/**
 * Roll-outs and boxes in the words of a terminal.
 */
import type { BoxReport } from "../bus/messages.ts";
import type { DriftReport } from "../fleet/central/drift.ts";
import { versionName } from "../fleet/central/envelope.ts";
import type { BoxProgress, Rollout } from "../fleet/central/rollout_state.ts";
import { unreachable } from "../reading/result.ts";
import type { FleetSight } from "./fleet_shell.ts";
import { type Cell, table, wrap } from "./text_layout.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";

/** Where a roll-out stands, in one sentence. */
export function rolloutSentence(rollout: Rollout): string {
  const { stages, stage, phase, boxes, why } = rollout;
  const own = stages[stage] ?? [];
  const good = own.filter((box) => boxes[box]?.state === "good").length;
  const place = `stage ${stage + 1} of ${stages.length}`;
  const because = why === undefined ? "" : `: ${why}`;
  switch (phase) {
    case "proving":
      return `${place}, ${good} of ${own.length} ${own.length === 1 ? "box has" : "boxes have"} proved it`;
    case "watching":
      return `${place} has it and is watched`;
    case "done":
      return `all boxes have it${why === undefined ? "" : `, but ${why}`}`;
    case "stopping":
      return `it is being taken back${because}`;
    case "stopped":
      return `it was taken back${because}`;
    default:
      return unreachable(phase);
  }
}

/** What is new between two states. */
export function progressLines(before: Rollout, after: Rollout): string[] {
  const lines = Object.entries(after.boxes).flatMap(([box, one]) => {
    const was = before.boxes[box];
    if (was?.state === one.state && was.why === one.why && was.back === one.back) return [];
    return [`${box}: ${progressWords(one)}`];
  });
  const isNews = before.phase !== after.phase || before.stage !== after.stage;
  return isNews ? [...lines, rolloutSentence(after)] : lines;
}

const STATES: Readonly<Record<BoxProgress["state"], string>> = {
  planned: "not yet",
  offered: "offered",
  late: "not waited for",
  waiting: "waits",
  trial: "on trial",
  good: "good",
  "rolled-back": "rolled back",
  replaced: "changed meanwhile",
  refused: "refused",
  withdrawn: "taken back",
};

function progressWords({ state, why, worse, back }: BoxProgress): string {
  const parts = [
    STATES[state],
    why,
    worse ? "more alarms or troubles than before" : undefined,
    back && state !== "withdrawn" ? "the version is gone there" : undefined,
  ];
  return parts.filter((part) => part !== undefined).join("; ");
}

/** `embereye fleet status`. */
export function statusLines(
  { reports, rollout, alive, isWorkedOn }: FleetSight,
  { columns = COLUMNS_DEFAULT, colours }: Screen,
): string[] {
  const lines: string[] = [];
  if (rollout === undefined) lines.push("no roll-out was made yet");
  else {
    const { author, reason, phase } = rollout;
    const isOpen = phase !== "done" && phase !== "stopped";
    const text = `roll-out of ${versionName(rollout)} by ${author} (${reason}): ${rolloutSentence(rollout)}`;
    lines.push(...wrap(text, columns));
    if (isOpen && !isWorkedOn) {
      lines.push(
        ...wrap(
          "nobody works on it: 'embereye fleet rollout --resume' goes on, '--stop' takes it back",
          columns,
        ),
      );
    }
  }
  const head = ["box", "runs", "order", "alarms", "troubles", "what"].map((text): Cell => ({
    text,
    colour: "dim",
  }));
  const rows = [...reports].map(([box, report]): Cell[] => {
    if (report === undefined) return [box, "-", "-", "-", "-", whatOf(box, report, alive)];
    const { runs, order, alarms, troubles } = report;
    return [
      box,
      runs === undefined ? "-" : versionName(runs),
      order === undefined ? "-" : `${versionName(order)} ${STATES[order.state]}`,
      { text: String(alarms), colour: alarms > 0 ? "red" : "dim" },
      { text: String(troubles), colour: troubles > 0 ? "yellow" : "dim" },
      whatOf(box, report, alive),
    ];
  });
  return [...lines, "", ...table([head, ...rows], { width: columns, colours, right: [3, 4] })];
}

function whatOf(box: string, report: BoxReport | undefined, alive: ReadonlySet<string>): string {
  const parts: string[] = [];
  if (!alive.has(box)) {
    parts.push(report === undefined ? "not heard" : "not heard; this is what it told last");
  } else if (report === undefined) parts.push("tells nothing: is fleet.central in its configuration?");
  if (report?.refusal !== undefined) parts.push(`refuses what lies there: ${report.refusal}`);
  if (report?.order?.why !== undefined) parts.push(report.order.why);
  if ((report?.drift.count ?? 0) > 0) parts.push(`changed by hand by ${report!.local.author}`);
  return parts.join("; ");
}

/** `embereye fleet drift`. */
export function driftLines(
  { sentence, boxes }: DriftReport,
  { columns = COLUMNS_DEFAULT, colours }: Screen,
): string[] {
  const head = ["box", "runs", "differs in"].map((text): Cell => ({ text, colour: "dim" }));
  const rows = boxes.filter(({ kind }) => kind !== "same").map(
    ({ box, runs, kind, paths, count }): Cell[] => {
      const more = count > paths.length ? ` and ${count - paths.length} more` : "";
      const what = kind === "by-hand"
        ? paths.join(", ") + more
        : kind === "other-version"
        ? "an older version"
        : kind === "none"
        ? "no central version"
        : "it has told nothing";
      return [box, runs ?? "-", what];
    },
  );
  return [
    ...wrap(sentence, columns),
    ...(rows.length === 0 ? [] : ["", ...table([head, ...rows], { width: columns, colours })]),
  ];
}
