import assert from "node:assert/strict";
import { Counter, Gauge } from "prom-client";
import { MetricSeries } from "./metric_series.ts";
import { alarmLatencyHistogram, createMetrics, exportMetrics } from "./metrics.ts";

Deno.test("MetricSeries gives gauges at once, counters as rates and histograms as means from the second report on", async () => {
  const { registry, queueDepth } = createMetrics();
  const total = new Counter({
    name: "packets_total",
    help: "x",
    labelNames: ["kind"],
    registers: [registry],
  });
  const latency = alarmLatencyHistogram(registry);
  queueDepth.set({ queue: 'a "b"' }, 7);
  total.inc({ kind: "hex" }, 100);
  latency.observe(9);
  const series = new MetricSeries();
  const first = series.points(await exportMetrics(registry), 1_000);
  assert.equal(first.find(({ name }) => name === 'queue_depth{queue="a \\"b\\""}')?.value, 7);
  assert.equal(first.find(({ unit }) => unit === "1/s"), undefined);
  total.inc({ kind: "hex" }, 50);
  latency.observe(0.01);
  latency.observe(0.03);
  const second = series.points(await exportMetrics(registry), 3_000);
  assert.deepEqual(second.find(({ name }) => name === 'packets_total{kind="hex"}'), {
    name: 'packets_total{kind="hex"}',
    unit: "1/s",
    value: 25,
  });
  const mean = second.find(({ name }) => name === "embereye_alarm_latency_seconds");
  assert.ok(Math.abs(mean!.value - 0.02) < 1e-9);
  assert.equal(mean!.unit, "seconds");
  assert.equal(second.find(({ name }) => name === "embereye_process_heap_used_bytes")?.unit, "bytes");
  assert.equal(series.refused, 0);
});

Deno.test("MetricSeries says nothing of a rate where a restarted role counts anew, and bounds what one role may fill", async () => {
  const { registry } = createMetrics();
  const total = new Counter({ name: "packets_total", help: "x", registers: [registry] });
  const series = new MetricSeries();
  total.inc(100);
  series.points(await exportMetrics(registry), 0);
  total.reset();
  total.inc(3);
  const after = series.points(await exportMetrics(registry), 2_000);
  assert.equal(after.find(({ name }) => name === "packets_total"), undefined);
  const many = new Gauge({ name: "many", help: "x", labelNames: ["n"], registers: [registry] });
  for (let n = 0; n < 1_000; n++) many.set({ n }, n);
  assert.equal(series.points([...await exportMetrics(registry), "rubbish"], 4_000).length, 200);
  assert.ok(series.refused > 800);
});
