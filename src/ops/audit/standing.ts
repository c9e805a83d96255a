/**
 * What the results of the audits mean now: which found something, which could not be made, and which are overdue.
 */
import {
  AUDIT_EVERY_DAYS,
  type AuditKind,
  type AuditResult,
  type AuditSentence,
} from "../../reading/audit.ts";

/** How an audit stands. */
export interface AuditStanding {
  readonly kind: AuditKind;
  /** The newest; undefined where none has been made yet. */
  readonly last: AuditResult | undefined;
  /** When the next one is due. */
  readonly dueAtWallMs: number;
  readonly isOverdue: boolean;
}

const DAY_MS = 86_400_000;
/** Late by half of its interval is overdue: the timers have an hour's play, and a box may be without power for days. */
const LATE_PART = 0.5;
/** A result that lies further in the future was made while the clock was wrong. */
const FUTURE_MS = DAY_MS;

/**
 * How one kind stands.
 *
 * @param begunWallMs Since when this box waits for its audits: one that has never been made is due an interval after that.
 */
export function standingOf(
  kind: AuditKind,
  results: readonly AuditResult[],
  begunWallMs: number,
  nowWallMs: number,
): AuditStanding {
  const everyMs = AUDIT_EVERY_DAYS[kind] * DAY_MS;
  const last = results.at(-1);
  const believed = results.findLast(({ atWallMs }) => atWallMs <= nowWallMs + FUTURE_MS);
  const dueAtWallMs = (believed?.atWallMs ?? begunWallMs) + everyMs;
  return { kind, last, dueAtWallMs, isOverdue: nowWallMs > dueAtWallMs + LATE_PART * everyMs };
}

/** A fault that an audit stands for. */
export interface AuditFault {
  readonly code: "audit-found" | "audit-overdue" | "audit-not-possible";
  readonly subject: AuditKind;
  /** What stands behind it, to be said. */
  readonly sentences: readonly AuditSentence[];
}

/** The faults of one kind, as they stand. What is only not set up on this box is none. */
export function faultsOf({ kind, last, isOverdue }: AuditStanding): AuditFault[] {
  const faults: AuditFault[] = [];
  if (isOverdue) faults.push({ code: "audit-overdue", subject: kind, sentences: [] });
  if (last === undefined) return faults;
  if (last.verdict === "found") faults.push({ code: "audit-found", subject: kind, sentences: last.findings });
  if (last.verdict === "not-possible" && last.isBroken) {
    faults.push({ code: "audit-not-possible", subject: kind, sentences: last.findings });
  }
  return faults;
}
