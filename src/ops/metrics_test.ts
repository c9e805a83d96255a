import assert from "node:assert/strict";
import { Gauge } from "prom-client";
import { metricsMessage } from "../bus/messages.ts";
import {
  aggregateMetrics,
  alarmLatencyHistogram,
  createMetrics,
  exportMetrics,
  packetMetrics,
} from "./metrics.ts";

/** What arrives at the other end of the link. */
async function sent(metrics: ReturnType<typeof createMetrics>): Promise<unknown[]> {
  const message = { kind: "metrics", metrics: await exportMetrics(metrics.registry) };
  return metricsMessage.parse(JSON.parse(JSON.stringify(message))).metrics;
}

const samples = (text: string, name: string) => text.split("\n").filter((line) => line.startsWith(name));

Deno.test("aggregateMetrics shows the fixed names with a role label and sums nothing", async () => {
  const sensors = createMetrics();
  const packets = packetMetrics(sensors.registry);
  packets.sensorPacketsTotal.inc({ kind: "thermal" }, 188);
  packets.frameProcessedTotal.inc({ kind: "thermal" }, 188);
  sensors.queueDepth.set({ queue: "fusion" }, 3);
  const fusion = createMetrics();
  fusion.queueDepth.set({ queue: "outputs" }, 1);
  packetMetrics(fusion.registry).droppedFramesTotal.inc({ queue: "ui" });
  const latency = alarmLatencyHistogram(fusion.registry);
  latency.observe(0.004);
  const text = await aggregateMetrics([
    { role: "sensors", metrics: await sent(sensors) },
    { role: "fusion", metrics: await sent(fusion) },
  ]);
  assert.deepEqual(samples(text, "sensor_packets_total"), [
    'sensor_packets_total{role="sensors",kind="thermal"} 188',
  ]);
  assert.deepEqual(samples(text, "frame_processed_total"), [
    'frame_processed_total{role="sensors",kind="thermal"} 188',
  ]);
  assert.deepEqual(samples(text, "queue_depth"), [
    'queue_depth{role="sensors",queue="fusion"} 3',
    'queue_depth{role="fusion",queue="outputs"} 1',
  ]);
  assert.deepEqual(samples(text, "dropped_frames_total"), [
    'dropped_frames_total{role="fusion",queue="ui"} 1',
  ]);
  const buckets = samples(text, "embereye_alarm_latency_seconds_bucket");
  assert.ok(
    buckets.includes('embereye_alarm_latency_seconds_bucket{role="fusion",le="0.005"} 1'),
    buckets[3],
  );
  assert.ok(buckets.includes('embereye_alarm_latency_seconds_bucket{role="fusion",le="+Inf"} 1'));
  assert.deepEqual(samples(text, "embereye_alarm_latency_seconds_count"), [
    'embereye_alarm_latency_seconds_count{role="fusion"} 1',
  ]);
  const memory = samples(text, "embereye_process_resident_memory_bytes");
  assert.equal(memory.length, 2);
  for (const line of memory) assert.ok(Number(line.split(" ")[1]) > 10e6, line);
  const cpu = samples(text, "embereye_process_cpu_seconds_total");
  for (const line of cpu) assert.ok(Number(line.split(" ")[1]) > 0, line);
});

Deno.test("aggregateMetrics has one HELP and one TYPE per metric, and only names of ours", async () => {
  const metrics = createMetrics();
  packetMetrics(metrics.registry);
  const text = await aggregateMetrics([
    { role: "sensors", metrics: await sent(metrics) },
    { role: "fusion", metrics: await sent(metrics) },
  ]);
  const typed = samples(text, "# TYPE").map((line) => line.split(" ")[2]!);
  assert.equal(new Set(typed).size, typed.length);
  const fixed = ["frame_processed_total", "sensor_packets_total", "queue_depth", "dropped_frames_total"];
  for (const name of fixed) assert.ok(typed.includes(name), name);
  assert.deepEqual(typed.filter((name) => !fixed.includes(name) && !name.startsWith("embereye_")), []);
});

Deno.test("createMetrics counts processor time once, however often it is asked", async () => {
  const metrics = createMetrics();
  const name = "embereye_process_cpu_seconds_total";
  const read = async () => (await metrics.registry.getSingleMetric(name)!.get()).values[0]!.value;
  for (let turn = 0; turn < 50; turn++) await read();
  const { user, system } = (await import("node:process")).default.cpuUsage();
  assert.ok(await read() < 2 * (user + system) / 1e6 + 1);
});

Deno.test("aggregateMetrics leaves out what it does not understand, and counts it", async () => {
  const metrics = createMetrics();
  metrics.queueDepth.set({ queue: 'a"b\\c\nd' }, 1);
  new Gauge({ name: "embereye_nothing", help: "x", registers: [metrics.registry] }).set(NaN);
  const text = await aggregateMetrics([
    { role: "ui", metrics: await sent(metrics) },
    {
      role: "fusion",
      metrics: [
        null,
        17,
        { name: "evil name", help: "", type: "gauge", values: [] },
        { name: "embereye_x", help: "", type: "gauge", values: [{ value: "1", labels: {} }] },
        { name: "embereye_x", help: "", type: "gauge", values: [{ value: 1, labels: { 'a"}': "b" } }] },
        { name: "queue_depth", help: "", type: "counter", values: [{ value: 1, labels: {} }] },
      ],
    },
  ]);
  assert.deepEqual(samples(text, "embereye_metrics_refused"), [
    'embereye_metrics_refused{role="ui"} 0',
    'embereye_metrics_refused{role="fusion"} 6',
  ]);
  assert.deepEqual(samples(text, "queue_depth"), ['queue_depth{role="ui",queue="a\\"b\\\\c\\nd"} 1']);
  assert.deepEqual(samples(text, "embereye_nothing"), ['embereye_nothing{role="ui"} Nan']);
});

Deno.test("aggregateMetrics keeps a role label that a metric has itself", async () => {
  const text = await aggregateMetrics([{
    role: "supervisor",
    metrics: [{
      name: "embereye_role_restarts_total",
      help: "Restarts",
      type: "counter",
      values: [{ value: 2, labels: { role: "detect" } }],
    }],
  }]);
  assert.deepEqual(samples(text, "embereye_role_restarts_total"), [
    'embereye_role_restarts_total{role="detect"} 2',
  ]);
});
