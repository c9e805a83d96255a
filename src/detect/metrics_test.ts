import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { detectorMetrics } from "./metrics.ts";

Deno.test("detectorMetrics exposes frames, drops and latency under the product's names", async () => {
  const registry = new Registry();
  const observer = detectorMetrics(registry);
  observer.processed("hall", "changed");
  observer.processed("hall", "unchanged");
  observer.dropped("hall", "superseded");
  observer.latency(12);
  const text = await registry.metrics();
  for (
    const line of [
      'frame_processed_total{camera="hall"} 2',
      'dropped_frames_total{camera="hall",reason="superseded"} 1',
      'embereye_gate_verdicts_total{camera="hall",verdict="unchanged"} 1',
      'embereye_detection_latency_seconds_bucket{le="0.01"} 0',
      'embereye_detection_latency_seconds_bucket{le="0.015"} 1',
    ]
  ) assert(text.includes(line), line);
});
