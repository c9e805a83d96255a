/**
 * How the doctor's tests read its checks.
 */
import assert from "node:assert/strict";
import type { Check } from "./check.ts";

/** The verdicts of `checks`, in their order. Every one must be a sentence, and say what to do unless all is well. */
export function verdicts(checks: readonly Check[]): string {
  for (const check of checks) {
    assert.match(check.found, /^\S.*\.$/s, check.found);
    assert.doesNotMatch(check.found, /undefined|NaN|\[object|\.\./, check.found);
    if (check.verdict !== "ok") assert.match(check.remedy, /\S{2}/, check.found);
  }
  return checks.map(({ verdict }) => verdict).join(" ");
}
