/**
 * An example of the audits, for the API's document and for tests: one of each verdict, one that is overdue.
 */
import { AUDIT_EVERY_DAYS, type AuditResult, said } from "../../reading/audit.ts";
import { auditAnswer, type AuditState } from "../audits_api.ts";

const AT_WALL_MS = 1_795_230_761_000;
const DAY_MS = 86_400_000;

function memory(weeksAgo: number, megabytes: number): AuditResult {
  return {
    atWallMs: AT_WALL_MS - weeksAgo * 7 * DAY_MS,
    verdict: "passed",
    findings: [],
    notes: [
      said("memory-process", { process: "fusion", mean: megabytes, slope: 0.04, error: 0.11, points: 672 }),
    ],
    figures: { "fusion MB": megabytes, "fusion MB a day": 0.04 },
    details: ["fusion: 1.2 MB allocated in step (src/fusion/step.ts:40)"],
  };
}

/** The states. */
export function sampleAudits(): AuditState[] {
  return [
    {
      kind: "memory",
      everyDays: AUDIT_EVERY_DAYS.memory,
      dueAtWallMs: AT_WALL_MS + 7 * DAY_MS,
      isOverdue: false,
      results: [memory(2, 71.9), memory(1, 72.6), memory(0, 72.3)],
    },
    {
      kind: "accuracy",
      everyDays: AUDIT_EVERY_DAYS.accuracy,
      dueAtWallMs: AT_WALL_MS + 14 * DAY_MS,
      isOverdue: false,
      results: [{
        atWallMs: AT_WALL_MS,
        verdict: "not-possible",
        findings: [said("no-validation-set")],
        notes: [],
        figures: {},
      }],
    },
    {
      kind: "ports",
      everyDays: AUDIT_EVERY_DAYS.ports,
      dueAtWallMs: AT_WALL_MS - 20 * DAY_MS,
      isOverdue: true,
      results: [],
    },
    {
      kind: "dependencies",
      everyDays: AUDIT_EVERY_DAYS.dependencies,
      dueAtWallMs: AT_WALL_MS + 31 * DAY_MS,
      isOverdue: false,
      results: [{
        atWallMs: AT_WALL_MS,
        verdict: "found",
        findings: [
          said("advisory", {
            package: "ffmpeg",
            version: "7:5.1.6-0+deb12u1",
            ecosystem: "Debian:12",
            id: "CVE-2025-22919",
            summary: "",
            fixed: "7:5.1.7-0+deb12u1",
          }),
        ],
        notes: [said("packages-looked-at", { program: 96, system: 240 })],
        figures: { advisories: 312, packages: 336 },
      }],
    },
  ];
}

/** What the API answers of them. */
export const AUDITS_EXAMPLE = sampleAudits().map(auditAnswer);
