/**
 * How good a model is on labelled pictures: each class counted by itself at the manifest's threshold, single pictures,
 * no vote.
 */
import { type Label, LABELS } from "./findings.ts";
import { describeModelFault } from "./model_fault.ts";
import type { DetectorModel } from "./detector.ts";
import type { LabelledPicture } from "./labels.ts";
import { describePictureFault, type Picture, type PictureFault } from "./picture.ts";
import { Preprocessor } from "./preprocess.ts";
import type { Result } from "../reading/result.ts";
import { OPEN_VIEW } from "../reading/view.ts";

/** Pictures by what is on them and what the model says. */
export interface Confusion {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}

/** The figures of one class; a share is absent where there is nothing to take a share of. */
export interface ClassFigures extends Readonly<Confusion> {
  readonly threshold: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly falsePositiveRate?: number;
}

/** What an evaluation came to. */
export interface Evaluation {
  readonly model: string;
  readonly version: string;
  /** Pictures that the model judged. */
  readonly pictures: number;
  readonly classes: Readonly<Partial<Record<Label, ClassFigures>>>;
  /** Pictures that could not be judged, with the reason. */
  readonly unjudged: readonly { readonly file: string; readonly reason: string }[];
}

/** Pictures decoded at the same time: decoding takes longest, but more would only compete for the cores of a small box. */
const READ_AHEAD = 2;

/** Judges every picture of the list with `model`. `read` delivers a file of the folder, decoded; it must not reject. */
export async function evaluate(
  model: DetectorModel,
  pictures: readonly LabelledPicture[],
  read: (file: string) => Promise<Result<Picture, PictureFault>>,
): Promise<Evaluation> {
  const { name, version, thresholds, input } = model.manifest;
  const counts: Record<Label, Confusion> = { fire: noneYet(), smoke: noneYet() };
  const unjudged: { file: string; reason: string }[] = [];
  const reads = pictures.slice(0, READ_AHEAD).map(({ file }) => read(file));
  for (const [i, { file, labels }] of pictures.entries()) {
    const picture = await reads.shift()!;
    if (i + READ_AHEAD < pictures.length) reads.push(read(pictures[i + READ_AHEAD].file));
    if (!picture.ok) {
      unjudged.push({ file, reason: describePictureFault(picture.fault) });
      continue;
    }
    const { width, height, pixels } = picture.value;
    new Preprocessor(input, width, height, OPEN_VIEW).write(pixels, model.input, 0);
    const run = await model.infer(1);
    const found = run.ok ? model.findings(0) : run;
    if (!found.ok) {
      unjudged.push({ file, reason: describeModelFault(found.fault) });
      continue;
    }
    for (const label of LABELS) {
      const threshold = thresholds[label];
      const truth = labels[label];
      if (threshold === undefined || truth === undefined) continue;
      tally(counts[label], truth, found.value.scores[label] >= threshold);
    }
  }
  const classes: Partial<Record<Label, ClassFigures>> = {};
  for (const label of LABELS) {
    const threshold = thresholds[label];
    if (threshold !== undefined) classes[label] = figures(counts[label], threshold);
  }
  return { model: name, version, pictures: pictures.length - unjudged.length, classes, unjudged };
}

/** The shares that the counts come to. */
export function figures(counts: Readonly<Confusion>, threshold: number): ClassFigures {
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts;
  return {
    threshold,
    ...counts,
    ...share("precision", tp, tp + fp),
    ...share("recall", tp, tp + fn),
    ...share("f1", 2 * tp, 2 * tp + fp + fn),
    ...share("falsePositiveRate", fp, fp + tn),
  };
}

/** The evaluation as a table of at most 80 columns. */
export function evaluationTable(evaluation: Evaluation): string {
  const rows = [
    ["class", "threshold", "TP", "FP", "FN", "TN", "precision", "recall", "F1", "false pos."],
    ...LABELS.flatMap((label) => {
      const of = evaluation.classes[label];
      return of === undefined ? [] : [[
        label,
        of.threshold.toFixed(2),
        ...[of.truePositives, of.falsePositives, of.falseNegatives, of.trueNegatives].map(String),
        percent(of.precision),
        percent(of.recall),
        of.f1?.toFixed(3) ?? "-",
        percent(of.falsePositiveRate),
      ]];
    }),
  ];
  const widths = [6, 9, 6, 6, 6, 6, 10, 8, 6, 11];
  const lines = rows.map((row) =>
    row.map((text, i) => i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])).join("")
  );
  const { model, version, pictures, unjudged } = evaluation;
  const failed = unjudged.length === 0 ? "" : `, ${unjudged.length} could not be judged`;
  const reasons = unjudged.slice(0, REASONS_MAX).map(({ file, reason }) => `  ${file}: ${reason}`);
  const more = unjudged.length > REASONS_MAX ? [`  and ${unjudged.length - REASONS_MAX} more`] : [];
  return [`${model} ${version}: ${pictures} pictures judged${failed}`, ...lines, ...reasons, ...more].join(
    "\n",
  );
}

/** Reasons that the table prints; the JSON has them all. */
const REASONS_MAX = 10;

function noneYet(): Confusion {
  return { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
}

function tally(counts: Confusion, truth: boolean, found: boolean): void {
  if (truth) {
    if (found) counts.truePositives++;
    else counts.falseNegatives++;
  } else if (found) counts.falsePositives++;
  else counts.trueNegatives++;
}

function share<K extends string>(key: K, part: number, whole: number): Partial<Record<K, number>> {
  return whole === 0 ? {} : { [key]: part / whole } as Record<K, number>;
}

function percent(value: number | undefined): string {
  return value === undefined ? "-" : `${(100 * value).toFixed(1)} %`;
}
