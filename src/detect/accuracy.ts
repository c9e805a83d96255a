/**
 * Whether a model is still as good as it was said to be: an evaluation held against the figures of its manifest, or of an earlier
 * evaluation of the same pictures.
 */
import type { ClassFigures, Confusion, Evaluation } from "./evaluation.ts";
import { figures } from "./evaluation.ts";
import { type Label, LABELS } from "./findings.ts";
import type { ModelManifest } from "./manifest.ts";

/**
 * How far precision or recall may fall. Less, and another decoder version that moves one score over its threshold is a fault: one
 * picture of a hundred. More, and a model that misses every tenth fire passes.
 */
export const DROP_MAX = 0.05;
/** A class with fewer pictures, with it or without it, gives figures that one picture changes by more than the limit. */
export const LABELLED_MIN = 20;
/** Of the pictures, so many may be unreadable: more, and the figures are those of another set. */
export const UNJUDGED_MAX = 0.05;

/** What is compared. */
export type Measured = "precision" | "recall";
export const MEASURED: readonly Measured[] = ["precision", "recall"];

/** What each class is held against. */
export type Reference = Readonly<
  Partial<Record<Label, Readonly<Partial<Record<Measured, number>>> & { readonly pictures?: number }>>
>;

/** A figure that has fallen by more than {@linkcode DROP_MAX}. Shares of 1. */
export interface Drop {
  readonly label: Label;
  readonly measured: Measured;
  readonly now: number;
  readonly then: number;
}

/** The judgement. */
export interface AccuracyJudgement {
  readonly drops: readonly Drop[];
  /** Classes that were compared. */
  readonly compared: readonly Label[];
  /** Classes with too few pictures for a comparison. */
  readonly small: readonly Label[];
  /** Classes of which the reference counted another number of pictures: it is not quite the same set. */
  readonly differing: readonly { readonly label: Label; readonly now: number; readonly then: number }[];
}

/** The manifest's figures of the set called `set`; undefined where it has none. */
export function manifestReference(
  { figures: all }: Pick<ModelManifest, "figures">,
  set: string,
): Reference | undefined {
  const found = all.find((one) => one.set === set);
  if (found === undefined) return undefined;
  const reference: { -readonly [L in Label]?: Reference[L] } = {};
  for (const label of LABELS) {
    const counts = found[label];
    if (counts === undefined) continue;
    const { precision, recall } = figures(counts, found.thresholds[label] ?? 0);
    reference[label] = {
      pictures: picturesOf(counts),
      ...(precision === undefined ? {} : { precision }),
      ...(recall === undefined ? {} : { recall }),
    };
  }
  return reference;
}

/** Holds an evaluation against what it is to be. */
export function judgeAccuracy(
  { classes }: Pick<Evaluation, "classes">,
  reference: Reference,
): AccuracyJudgement {
  const drops: Drop[] = [];
  const compared: Label[] = [];
  const small: Label[] = [];
  const differing: { label: Label; now: number; then: number }[] = [];
  for (const label of LABELS) {
    const [found, wanted] = [classes[label], reference[label]];
    if (found === undefined || wanted === undefined) continue;
    if (!isEnough(found)) {
      small.push(label);
      continue;
    }
    const now = picturesOf(found);
    if (wanted.pictures !== undefined && wanted.pictures !== now) {
      differing.push({ label, now, then: wanted.pictures });
    }
    compared.push(label);
    for (const measured of MEASURED) {
      const then = wanted[measured];
      // A model that finds nothing at all has no precision: its recall says so.
      const value = found[measured] ?? 0;
      if (then !== undefined && then - value > DROP_MAX) drops.push({ label, measured, now: value, then });
    }
  }
  return { drops, compared, small, differing };
}

/** Whether a class has pictures enough on both sides. */
function isEnough(counts: Readonly<Confusion>): boolean {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
  return truePositives + falseNegatives >= LABELLED_MIN && falsePositives + trueNegatives >= LABELLED_MIN;
}

/** The pictures that a class was judged on. */
export function picturesOf(counts: Readonly<Confusion> | ClassFigures): number {
  return counts.truePositives + counts.falsePositives + counts.falseNegatives + counts.trueNegatives;
}
