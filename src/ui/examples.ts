/**
 * An example of each answer, body and query of the API, for the OpenAPI document. A test holds each against its schema.
 */
import type { OperationName } from "./operations.ts";

/** What is shown of one operation. */
export interface Example {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Absent where the answer is no JSON. */
  readonly answer?: unknown;
}

const AT = "2026-11-21T03:12:41.000Z";
const AT_WALL_MS = 1_795_230_761_000;

const alarm = {
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

const zone = {
  id: "boiler",
  name: "Boiler room",
  state: "alarm",
  maxC: 71.2,
  preAlarmC: 40,
  criticalC: 60,
  sensorIds: ["boiler-1"],
  alarmId: "A7-1",
};

const sensor = {
  id: "boiler-1",
  zoneId: "boiler",
  admitted: false,
  fresh: true,
  disabled: false,
  ageMs: 180,
  inputs: [
    { input: "thermal", value: 71.2, unit: "C", ageMs: 180 },
    { input: "smoke", reason: "stale", ageMs: 12_400 },
  ],
  hotSpotIndex: 306,
  ratePerMinute: 12,
};

const output = { id: "siren-1", kind: "siren", on: true, pattern: "temporal-3" };

const trouble = {
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

const role = {
  role: "fusion",
  state: "ready",
  pid: 812,
  sinceMs: 4_100,
  restarts: 0,
  residentBytes: 78_000_000,
  cpuPercent: 3.2,
  queues: [{ name: "journal", depth: 0, max: 16_000 }],
  lines: ["info fusion: fusion runs with epoch 7"],
};

const site = {
  kind: "site",
  atMs: 86_500_000,
  atWallMs: AT_WALL_MS,
  siteName: "Mill",
  zones: [zone],
  sensors: [sensor],
  alarms: [alarm],
  troubles: [trouble],
  outputs: [output],
  devices: [],
  cameras: [],
};

const done = { ok: true };
const disable = { reason: "welding until noon", forMinutes: 120 };

const history = {
  fromWallMs: AT_WALL_MS - 3_600_000,
  toWallMs: AT_WALL_MS,
  stepMs: 1_800_000,
  series: [{ name: "thermal", unit: "C", min: [22.4, 22.9], mean: [22.8, 31.5], max: [23.1, 71.2] }],
};

const baselineCandidate = {
  id: "boiler-1:drift:1795230761000",
  sensorId: "boiler-1",
  kind: "drift",
  detail: "the whole picture is 6.5 K warmer than usual",
  raisedAtWallMs: AT_WALL_MS,
  seenAtWallMs: AT_WALL_MS,
};

const configState = {
  version: 12,
  state: "trial",
  good: 11,
  author: "Ivo",
  reason: "the boiler is hot every morning",
  atWallMs: AT_WALL_MS,
  trialRemainingMs: 540_000,
  mustConfirm: false,
};
const configChanges = [{ path: "zones[boiler].limits.criticalC", before: 60, after: 70 }];
const configDone = {
  ok: true,
  message: "version 12 runs on trial for 10 min",
  state: configState,
  changes: configChanges,
  faults: [],
};
const configVersion = {
  version: 11,
  at: AT,
  author: "Ivo",
  source: "page",
  reason: "a siren for the yard",
  outcome: "good",
  outcomeAt: AT,
  outcomeText: "confirmed by Ivo",
};

/** By operation. */
export const EXAMPLES: Readonly<Partial<Record<OperationName, Example>>> = {
  status: {
    answer: {
      at: AT,
      version: "0.1.0",
      verdict: {
        kind: "alarm",
        title: "Fire alarm in Boiler room",
        text: "Heat 71.2 °C, rising 12 °C a minute, since 03:12:08.",
      },
      connected: true,
      siteAgeMs: 210,
      site,
      roles: [role],
    },
  },
  zones: { answer: [zone] },
  sensors: { answer: [sensor] },
  cameras: {
    answer: [{
      cameraId: "yard",
      zoneId: "boiler",
      name: "Yard",
      phase: "live",
      isLive: true,
      freshAgeMs: 140,
      fps: 5,
      factor: 1,
      frames: 51_200,
      dropped: 3,
      state: "live, 5 pictures a second",
      disabled: false,
      sight: { ageMs: 210, fire: 0.91, smoke: 0.12, x: 0.4, y: 0.62 },
    }],
  },
  alarms: {
    answer: [{
      ...alarm,
      zoneName: "Boiler room",
      raisedAt: "2026-11-21T03:12:08.000Z",
      reason: "heat 71.2 °C at boiler-1",
    }],
  },
  evidence: {
    answer: [{
      cameraId: "yard",
      moment: "at",
      at: AT,
      atWallMs: AT_WALL_MS,
      name: `at-${AT_WALL_MS}-yard.jpg`,
    }],
  },
  troubles: {
    answer: [{
      ...trouble,
      meaning: "A sensor delivers nothing fresh: its zone is watched by the other sensors alone.",
      remedy: "Check the sensor's power and network cable.",
    }],
  },
  outputs: { answer: [output] },
  baselines: {
    answer: [{
      sensorId: "boiler-1",
      daysLearned: 41,
      references: [{ version: 1, atWallMs: AT_WALL_MS, by: "box", reason: "learned in its first week" }],
      candidate: baselineCandidate,
    }],
  },
  baselineCandidate: {
    answer: { ...baselineCandidate, before: new Array(768).fill(21.4), after: new Array(768).fill(27.9) },
  },
  approveBaseline: {
    body: { candidateId: baselineCandidate.id, reason: "the heating was repaired" },
    answer: done,
  },
  rejectBaseline: {
    body: { candidateId: baselineCandidate.id, reason: "the lens will be cleaned" },
    answer: done,
  },
  revertBaseline: { body: { version: 1, reason: "approved by mistake" }, answer: done },
  notifyTargets: {
    answer: [{
      id: "ops",
      kind: "webhook",
      name: "Guard room",
      waiting: 0,
      sent: 12,
      givenUp: 0,
      lastSentAtWallMs: AT_WALL_MS,
    }],
  },
  notifyTest: { body: {}, answer: { ok: true, message: "ops has taken the test within 41 ms" } },
  configState: { answer: configState },
  configHistory: { answer: [configVersion] },
  configVersion: { answer: { ...configVersion, changes: configChanges } },
  putConfig: {
    body: { config: { zones: [{ id: "boiler" }] }, reason: "a new box", trialSeconds: 600 },
    answer: configDone,
  },
  patchConfig: {
    body: {
      patch: { zones: { boiler: { limits: { criticalC: 70 } } } },
      reason: "the boiler is hot every morning",
    },
    answer: configDone,
  },
  confirmConfig: { body: {}, answer: configDone },
  rollbackConfig: { body: { to: 11, reason: "the sirens were quieter" }, answer: configDone },
  events: {
    query: { limit: 100, kind: "alarm", zone: "boiler" },
    answer: [{
      seq: 4_711,
      kind: "alarm",
      atMs: 86_467_000,
      atWallMs: AT_WALL_MS - 33_000,
      zoneId: "boiler",
      alarmId: "A7-1",
      text: "Fire alarm in Boiler room: heat 71.2 °C at boiler-1.",
      at: "2026-11-21T03:12:08.000Z",
    }],
  },
  audit: {
    query: { limit: 100 },
    answer: [{
      seq: 42,
      at: AT,
      person: "Anna",
      role: "operator",
      via: "page",
      from: "192.168.20.31",
      act: "silence",
      subject: "A7-1",
      before: { zone: "boiler", active: true, acknowledged: true, silenced: false },
      after: { zone: "boiler", active: true, acknowledged: true, silenced: true },
      outcome: "done",
      hash: "9f2c".repeat(16),
    }],
  },
  report: {
    answer: {
      site: "Mill 3, Hall B",
      alarmId: "A7-1",
      zoneId: "boiler",
      zone: "Boiler room",
      timeZone: "Europe/Berlin",
      events: [{
        seq: 812,
        at: AT,
        kind: "alarm",
        sensorId: "boiler-1",
        by: null,
        text: "Boiler room: 71.2 C (limit 60 C) at boiler-1.",
      }],
      pictures: [],
    },
  },
  exportEvents: { query: { format: "csv", zone: "boiler" } },
  pastPictures: { answer: [{ atMs: 86_490_000, atWallMs: AT_WALL_MS - 10_000, minC: 21.2, maxC: 47.9 }] },
  pastPicture: {
    answer: {
      sensorId: "boiler-1",
      atMs: 86_490_000,
      atWallMs: AT_WALL_MS - 10_000,
      minC: 21.2,
      maxC: 47.9,
      hotIndex: 306,
      coldIndex: 12,
      pixels: "AQIDBA==",
    },
  },
  frame: {
    answer: {
      at: AT,
      ta: 31.4,
      vdd: 3.3,
      columns: 32,
      rows: 24,
      celsius: Array.from({ length: 768 }, (_, pixel) => pixel === 306 ? 71.2 : 22.5),
    },
  },
  zoneHistory: { query: { from: "2026-11-21T02:12:41Z", points: 600 }, answer: history },
  sensorHistory: { query: { from: AT_WALL_MS - 3_600_000, to: AT_WALL_MS, points: 600 }, answer: history },
  metricsHistory: {
    query: { of: "fusion", names: "memory|cpu", points: 300 },
    answer: { ...history, series: [{ name: "cpu", unit: "%", min: [2, 2], mean: [3, 3], max: [4, 9] }] },
  },
  metricsSeries: { answer: [{ of: "fusion", name: "memory", unit: "bytes" }] },
  turnedAway: {
    answer: {
      rows: [{
        listener: "sensors",
        address: "192.168.20.17",
        reason: "not-allowed",
        text: "turned away: no network of sensorPort.allow holds 192.168.20.17",
        count: 12,
        first: AT,
        last: AT,
      }],
      others: 0,
    },
  },
  allowAddress: { body: { listener: "sensors", address: "192.168.20.17" }, answer: { ok: true } },
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
  acceptView: { body: {}, answer: done },
  stream: { query: { recent: 30, pictures: "boiler-1,yard" } },
  wanted: { body: { sensorIds: ["boiler-1", "yard"] }, answer: done },
  acknowledge: { body: {}, answer: done },
  silence: { body: {}, answer: done },
  reset: { body: {}, answer: done },
  acknowledgeTrouble: { body: {}, answer: done },
  disableZone: { body: disable, answer: done },
  enableZone: { body: {}, answer: done },
  startTest: { body: { forMinutes: 30 }, answer: done },
  stopTest: { body: { sirensHeard: ["hall"], remark: "the bell in the yard is faint" }, answer: done },
  disableSensor: { body: disable, answer: done },
  enableSensor: { body: {}, answer: done },
};

/** An id of a path, by where it stands. */
export function pathExample(path: string): string {
  if (path.startsWith("/zones")) return "boiler";
  if (path.startsWith("/sensors")) return "boiler-1";
  if (path.startsWith("/cameras")) return "yard";
  if (path.startsWith("/troubles")) return trouble.id;
  if (path.startsWith("/alarms")) return alarm.id;
  if (path.startsWith("/config")) return "11";
  if (path.startsWith("/baselines")) return "boiler-1";
  if (path.startsWith("/notify")) return "ops";
  return "7d8f0f2e-5f0e-4a8f-9c1d-2b1f7a9e3c55";
}
