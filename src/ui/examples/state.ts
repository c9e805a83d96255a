/**
 * Examples of what the box is and sees now.
 */
import { alarm, AT, AT_WALL_MS, type Examples, trouble } from "./samples.ts";

const zone = {
  id: "boiler",
  name: "Boiler room",
  state: "alarm",
  maxC: 71.2,
  preAlarmC: 40,
  criticalC: 60,
  limits: { risePerMinuteC: 8, smokePercent: 25, flamePercent: 25, gasPpm: 400 },
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

/** By operation. */
export const STATE_EXAMPLES: Examples = {
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
};
