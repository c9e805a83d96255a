/**
 * Examples of the journal, the audit log and the history.
 */
import { AT, AT_WALL_MS, type Examples, history } from "./samples.ts";

/** By operation. */
export const PAST_EXAMPLES: Examples = {
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
  zoneHistory: { query: { from: "2026-11-21T02:12:41Z", points: 600 }, answer: history },
  sensorHistory: { query: { from: AT_WALL_MS - 3_600_000, to: AT_WALL_MS, points: 600 }, answer: history },
};
