/**
 * Examples of setting the box up and looking after it.
 */
import { AUDITS_EXAMPLE } from "./audits.ts";
import { AT, AT_WALL_MS, done, type Examples } from "./samples.ts";

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
export const SET_UP_EXAMPLES: Examples = {
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
  audits: { answer: AUDITS_EXAMPLE },
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
  people: {
    answer: [{
      name: "Anna",
      pin: { role: "operator", createdAt: AT, expiresAt: null, expired: false, lastUsedAt: AT },
    }],
  },
  givePerson: {
    body: { name: "Anna", kind: "pin", role: "operator", days: 365 },
    answer: { name: "Anna", kind: "pin", role: "operator", secret: "502813", expiresAt: AT },
  },
  revokePerson: { body: { name: "Anna" }, answer: done },
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
};
