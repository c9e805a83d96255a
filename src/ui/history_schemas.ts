/**
 * What the history's part of the API takes and answers.
 */
import { z } from "zod";

/** A chart on the widest screen has no more; the answer stays below a megabyte. */
export const POINTS_MAX = 2_000;

/** A moment: milliseconds since 1970 UTC, or ISO 8601. */
export const moment = z.union([
  z.coerce.number().int().min(0).max(8_640_000_000_000_000),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** The query of `GET /zones/{id}/history` and `GET /sensors/{id}/history`. */
export const historyQuery = z.object({
  /** The beginning; an hour before `to` where absent. */
  from: moment.optional(),
  /** The end; now where absent. */
  to: moment.optional(),
  /** The beginning as a span before the end, milliseconds. */
  spanMs: z.coerce.number().int().min(1_000).max(10 * 366 * 86_400_000).optional(),
  /** Values of each series at the most. */
  points: z.coerce.number().int().min(2).max(POINTS_MAX).default(600),
});

/** The query of `GET /metrics/history`. */
export const metricsHistoryQuery = historyQuery.extend({
  /** A role, or `box` for the machine itself. */
  of: z.string().min(1).max(64).default("box"),
  /** Names of series, separated by `|`; all of them where absent. */
  names: z.string().max(4_000).optional(),
});

/** NaN inside, null on the wire. */
const column = z.array(z.number().nullable());

/** The answer: value `i` of each column covers the time from `fromWallMs + i * stepMs` on, `stepMs` long. */
export const historyAnswer = z.object({
  fromWallMs: z.number(),
  toWallMs: z.number(),
  stepMs: z.number(),
  series: z.array(z.object({
    /** The input, or the metric. */
    name: z.string(),
    /** `C`, `%`, `ppm`, `score`, `contact`, `bytes`, `seconds`, `1/s`, or empty for a plain number. */
    unit: z.string(),
    min: column,
    mean: column,
    max: column,
  })),
});

/** `GET /metrics/series`: what there is a history of. */
export const seriesAnswer = z.array(z.object({ of: z.string(), name: z.string(), unit: z.string() }));
