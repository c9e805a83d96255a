/**
 * A role's metrics as lines of a chart: gauges as they are, counters as rates, histograms as the mean of what was observed since the
 * last report.
 */
import { parsedMetric } from "./metrics.ts";

/** One value of one line. */
export interface MetricPoint {
  /** As Prometheus writes it: `queue_depth{queue="journal"}`. */
  readonly name: string;
  /** `bytes`, `seconds`, `1/s` or empty where it is a plain number. */
  readonly unit: string;
  readonly value: number;
}

/** Lines of one role; a role has about 30. More would be a label that grows, which must not fill the history. */
const SERIES_MAX = 200;

/** What a counter or histogram said last. */
interface Last {
  readonly atMs: number;
  readonly sum: number;
  readonly count: number;
}

/** Turns the reports of one role into points. */
export class MetricSeries {
  /** Lines that were left out: too many, or not understood. */
  refused = 0;
  #last = new Map<string, Last>();

  /** The points of a report that came at `nowMs`, monotonic. The first tells only of gauges: a rate needs two. */
  points(report: readonly unknown[], nowMs: number): MetricPoint[] {
    const points: MetricPoint[] = [];
    const seen = new Map<string, Last>();
    for (const candidate of report) {
      const metric = parsedMetric(candidate);
      if (metric === undefined) {
        this.refused++;
        continue;
      }
      const unit = unitOf(metric.name);
      if (metric.type === "gauge") {
        for (const { labels, value } of metric.values) {
          points.push({ name: nameOf(metric.name, labels), unit, value });
        }
        continue;
      }
      for (const [key, { sum, count }] of totals(metric)) {
        const before = this.#last.get(key);
        seen.set(key, { atMs: nowMs, sum, count });
        // A total that went down is of a new process: its rate is not known yet.
        if (before === undefined || sum < before.sum || count < before.count || nowMs <= before.atMs) {
          continue;
        }
        if (metric.type === "counter") {
          points.push({ name: key, unit: "1/s", value: (sum - before.sum) / (nowMs - before.atMs) * 1_000 });
        } else if (count > before.count) {
          points.push({ name: key, unit, value: (sum - before.sum) / (count - before.count) });
        }
      }
    }
    this.#last = seen;
    this.refused += Math.max(0, points.length - SERIES_MAX);
    return points.slice(0, SERIES_MAX);
  }
}

/** The totals of a counter or histogram by the name of their line. A counter's count stands still. */
function totals(
  metric: NonNullable<ReturnType<typeof parsedMetric>>,
): Map<string, { sum: number; count: number }> {
  const found = new Map<string, { sum: number; count: number }>();
  for (const { metricName, labels, value } of metric.values) {
    const isCount = metricName?.endsWith("_count") ?? false;
    if (metric.type !== "counter" && !isCount && !metricName?.endsWith("_sum")) continue;
    const key = nameOf(metric.name, labels);
    const total = found.get(key) ?? { sum: 0, count: 0 };
    found.set(key, total);
    if (isCount) total.count = value;
    else total.sum = value;
  }
  return found;
}

function nameOf(name: string, labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(String(value))}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(",")}}`;
}

function unitOf(name: string): string {
  return name.includes("_bytes") ? "bytes" : name.includes("_seconds") ? "seconds" : "";
}
