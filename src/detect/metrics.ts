/**
 * The detector's metrics, under the names that the product promises.
 */
import { Counter, Histogram, type Registry } from "prom-client";
import type { DetectorObserver } from "./detector.ts";

/**
 * Seconds: fine around the 40 ms that a frame may take, coarse beyond. The last bounds tell an overloaded box from a
 * stuck one.
 */
const LATENCY_BOUNDS = [0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 5];

/** Registers the metrics and returns what feeds them. */
export function detectorMetrics(registry: Registry): DetectorObserver {
  const registers = [registry];
  const processed = new Counter({
    name: "frame_processed_total",
    help: "Frames looked at, by camera",
    labelNames: ["camera"],
    registers,
  });
  const dropped = new Counter({
    name: "dropped_frames_total",
    help: "Frames dropped, by camera and reason",
    labelNames: ["camera", "reason"],
    registers,
  });
  const gate = new Counter({
    name: "embereye_gate_verdicts_total",
    help: "Frames by what the gate said of them; all but `unchanged` went to the model",
    labelNames: ["camera", "verdict"],
    registers,
  });
  const latency = new Histogram({
    name: "embereye_detection_latency_seconds",
    help: "From the arrival of a frame to its evidence",
    buckets: LATENCY_BOUNDS,
    registers,
  });
  return {
    processed(camera, verdict) {
      processed.inc({ camera });
      gate.inc({ camera, verdict });
    },
    dropped: (camera, reason) => dropped.inc({ camera, reason }),
    latency: (latencyMs) => latency.observe(latencyMs / 1000),
  };
}
