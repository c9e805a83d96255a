import assert from "node:assert/strict";
import { Counter, Histogram, Registry } from "prom-client";
import { parseExposition } from "./exposition.ts";
import { metricsLines, metricsNamed, seriesOf } from "./metrics_report.ts";
import { widthOf } from "./text_layout.ts";

async function example(): Promise<string> {
  const registry = new Registry();
  const refused = new Counter({
    name: "refused_total",
    help: "a\\b",
    labelNames: ["why"],
    registers: [registry],
  });
  refused.labels({ why: 'odd "label", with \\ and\nlines' }).inc(3);
  const latency = new Histogram({
    name: "embereye_alarm_latency_seconds",
    help: "From packet to siren",
    labelNames: ["role"],
    buckets: [0.01, 0.1, 1],
    registers: [registry],
  });
  for (const seconds of [0.005, 0.006, 0.05, 5]) latency.labels({ role: "outputs" }).observe(seconds);
  new Counter({ name: "dropped_total", help: "None yet", labelNames: ["queue"], registers: [registry] });
  return await registry.metrics();
}

Deno.test("parseExposition reads what prom-client writes, odd labels included", async () => {
  const { metrics, malformed } = parseExposition(await example());
  assert.equal(malformed, 0);
  assert.deepEqual(metrics.map(({ name }) => name), [
    "refused_total",
    "embereye_alarm_latency_seconds",
    "dropped_total",
  ]);
  assert.deepEqual(seriesOf(metrics[0]), [{ labels: { why: 'odd "label", with \\ and\nlines' }, value: 3 }]);
  assert.deepEqual(seriesOf(metrics[1]), [
    { labels: { role: "outputs" }, count: 4, sum: 5.061, p50: 0.01, p95: Infinity },
  ]);
  assert.deepEqual(seriesOf(metrics[2]), []);
});

Deno.test("parseExposition counts lines that are no metrics and goes on", () => {
  const { metrics, malformed } = parseExposition(
    "<html>\nup 1\nup{a=b} 2\nup x\n# a remark\nhot NaN\ncold -Inf\n",
  );
  assert.equal(malformed, 3);
  assert.deepEqual(metrics.map(({ name, samples }) => [name, samples[0].value]), [
    ["up", 1],
    ["hot", NaN],
    ["cold", -Infinity],
  ]);
});

Deno.test("metricsLines shows values with their units in 80 columns, and says where there is none yet", async () => {
  const { metrics } = parseExposition(await example());
  const lines = metricsLines(metrics, { columns: 80, colours: false });
  assert(lines.every((line) => widthOf(line) <= 80), lines.join("\n"));
  const text = lines.join("\n");
  assert.match(text, /outputs {2}4 observations, mean 1\.27 s, half within 10 ms, 95 %/);
  assert.match(text, /dropped_total\n {2}None yet\n {2}no value yet/);
  assert(lines.every((line) => !/\p{Cc}/u.test(line)), text);
});

Deno.test("metricsNamed takes a whole name before a part of one", async () => {
  const { metrics } = parseExposition(await example());
  assert.deepEqual(metricsNamed(metrics, "total").length, 2);
  assert.deepEqual(metricsNamed(metrics, "dropped_total").map(({ name }) => name), ["dropped_total"]);
  assert.deepEqual(metricsNamed(metrics, "nothing"), []);
  assert.equal(metricsNamed(metrics, undefined).length, 3);
});
