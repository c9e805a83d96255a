/**
 * Metrics as people read them: each with what it means, histograms as their mean and quantiles.
 */
import type { Metric, Sample } from "./exposition.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";
import { type Cell, paint, table, wrap } from "./text_layout.ts";

/** A series of a metric as the report shows it, and scripts get it. */
export type Series =
  | { readonly labels: Readonly<Record<string, string>>; readonly value: number }
  | {
    readonly labels: Readonly<Record<string, string>>;
    readonly count: number;
    readonly sum: number;
    /** Upper ends of the buckets that hold the median and the slowest twentieth; absent where nothing was observed. */
    readonly p50?: number;
    readonly p95?: number;
  };

/** The metrics whose name is `name`, or else contains it; all where it is absent. */
export function metricsNamed(metrics: readonly Metric[], name: string | undefined): readonly Metric[] {
  if (name === undefined) return metrics;
  const exact = metrics.filter((metric) => metric.name === name);
  return exact.length > 0 ? exact : metrics.filter((metric) => metric.name.includes(name));
}

/** The series of `metric`: one of a histogram for each set of labels. */
export function seriesOf(metric: Metric): Series[] {
  if (metric.type !== "histogram") return metric.samples.map(({ labels, value }) => ({ labels, value }));
  const groups = new Map<string, { labels: Record<string, string>; samples: Sample[] }>();
  for (const sample of metric.samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, samples: [] };
    groups.set(key, group);
    group.samples.push(sample);
  }
  return [...groups.values()].map(({ labels, samples }) => {
    const ending = (end: string) => samples.find(({ name }) => name.endsWith(end))?.value ?? 0;
    const count = ending("_count");
    const buckets = samples.filter(({ name }) => name.endsWith("_bucket"))
      .map(({ labels, value }) => ({ limit: labels.le === "+Inf" ? Infinity : Number(labels.le), value }))
      .sort((a, b) => a.limit - b.limit);
    const quantile = (part: number) => buckets.find(({ value }) => value >= part * count)?.limit ?? Infinity;
    return {
      labels,
      count,
      sum: ending("_sum"),
      ...(count > 0 && { p50: quantile(0.5), p95: quantile(0.95) }),
    };
  });
}

/** The metrics for a terminal. */
export function metricsLines(metrics: readonly Metric[], screen: Screen): string[] {
  const width = screen.columns ?? COLUMNS_DEFAULT;
  const { colours } = screen;
  return metrics.flatMap((metric, index) => {
    const histogram = metric.type === "histogram";
    const rows = seriesOf(metric).map((series): Cell[] => {
      const cells = [valueOf(series, metric), labelsOf(series.labels)];
      return histogram ? cells.reverse() : cells;
    });
    return [
      ...(index === 0 ? [] : [""]),
      paint(metric.name, "bold", colours),
      ...(metric.help === ""
        ? []
        : wrap(metric.help, width - 2).map((line) => "  " + paint(line, "dim", colours))),
      ...(rows.length === 0
        ? ["  " + paint("no value yet", "dim", colours)]
        : table(rows, { width, colours, right: histogram ? [] : [0] })),
    ];
  });
}

/** The role first: it says whose value it is. */
function labelsOf({ role, ...others }: Readonly<Record<string, string>>): string {
  const rest = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  return [role, ...rest].filter((part) => part !== undefined).join(" ");
}

function valueOf(series: Series, { name }: Metric): string {
  if ("value" in series) return inUnit(series.value, name);
  const { count, sum, p50, p95 } = series;
  if (p50 === undefined || p95 === undefined) return "no observation";
  return `${count} observation${count === 1 ? "" : "s"}, mean ${inUnit(sum / count, name)}, half ${
    within(p50, name)
  }, 95 % ${within(p95, name)}`;
}

function within(limit: number, name: string): string {
  return limit === Infinity ? "beyond the last bucket" : `within ${inUnit(limit, name)}`;
}

/** The value with the unit that its name ends in. */
function inUnit(value: number, name: string): string {
  if (!Number.isFinite(value)) return String(value);
  if (name.includes("_bytes")) return `${(value / 1e6).toFixed(1)} MB`;
  if (name.includes("_seconds")) {
    return Math.abs(value) < 1 && value !== 0 ? `${trimmed(value * 1_000)} ms` : `${trimmed(value)} s`;
  }
  return trimmed(value);
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(2)));
}
