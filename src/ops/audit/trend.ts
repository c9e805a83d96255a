/**
 * The trend of a figure over time: slope with its confidence, so that noise is not taken for a leak.
 */

/** A line through the points. */
export interface Trend {
  /** Per day. */
  readonly slope: number;
  /** Half of the 95 % interval of the slope, per day. */
  readonly slopeError: number;
  readonly mean: number;
  readonly points: number;
}

/** Fewer points make no trend. */
export const TREND_POINTS_MIN = 8;
/** 95 % of a normal distribution; with hundreds of points Student's is the same. */
const TWO_SIGMAS = 1.96;
const DAY_MS = 86_400_000;

/** Least squares through `values`, one each `stepMs`; NaN is not known. Undefined where too few are known. */
export function trendOf(values: readonly number[], stepMs: number): Trend | undefined {
  const points = values.flatMap((value, i) =>
    Number.isNaN(value) ? [] : [[i * stepMs / DAY_MS, value] as const]
  );
  const n = points.length;
  if (n < TREND_POINTS_MIN) return undefined;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spreadX = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - mean), 0) / spreadX;
  const rest = points.reduce((sum, [x, y]) => sum + (y - mean - slope * (x - meanX)) ** 2, 0);
  return { slope, slopeError: TWO_SIGMAS * Math.sqrt(rest / (n - 2) / spreadX), mean, points: n };
}

/** Growth a day that is believed, as a part of the mean; 0 where the confidence interval holds none. */
export function believedGrowth({ slope, slopeError, mean }: Trend): number {
  return mean > 0 ? Math.max(0, slope - slopeError) / mean : 0;
}
