/**
 * What all audits end with: the result is kept, shown, and told by the exit code.
 */
import { systemClock } from "../clock/system_clock.ts";
import type { AuditKind, AuditResult, AuditSentence, AuditVerdict } from "../reading/audit.ts";
import { keepResult, readResults, resultsFile } from "../store/audit_results.ts";
import { auditWords } from "../ui/messages/audit_words.ts";
import { ENGLISH } from "../ui/messages/spoken.ts";
import { Failure } from "./failure.ts";
import { giveToOwnerOf } from "./locked_file.ts";
import type { Paths } from "./paths.ts";
import { print, printJson, remark } from "./terminal.ts";
import type { WhereOptions } from "./where.ts";

/** What every audit is told on the command line. */
export interface AuditOptions extends WhereOptions {
  readonly json?: boolean;
}

/** What an audit found out, before it has a time. */
export type AuditOutcome = Omit<AuditResult, "atWallMs">;

/** One that could not be made because it is not set up on this box, or because something is broken. */
export function notPossible(
  why: "not-set-up" | "broken",
  reason: AuditSentence,
  notes: readonly AuditSentence[] = [],
): AuditOutcome {
  return {
    verdict: "not-possible",
    ...(why === "broken" ? { isBroken: true } : {}),
    findings: [reason],
    notes,
    figures: {},
  };
}

/** `passed` or `found`, as there are findings. */
export function verdictOn(findings: readonly AuditSentence[]): AuditVerdict {
  return findings.length === 0 ? "passed" : "found";
}

/** The results of before, newest last; where they cannot be read, none, and the person is told. */
export function resultsOf(paths: Paths, kind: AuditKind): readonly AuditResult[] {
  const read = readResults(paths.audits, kind);
  if (read.ok) return read.value;
  remark(read.fault);
  return [];
}

/** Keeps and shows a result. Exit code 0 where it has passed, else 1. */
export async function concludeAudit(
  paths: Paths,
  kind: AuditKind,
  outcome: AuditOutcome,
  options: AuditOptions,
): Promise<number> {
  const result: AuditResult = { atWallMs: systemClock().wallMs(), ...outcome };
  let before: AuditResult | undefined;
  try {
    const kept = keepResult(paths.audits, kind, result);
    before = kept.before;
    if (kept.movedAside !== undefined) remark(`the results of before could not be read: ${kept.movedAside}`);
    // Made by root, they would be closed to the service.
    for (const path of [paths.audits, resultsFile(paths.audits, kind)]) {
      await giveToOwnerOf(paths.state, path);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    show(kind, result, undefined, options);
    throw new Failure(`the result cannot be kept in ${paths.audits}: ${error.message}`);
  }
  show(kind, result, before, options);
  return result.verdict === "passed" ? 0 : 1;
}

const VERDICTS: Readonly<Record<AuditVerdict, string>> = {
  passed: "passed: nothing was found",
  found: "something was found",
  "not-possible": "not possible, which says nothing about how things are",
};

function show(
  kind: AuditKind,
  result: AuditResult,
  before: AuditResult | undefined,
  { json }: AuditOptions,
): void {
  const inWords = (list: readonly AuditSentence[]) => list.map((one) => auditWords(one, ENGLISH));
  if (json) {
    return printJson({
      kind,
      at: new Date(result.atWallMs).toISOString(),
      ...result,
      findingTexts: inWords(result.findings),
      noteTexts: inWords(result.notes),
      before: before ?? null,
    });
  }
  print([
    `audit ${kind}: ${VERDICTS[result.verdict]}`,
    ...inWords(result.findings).map((text) => `  ${text}`),
    ...inWords(result.notes).map((text) => `  - ${text}`),
    ...Object.entries(result.figures).map(([name, value]) => {
      const then = before?.figures[name];
      return `  ${name}: ${value}${then === undefined || then === value ? "" : ` (last time ${then})`}`;
    }),
    ...(result.details ?? []).map((line) => `    ${line}`),
  ]);
}
