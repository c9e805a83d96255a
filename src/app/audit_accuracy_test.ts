import assert from "node:assert/strict";
import { type Evaluation, figures } from "../detect/evaluation.ts";
import type { AuditResult } from "../reading/audit.ts";
import { outcomeOf } from "./audit_accuracy.ts";

const MANIFEST = { name: "firegrid", version: "1.0.0", sha256: "ab".repeat(32), figures: [] };

function evaluation(truePositives: number, unjudged = 0): Evaluation {
  const counts = { truePositives, falsePositives: 1, falseNegatives: 66 - truePositives, trueNegatives: 54 };
  return {
    model: "firegrid",
    version: "1.0.0",
    pictures: 121,
    classes: { fire: figures(counts, 0.5) },
    unjudged: Array.from({ length: unjudged }, (_, i) => ({ file: `${i}.jpg`, reason: "torn" })),
  };
}
const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);

Deno.test("accuracy without figures in the manifest: the first result is the measure and no pass, later ones are held against it", () => {
  const first = outcomeOf(evaluation(60), MANIFEST, "site", []);
  assert.deepEqual([first.verdict, first.isBroken, codes(first.findings)], ["not-possible", undefined, [
    "no-reference",
  ]]);
  const before: AuditResult[] = [{ atWallMs: 1, ...first }];
  assert.equal(outcomeOf(evaluation(59), MANIFEST, "site", before).verdict, "passed");
  const worse = outcomeOf(evaluation(50), MANIFEST, "site", before);
  assert.deepEqual([worse.verdict, codes(worse.findings)], ["found", ["accuracy-drop"]]);
  assert.deepEqual(worse.findings[0].values, { label: "fire", measured: "recall", now: 75.8, then: 90.9 });
  const other = { ...MANIFEST, sha256: "cd".repeat(32) };
  assert.equal(
    outcomeOf(evaluation(50), other, "site", before).verdict,
    "not-possible",
    "another model is no measure",
  );
});

Deno.test("accuracy: pictures that cannot be read, or none at all, are broken and not passed", () => {
  const torn = outcomeOf(evaluation(60, 20), MANIFEST, "site", []);
  assert.deepEqual([torn.verdict, torn.isBroken, codes(torn.findings)], ["not-possible", true, ["unjudged"]]);
  assert.equal(torn.findings[0].values.reason, "torn");
  const none = outcomeOf({ ...evaluation(0), pictures: 0, classes: {} }, MANIFEST, "site", []);
  assert.deepEqual([none.verdict, none.isBroken], ["not-possible", true]);
});
