/**
 * Examples of what technicians ask.
 */
import { AT, AT_WALL_MS, type Examples, history } from "./samples.ts";

/** By operation. */
export const TECHNICIAN_EXAMPLES: Examples = {
  metricsHistory: {
    query: { of: "fusion", names: "memory|cpu", points: 300 },
    answer: { ...history, series: [{ name: "cpu", unit: "%", min: [2, 2], mean: [3, 3], max: [4, 9] }] },
  },
  metricsSeries: { answer: [{ of: "fusion", name: "memory", unit: "bytes" }] },
  box: {
    answer: {
      at: AT,
      ageMs: 4_000,
      box: {
        atWallMs: AT_WALL_MS - 4_000,
        disk: { freeBytes: 5_200_000_000, totalBytes: 8_000_000_000 },
        memory: { availableBytes: 1_200_000_000, totalBytes: 2_000_000_000 },
        load: 0.52,
        uptimeSeconds: 1_036_800,
        temperatures: [{ name: "cpu-thermal", celsius: 48.3 }],
        writtenBytes: { fusion: 12_000_000, ui: 3_000_000 },
        time: "the wall clock is right to within 3 ms",
      },
    },
  },
  watchdog: {
    query: { hours: 24 },
    answer: {
      summary: "1 outage: detect 1; the longest 0.9 s",
      items: [{
        at: AT,
        atWallMs: AT_WALL_MS,
        kind: "outage",
        level: "warning",
        text:
          "detect hung: 10.2 s without progress (limit 10 s), 3 waiting, killed; back after 0.9 s; 2nd time today",
      }],
    },
  },
  logs: {
    query: { level: "warning", role: "cameras", limit: 100 },
    answer: {
      cursor: "3f9c1a2b.812",
      gap: false,
      records: [{ at: AT, level: "warning", role: "cameras", text: "yard: no picture for 12 s" }],
    },
  },
};
