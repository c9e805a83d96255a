import assert from "node:assert/strict";
import { AUDIT_KINDS, type AuditResult, said } from "../../reading/audit.ts";
import { faultsOf, standingOf } from "./standing.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 25);

function result(daysAgo: number, more: Partial<AuditResult> = {}): AuditResult {
  return {
    atWallMs: NOW - daysAgo * DAY_MS,
    verdict: "passed",
    findings: [],
    notes: [],
    figures: {},
    ...more,
  };
}
const faults = (results: AuditResult[], begunDaysAgo = 0) =>
  faultsOf(standingOf("memory", results, NOW - begunDaysAgo * DAY_MS, NOW)).map(({ code }) => code);

Deno.test("an audit is overdue half an interval after it was due, a new box's as well, and not before", () => {
  assert.deepEqual(faults([result(10)]), []);
  assert.deepEqual(faults([result(11)]), ["audit-overdue"]);
  for (const kind of AUDIT_KINDS) {
    assert(!standingOf(kind, [], NOW, NOW).isOverdue, `${kind} of a box that was set up just now`);
    assert(standingOf(kind, [], NOW - 60 * DAY_MS, NOW).isOverdue, kind);
  }
  assert.deepEqual(faults([result(-400)], 60), ["audit-overdue"], "made while the clock was years ahead");
});

Deno.test("what was found stands until it is looked at again without findings; what is not set up is no trouble, what is broken is one", () => {
  assert.deepEqual(faults([result(1), result(0, { verdict: "found", findings: [said("memory-grows")] })]), [
    "audit-found",
  ]);
  assert.deepEqual(faults([result(1, { verdict: "found" }), result(0)]), []);
  assert.deepEqual(faults([result(0, { verdict: "not-possible" })]), []);
  assert.deepEqual(faults([result(0, { verdict: "not-possible", isBroken: true })]), ["audit-not-possible"]);
  assert.deepEqual(faults([result(30, { verdict: "found" })]), ["audit-overdue", "audit-found"]);
});
