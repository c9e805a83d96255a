/**
 * A sensor's baseline and review on the disk: a line of JSON with all that is not pictures, then the pictures as they lie in memory.
 */
import { join } from "node:path";
import { z } from "zod";
import { type Baseline, emptyBaseline, HOURS } from "../fusion/baseline/baseline.ts";
import { emptyReview, type Review } from "../fusion/baseline/review.ts";
import { fileNameOfId } from "../reading/file_name.ts";
import { THERMAL_PIXELS } from "../reading/reading.ts";
import { jsonOf } from "../store/stored_json.ts";

const DAY_FLOATS = HOURS * THERMAL_PIXELS;
const NEWLINE = 0x0a;

const findingKind = z.enum(["drift", "moved", "dirty-lens", "hot-object"]);
const headSchema = z.object({
  version: z.literal(1),
  days: z.array(z.number().int().min(0)).length(HOURS),
  references: z.array(
    z.object({ version: z.number(), atWallMs: z.number(), by: z.string(), reason: z.string() }),
  ).max(16),
  candidate: z.object({
    id: z.string(),
    kind: findingKind,
    detail: z.string(),
    pixel: z.number().optional(),
    raisedAtWallMs: z.number(),
    seenAtWallMs: z.number(),
  }).optional(),
  found: z.object({ kind: findingKind, days: z.number() }).optional(),
  rejected: z.object({ kind: findingKind, untilWallMs: z.number() }).optional(),
  reviewedDay: z.string(),
});

/** All that is kept of one sensor. */
export interface KeptBaseline {
  readonly baseline: Baseline;
  readonly review: Review;
  /** The day of the last review, `YYYY-MM-DD`. */
  reviewedDay: string;
}

/** The file of a sensor: ids may hold what file names may not. */
export function baselineFile(folder: string, sensorId: string): string {
  return join(folder, `${fileNameOfId(sensorId)}.baseline`);
}

/** The bytes of the file. */
export function encodeBaseline({ baseline, review, reviewedDay }: KeptBaseline): Uint8Array<ArrayBuffer> {
  const { candidate, found, rejected, references } = review;
  const { before: _before, after: _after, sensorId: _sensor, ...shown } = candidate ??
    {} as NonNullable<typeof candidate>;
  const head = new TextEncoder().encode(
    JSON.stringify({
      version: 1,
      days: [...baseline.days],
      references: references.map(({ hourly: _, ...reference }) => reference),
      ...(candidate === undefined ? {} : { candidate: shown }),
      ...(found === undefined ? {} : { found }),
      ...(rejected === undefined ? {} : { rejected }),
      reviewedDay,
    }) + "\n",
  );
  const pictures = [
    baseline.mean,
    baseline.spread,
    baseline.recent,
    ...references.map(({ hourly }) => hourly),
    ...(candidate === undefined ? [] : [candidate.before, candidate.after]),
  ];
  const bytes = new Uint8Array(head.length + pictures.reduce((sum, picture) => sum + picture.byteLength, 0));
  bytes.set(head);
  let at = head.length;
  for (const picture of pictures) {
    bytes.set(new Uint8Array(picture.buffer, picture.byteOffset, picture.byteLength), at);
    at += picture.byteLength;
  }
  return bytes;
}

/** What the bytes hold; undefined where they are not whole: then it is learned anew. */
export function decodeBaseline(bytes: Uint8Array<ArrayBuffer>, sensorId: string): KeptBaseline | undefined {
  const end = bytes.indexOf(NEWLINE);
  const head =
    headSchema.safeParse(jsonOf(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))))).data;
  if (head === undefined) return undefined;
  const days = 3 + head.references.length;
  const floats = days * DAY_FLOATS + (head.candidate === undefined ? 0 : 2 * THERMAL_PIXELS);
  if (bytes.length !== end + 1 + 4 * floats) return undefined;
  // A copy: the numbers must lie at multiples of four.
  const all = new Float32Array(bytes.slice(end + 1).buffer);
  const day = (n: number) => all.slice(n * DAY_FLOATS, (n + 1) * DAY_FLOATS);
  const picture = (n: number) =>
    all.slice(days * DAY_FLOATS + n * THERMAL_PIXELS, days * DAY_FLOATS + (n + 1) * THERMAL_PIXELS);
  const baseline: Baseline = {
    ...emptyBaseline(),
    mean: day(0),
    spread: day(1),
    recent: day(2),
    days: Uint16Array.from(head.days),
  };
  const review: Review = {
    ...emptyReview(sensorId),
    references: head.references.map((reference, n) => ({ ...reference, hourly: day(3 + n) })),
    candidate: head.candidate && { ...head.candidate, sensorId, before: picture(0), after: picture(1) },
    found: head.found,
    rejected: head.rejected,
  };
  return { baseline, review, reviewedDay: head.reviewedDay };
}
