/**
 * The figures of one role, and how those of all roles become one page for Prometheus.
 */
import process from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";
import { numberOrNaN } from "../bus/messages.ts";

/** The metrics that every role has. More of its own are made with `registers: [metrics.registry]`, named `embereye_*`. */
export interface RoleMetrics {
  readonly registry: Registry;
  /** Waiting now. */
  readonly queueDepth: Gauge<"queue">;
}

/** The metrics of the role that takes sensors' packets. */
export interface PacketMetrics {
  /** Frames worked on. `kind`: `thermal`. */
  readonly frameProcessedTotal: Counter<"kind">;
  /** Packets understood. `kind`: the packet's form. */
  readonly sensorPacketsTotal: Counter<"kind">;
  /** Readings that a full queue refused. */
  readonly droppedFramesTotal: Counter<"queue">;
}

/**
 * Seconds from a packet's arrival to the siren's order. Fine around the promises (20 ms and 50 ms), coarse beyond.
 */
const LATENCY_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5];

/**
 * Makes the metrics of this process. A metric with labels shows nothing until it is used, so a role without cameras
 * does not claim to have processed 0 of their frames.
 */
export function createMetrics(): RoleMetrics {
  const registry = new Registry();
  const registers = [registry];
  // prom-client's own default metrics read /proc, which a role may not after it has dropped its permissions, and keep
  // a timer of 10 ms running. These three cost nothing until they are asked for.
  new Gauge({
    name: "embereye_process_resident_memory_bytes",
    help: "Resident memory of the process",
    registers,
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
  new Gauge({
    name: "embereye_process_heap_used_bytes",
    help: "JavaScript heap in use",
    registers,
    collect() {
      this.set(Deno.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: "embereye_process_cpu_seconds_total",
    help: "Processor time used by the process",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  return {
    registry,
    queueDepth: new Gauge({
      name: "queue_depth",
      help: "Entries that wait in a queue",
      labelNames: ["queue"],
      registers,
    }),
  };
}

/** Makes the metrics of packets in `registry`. */
export function packetMetrics(registry: Registry): PacketMetrics {
  const registers = [registry];
  return {
    frameProcessedTotal: new Counter({
      name: "frame_processed_total",
      help: "Frames worked on, thermal and camera",
      labelNames: ["kind"],
      registers,
    }),
    sensorPacketsTotal: new Counter({
      name: "sensor_packets_total",
      help: "Sensor packets understood, by form",
      labelNames: ["kind"],
      registers,
    }),
    droppedFramesTotal: new Counter({
      name: "dropped_frames_total",
      help: "Frames and packets that a full queue refused",
      labelNames: ["queue"],
      registers,
    }),
  };
}

/** The end-to-end latency, for the role that orders or performs. In seconds. */
export function alarmLatencyHistogram(registry: Registry): Histogram {
  return new Histogram({
    name: "embereye_alarm_latency_seconds",
    help: "From the arrival of a packet to the siren that it sounds",
    buckets: LATENCY_BUCKETS_S,
    registers: [registry],
  });
}

/** The metrics of this process for the `metrics` message. */
export function exportMetrics(registry: Registry): Promise<unknown[]> {
  return registry.getMetricsAsJSON();
}

/** A metric as another process sent it; see `getMetricsAsJSON()` of prom-client. */
const metricSchema = z.object({
  name: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  help: z.string(),
  type: z.enum(["counter", "gauge", "histogram", "summary"]),
  values: z.array(z.object({
    value: numberOrNaN,
    metricName: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/).optional(),
    labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.union([z.string(), z.number()])),
  })).max(10_000),
});
type Metric = z.infer<typeof metricSchema>;

/** A metric of another process; undefined where it is none. */
export function parsedMetric(candidate: unknown): Metric | undefined {
  return metricSchema.safeParse(candidate).data;
}

/** The newest metrics of one role. */
export interface MetricsOfRole {
  readonly role: string;
  readonly metrics: readonly unknown[];
}

/**
 * Prometheus text (exposition format 0.0.4) of all roles, each sample labelled with its `role` where it has no such label of its
 * own. Nothing is summed: the sum of two processes' queue depths means nothing, and Prometheus can sum what does.
 *
 * Metrics that are not understood are left out and counted in `embereye_metrics_refused`.
 */
export function aggregateMetrics(roles: readonly MetricsOfRole[]): Promise<string> {
  const byName = new Map<string, Metric>();
  const refused: Metric["values"] = [];
  for (const { role, metrics } of roles) {
    let refusals = 0;
    for (const candidate of metrics) {
      const parsed = parsedMetric(candidate);
      const known = byName.get(parsed?.name ?? "");
      if (parsed === undefined || (known !== undefined && known.type !== parsed.type)) {
        refusals++;
        continue;
      }
      const values = parsed.values.map((value) => ({ ...value, labels: { role, ...value.labels } }));
      if (known === undefined) byName.set(parsed.name, { ...parsed, values });
      else known.values.push(...values);
    }
    refused.push({ value: refusals, labels: { role } });
  }
  byName.set("embereye_metrics_refused", {
    name: "embereye_metrics_refused",
    help: "Metrics of a role that were not understood",
    type: "gauge",
    values: refused,
  });
  return text([...byName.values()]);
}

/** prom-client writes the text: it knows the escapes. It wants metrics that can be asked for their values. */
function text(metrics: readonly Metric[]): Promise<string> {
  const registry = new Registry();
  for (const metric of metrics) {
    const askable = { ...metric, get: () => metric };
    registry.registerMetric(askable as unknown as Gauge);
  }
  return registry.metrics();
}
