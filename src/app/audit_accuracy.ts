/**
 * `embereye audit accuracy`: is the model in use as good on the validation set as its manifest says?
 */
import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import {
  judgeAccuracy,
  manifestReference,
  MEASURED,
  picturesOf,
  type Reference,
  UNJUDGED_MAX,
} from "../detect/accuracy.ts";
import type { Evaluation } from "../detect/evaluation.ts";
import { evaluationTable } from "../detect/evaluation.ts";
import { type Label, LABELS } from "../detect/findings.ts";
import type { ModelManifest } from "../detect/manifest.ts";
import { type AuditResult, type AuditSentence, said } from "../reading/audit.ts";
import {
  type AuditOptions,
  type AuditOutcome,
  concludeAudit,
  notPossible,
  resultsOf,
  verdictOn,
} from "./audit_outcome.ts";
import { evaluateFolder, readLabels, withModel } from "./evaluate_folder.ts";
import { locate, runningConfig } from "./where.ts";

/** Runs it. */
export async function auditAccuracy(
  options: AuditOptions & { readonly set?: string },
): Promise<number> {
  const paths = await locate(options);
  const conclude = (outcome: AuditOutcome) => concludeAudit(paths, "accuracy", outcome, options);
  const config = await runningConfig(paths);
  if (!config.ok) return await conclude(notPossible("broken", said("no-config", { reason: config.fault })));
  const { cameras, detect } = config.value;
  const named = options.set ?? detect.validationSet;
  if (named === undefined) {
    return await conclude(
      notPossible("not-set-up", said(cameras.length === 0 ? "no-cameras" : "no-validation-set")),
    );
  }
  const folder = resolve(named);
  const pictures = await readLabels(folder);
  if (!pictures.ok) {
    return await conclude(notPossible("broken", said("set-unreadable", { reason: pictures.fault })));
  }
  const before = resultsOf(paths, "accuracy");
  const judged = await withModel(detect.model, paths.models, async (model) => {
    const evaluation = await evaluateFolder(model, folder, pictures.value, "audit accuracy");
    return outcomeOf(evaluation, model.manifest, basename(folder), before);
  });
  if (!judged.ok) {
    return await conclude(notPossible("broken", said("model-refused", { reason: judged.fault })));
  }
  return await conclude(judged.value);
}

/** What an evaluation comes to, held against the manifest, or the first result of the same pictures and the same model. */
export function outcomeOf(
  evaluation: Evaluation,
  manifest: Pick<ModelManifest, "name" | "version" | "sha256" | "figures">,
  set: string,
  before: readonly AuditResult[],
): AuditOutcome {
  const { classes, pictures, unjudged } = evaluation;
  const model = `${manifest.name} ${manifest.version}`;
  const identity = { set, model, print: fingerprint(evaluation, manifest.sha256) };
  const figures: Record<string, number> = { pictures };
  const notes: AuditSentence[] = [];
  for (const label of LABELS) {
    const found = classes[label];
    if (found === undefined) continue;
    for (const measured of MEASURED) {
      const value = found[measured];
      if (value !== undefined) figures[`${label} ${measured} %`] = percent(value);
    }
    notes.push(said("accuracy-class", { label, count: picturesOf(found), threshold: found.threshold }));
  }
  const details = evaluationTable(evaluation).split("\n");
  const total = pictures + unjudged.length;
  if (total === 0 || unjudged.length / total > UNJUDGED_MAX) {
    const reason = unjudged[0]?.reason ?? "the list is empty";
    const finding = said("unjudged", { count: unjudged.length, of: total, reason });
    return { verdict: "not-possible", isBroken: true, findings: [finding], notes, figures, details };
  }
  const ofManifest = manifestReference(manifest, set);
  const reference = ofManifest ?? earlierReference(before, identity);
  if (reference === undefined) {
    // Nothing was compared: that is no pass. It is what later ones are held against.
    return { verdict: "not-possible", findings: [said("no-reference", identity)], notes, figures, details };
  }
  if (ofManifest === undefined) notes.push(said("no-reference", identity));
  const { drops, compared, small, differing } = judgeAccuracy(evaluation, reference);
  for (const label of small) notes.push(said("set-small", { label }));
  for (const one of differing) notes.push(said("set-differs", { ...one }));
  if (compared.length === 0) {
    return {
      verdict: "not-possible",
      findings: [said("set-small", { label: "fire" })],
      notes,
      figures,
      details,
    };
  }
  const findings = drops.map(({ label, measured, now, then }) =>
    said("accuracy-drop", { label, measured, now: percent(now), then: percent(then) })
  );
  return { verdict: verdictOn(findings), findings, notes, figures, details };
}

/** The first kept result of the same pictures, labels and model, where there was nothing else to compare with. */
function earlierReference(
  before: readonly AuditResult[],
  { print }: { readonly print: string },
): Reference | undefined {
  const first = before.find(({ findings, notes }) =>
    [...findings, ...notes].some(({ code, values }) => code === "no-reference" && values.print === print)
  );
  if (first === undefined) return undefined;
  const reference: { -readonly [L in Label]?: Reference[L] } = {};
  for (const label of LABELS) {
    const [precision, recall] = MEASURED.map((measured) => first.figures[`${label} ${measured} %`]);
    if (precision === undefined && recall === undefined) continue;
    reference[label] = {
      ...(precision === undefined ? {} : { precision: precision / 100 }),
      ...(recall === undefined ? {} : { recall: recall / 100 }),
    };
  }
  return reference;
}

/** The same for the same model and the same numbers of pictures with and without fire and smoke. */
function fingerprint({ classes }: Evaluation, sha256: string): string {
  const counts = LABELS.map((label) => {
    const found = classes[label];
    if (found === undefined) return "-";
    return `${found.truePositives + found.falseNegatives}/${found.falsePositives + found.trueNegatives}`;
  });
  return createHash("sha256").update(`${sha256} ${counts.join(" ")}`).digest("hex").slice(0, 12);
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}
