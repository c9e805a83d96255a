/**
 * The few statistics that the benchmarks report.
 */

/** The value below which the part `part` (0..1) of `values` lies, by nearest rank; NaN of none. Rounded to 0.01. */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return Math.round(value * 100) / 100;
}
