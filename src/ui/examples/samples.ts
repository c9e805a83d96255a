/**
 * Things that several examples show, as one site would have them on one night.
 */
import type { OperationName } from "../operations.ts";

/** What is shown of one operation. */
export interface Example {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Absent where the answer is no JSON. */
  readonly answer?: unknown;
}

/** Examples of some operations. */
export type Examples = Readonly<Partial<Record<OperationName, Example>>>;

export const AT = "2026-11-21T03:12:41.000Z";

export const AT_WALL_MS = 1_795_230_761_000;

export const alarm = {
  id: "A7-1",
  zoneId: "boiler",
  active: true,
  latched: true,
  acknowledged: false,
  silenced: false,
  test: false,
  disabled: false,
  raisedAtMs: 86_467_000,
  raisedAtWallMs: AT_WALL_MS - 33_000,
  evidenceAtMs: 86_499_800,
  causes: [{
    rule: "critical-temperature",
    atMs: 86_467_000,
    atWallMs: AT_WALL_MS - 33_000,
    observations: [{
      sensorId: "boiler-1",
      input: "thermal",
      value: 71.2,
      limit: 60,
      ageMs: 120,
      ratePerMinute: 12,
      hotSpotIndex: 306,
    }],
  }],
  peakC: 74.2,
  resounds: 0,
};

export const trouble = {
  id: "sensor-silent:dock-2",
  code: "sensor-silent",
  subject: "dock-2",
  active: true,
  acknowledged: false,
  detail: "dock-2 has delivered nothing fresh for 12 s",
  raisedAtMs: 86_480_000,
  raisedAtWallMs: AT_WALL_MS - 20_000,
  count: 1,
};

export const done = { ok: true };

export const history = {
  fromWallMs: AT_WALL_MS - 3_600_000,
  toWallMs: AT_WALL_MS,
  stepMs: 1_800_000,
  series: [{ name: "thermal", unit: "C", min: [22.4, 22.9], mean: [22.8, 31.5], max: [23.1, 71.2] }],
};
