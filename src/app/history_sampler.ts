/**
 * Puts what the page's role hears into the history, once a second: zones, sensors, roles and the box itself.
 */
import type { BoxFacts, RoleStatus, SensorView, SiteView } from "../bus/messages.ts";
import type { ProcessName } from "../reading/ids.ts";
import type { Clock } from "../clock/clock.ts";
import { type MetricPoint, MetricSeries } from "../ops/metric_series.ts";
import type { SeriesName } from "../store/history/batch.ts";

/** A snapshot older than this is not the present: fusion sends two a second. */
const SITE_FRESH_MS = 2_000;
/** Roles report every two seconds; after this they are gone. */
const METRICS_FRESH_MS = 5_000;
/** The supervisor reports on the box every ten seconds. */
const BOX_FRESH_MS = 30_000;

/** What can be recorded at a moment. */
export interface Present {
  readonly site: SiteView | undefined;
  readonly roles: readonly RoleStatus[] | undefined;
  readonly box: BoxFacts | undefined;
}

/** Where values go; see `HistoryWriter`. */
export interface HistorySink {
  put(name: SeriesName, value: number): void;
}

/** Takes the samples. */
export class HistorySampler {
  readonly #clock: Clock;
  readonly #sink: HistorySink;
  readonly #reports = new Map<
    ProcessName | "supervisor",
    { series: MetricSeries; atMs: number; points: readonly MetricPoint[] }
  >();
  #boxAtMs = -Infinity;
  #box: BoxFacts | undefined;

  constructor(clock: Clock, sink: HistorySink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  /** Takes what a role reports of itself. */
  metrics(role: ProcessName | "supervisor", report: readonly unknown[]): void {
    const series = this.#reports.get(role)?.series ?? new MetricSeries();
    const atMs = this.#clock.monotonicMs();
    this.#reports.set(role, { series, atMs, points: series.points(report, atMs) });
  }

  /** Records this second. */
  sample({ site, roles, box }: Present): void {
    const nowMs = this.#clock.monotonicMs();
    if (site !== undefined && nowMs - site.atMs <= SITE_FRESH_MS) this.#site(site);
    for (const role of roles ?? []) this.#role(role);
    for (const [role, { atMs, points }] of this.#reports) {
      if (nowMs - atMs > METRICS_FRESH_MS) continue;
      for (const { name, unit, value } of points) {
        this.#sink.put({ subject: `role/${role}`, name, unit }, value);
      }
    }
    if (box !== this.#box) this.#boxAtMs = nowMs;
    this.#box = box;
    if (box !== undefined && nowMs - this.#boxAtMs <= BOX_FRESH_MS) this.#machine(box);
  }

  #site(site: SiteView): void {
    const byZone = new Map<string, SensorView[]>();
    for (const sensor of site.sensors) {
      byZone.set(sensor.zoneId, [...byZone.get(sensor.zoneId) ?? [], sensor]);
      for (const input of sensor.inputs) {
        if (!("value" in input)) continue;
        this.#sink.put({ subject: `sensor/${sensor.id}`, name: input.input, unit: input.unit }, input.value);
      }
    }
    for (const zone of site.zones) {
      const subject = `zone/${zone.id}` as const;
      this.#sink.put({ subject, name: "thermal", unit: "C" }, zone.maxC);
      const largest = new Map<string, { unit: string; value: number }>();
      for (const { inputs } of byZone.get(zone.id) ?? []) {
        for (const input of inputs) {
          if (!("value" in input) || input.input === "thermal") continue;
          const { unit, value } = input;
          if (value > (largest.get(input.input)?.value ?? -Infinity)) {
            largest.set(input.input, { unit, value });
          }
        }
      }
      for (const [name, { unit, value }] of largest) this.#sink.put({ subject, name, unit }, value);
    }
  }

  #role({ role, residentBytes, cpuPercent, queues }: RoleStatus): void {
    const subject = `role/${role}` as const;
    if (residentBytes !== undefined) {
      this.#sink.put({ subject, name: "memory", unit: "bytes" }, residentBytes);
    }
    if (cpuPercent !== undefined) this.#sink.put({ subject, name: "cpu", unit: "%" }, cpuPercent);
    for (const { name, depth } of queues) this.#sink.put({ subject, name: `queue ${name}`, unit: "" }, depth);
  }

  #machine({ disk, memory, load, temperatures }: BoxFacts): void {
    const put = (name: string, unit: string, value: number | undefined) => {
      if (value !== undefined) this.#sink.put({ subject: "box", name, unit }, value);
    };
    put("disk free", "bytes", disk?.freeBytes);
    put("memory available", "bytes", memory?.availableBytes);
    put("load", "", load);
    for (const { name, celsius } of temperatures) put(`temperature ${name}`, "C", celsius);
  }
}
