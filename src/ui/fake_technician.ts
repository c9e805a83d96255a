/**
 * For tests: what a technician finds on a box whose detector has hung.
 */
import type { BoxFacts } from "../bus/messages.ts";
import { SCENE_WALL_MS } from "./fake_scenes.ts";
import type { LogsAnswer, WatchdogAnswer } from "./technician_schemas.ts";

const at = (agoMs: number) => new Date(SCENE_WALL_MS - agoMs).toISOString();

export const SAMPLE_STORY: WatchdogAnswer = {
  summary: "1 outage: detect 1; the longest 0.9 s",
  items: [
    {
      at: at(7_200_000),
      atWallMs: SCENE_WALL_MS - 7_200_000,
      kind: "start",
      level: "info",
      text: "service started (process 812), all 6 roles ready after 0.9 s",
    },
    {
      at: at(600_000),
      atWallMs: SCENE_WALL_MS - 600_000,
      kind: "outage",
      level: "warning",
      text:
        "detect hung: 10.2 s without progress (limit 10 s), 3 waiting, killed; back after 0.9 s; 2nd time today",
    },
  ],
};

export const SAMPLE_LOGS: LogsAnswer = {
  cursor: "run.3",
  gap: false,
  records: [
    { at: at(9_000), level: "info", role: "fusion", text: "fusion runs with epoch 7" },
    { at: at(8_000), level: "warning", role: "cameras", text: "yard: no picture for 12 s" },
    { at: at(7_000), level: "error", role: "supervisor", text: "a message of detect was not understood" },
  ],
};

export const SAMPLE_BOX: BoxFacts = {
  atWallMs: SCENE_WALL_MS - 4_000,
  disk: { freeBytes: 5.2e9, totalBytes: 8e9 },
  memory: { availableBytes: 1.2e9, totalBytes: 2e9 },
  load: 0.52,
  uptimeSeconds: 86_400 * 12,
  temperatures: [{ name: "cpu-thermal", celsius: 48.3 }],
  writtenBytes: { fusion: 12e6, ui: 3e6 },
  time: "the wall clock is right to within 3 ms",
};
