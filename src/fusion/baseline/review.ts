/**
 * The review of what has changed: a finding that lasts becomes a candidate, and a person decides what it means.
 *
 * Approved, the last day becomes the reference; every reference before it is kept for a way back. Nothing here touches a limit.
 */
import type { SensorId } from "../../reading/ids.ts";
import { type Baseline, isLearned } from "./baseline.ts";
import { dayPicture, findChange, type FindingKind, knownHours } from "./findings.ts";

/** A finding must be there on so many days in a row: a thing that is carried through is no change. */
export const LASTING_DAYS = 2;
/** A candidate that nobody looks at, and that is no longer so, goes after this time. */
export const EXPIRY_DAYS = 30;
/** A rejected finding is not shown again for so long. */
export const REJECTED_DAYS = 30;
/** References kept to go back to; each takes 74 kB. */
export const REFERENCES_MAX = 4;

/** A reference: what a person, or the first week, has said is right. */
export interface Reference {
  readonly version: number;
  readonly atWallMs: number;
  readonly by: string;
  readonly reason: string;
  /** Hour after hour. */
  readonly hourly: Float32Array<ArrayBuffer>;
}

/** Something that waits for a person. */
export interface Candidate {
  readonly id: string;
  readonly sensorId: SensorId;
  readonly kind: FindingKind;
  readonly detail: string;
  readonly pixel?: number;
  readonly raisedAtWallMs: number;
  /** The last day on which it was so. */
  readonly seenAtWallMs: number;
  /** Mean pictures of a day, degrees Celsius. */
  readonly before: Float32Array<ArrayBuffer>;
  readonly after: Float32Array<ArrayBuffer>;
}

/** The review of one sensor. Changed in place. */
export interface Review {
  readonly sensorId: SensorId;
  /** The newest last. */
  references: readonly Reference[];
  candidate: Candidate | undefined;
  /** What was found on the last days, and on how many in a row. */
  found: { readonly kind: FindingKind; readonly days: number } | undefined;
  rejected: { readonly kind: FindingKind; readonly untilWallMs: number } | undefined;
}

/** What the daily look came to. */
export type ReviewEvent =
  | { readonly kind: "learned" }
  | { readonly kind: "candidate"; readonly candidate: Candidate }
  | { readonly kind: "expired"; readonly candidate: Candidate };

const DAY_MS = 86_400_000;

/** The review of a sensor of which nothing is known. */
export function emptyReview(sensorId: SensorId): Review {
  return { sensorId, references: [], candidate: undefined, found: undefined, rejected: undefined };
}

/** The daily look: to be made once a day, after its last hour was learned. */
export function reviewDay(review: Review, baseline: Baseline, nowWallMs: number): ReviewEvent | undefined {
  const reference = review.references.at(-1);
  if (reference === undefined) {
    if (!isLearned(baseline)) return undefined;
    add(review, baseline.mean, "box", "learned in its first week", nowWallMs);
    return { kind: "learned" };
  }
  const finding = findChange(baseline, reference.hourly);
  review.found = finding === undefined
    ? undefined
    : { kind: finding.kind, days: review.found?.kind === finding.kind ? review.found.days + 1 : 1 };
  const { candidate } = review;
  if (finding === undefined || finding.kind !== candidate?.kind) {
    if (candidate !== undefined && nowWallMs - candidate.seenAtWallMs >= EXPIRY_DAYS * DAY_MS) {
      review.candidate = undefined;
      return { kind: "expired", candidate };
    }
  } else review.candidate = { ...candidate, detail: finding.detail, seenAtWallMs: nowWallMs };
  if (finding === undefined || review.candidate !== undefined || review.found!.days < LASTING_DAYS) {
    return undefined;
  }
  const { rejected } = review;
  if (rejected?.kind === finding.kind && nowWallMs < rejected.untilWallMs) return undefined;
  const hours = knownHours(baseline.recent, reference.hourly);
  review.candidate = {
    id: `${review.sensorId}:${finding.kind}:${Math.round(nowWallMs)}`,
    sensorId: review.sensorId,
    ...finding,
    raisedAtWallMs: nowWallMs,
    seenAtWallMs: nowWallMs,
    before: dayPicture(reference.hourly, hours),
    after: dayPicture(baseline.recent, hours),
  };
  return { kind: "candidate", candidate: review.candidate };
}

/** A person says that what is seen now is right. @returns whether that candidate waited. */
export function approve(
  review: Review,
  baseline: Baseline,
  candidateId: string,
  by: string,
  reason: string,
  nowWallMs: number,
): boolean {
  if (review.candidate?.id !== candidateId) return false;
  const now = baseline.recent.map((value, at) => Number.isNaN(value) ? baseline.mean[at] : value);
  add(review, now, by, reason, nowWallMs);
  // What is right now is usual from now on: the slow mean would take weeks to say so.
  baseline.mean.set(now);
  review.candidate = undefined;
  review.found = undefined;
  return true;
}

/** A person says that what is seen now is not right: it will be put right, and is not shown again meanwhile. */
export function reject(review: Review, candidateId: string, nowWallMs: number): boolean {
  const { candidate } = review;
  if (candidate?.id !== candidateId) return false;
  review.rejected = { kind: candidate.kind, untilWallMs: nowWallMs + REJECTED_DAYS * DAY_MS };
  review.candidate = undefined;
  return true;
}

/** Back to an earlier reference, as a new version. @returns whether there is one of that number. */
export function revertTo(
  review: Review,
  version: number,
  by: string,
  reason: string,
  nowWallMs: number,
): boolean {
  const earlier = review.references.find((reference) => reference.version === version);
  if (earlier === undefined) return false;
  add(review, earlier.hourly, by, reason, nowWallMs);
  review.candidate = undefined;
  review.found = undefined;
  return true;
}

function add(
  review: Review,
  hourly: Float32Array<ArrayBuffer>,
  by: string,
  reason: string,
  atWallMs: number,
): void {
  const version = (review.references.at(-1)?.version ?? 0) + 1;
  const reference: Reference = { version, atWallMs, by, reason, hourly: Float32Array.from(hourly) };
  review.references = [...review.references, reference].slice(-REFERENCES_MAX);
}
