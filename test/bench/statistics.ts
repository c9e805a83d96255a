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

/** Microseconds that one `run` takes: the least of several rounds of `times` runs, as other processes only ever add to it. */
export function leastUs(times: number, rounds: number, run: () => void): number {
  let leastUs = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    for (let time = 0; time < times; time++) run();
    leastUs = Math.min(leastUs, (performance.now() - startMs) * 1000 / times);
  }
  return leastUs;
}

/**
 * How much a value grows in an hour: the median of the slopes between all pairs (Theil and Sen), which single peaks do not move.
 * NaN of fewer than two points.
 */
export function slopePerHour(points: readonly { readonly atMs: number; readonly value: number }[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      slopes.push((points[j].value - points[i].value) / (points[j].atMs - points[i].atMs) * 3_600_000);
    }
  }
  return quantile(slopes, 0.5);
}
