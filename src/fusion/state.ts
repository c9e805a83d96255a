/**
 * The whole state of fusion, and the two ways every part of it speaks: effects and journal lines.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { EventKind } from "../reading/event.ts";
import type { AlarmId, SensorId, TroubleId, ZoneId } from "../reading/ids.ts";
import type { OutputOrder } from "../reading/output.ts";
import { inEnglish } from "../reading/in_english.ts";
import type { Saying } from "../reading/saying.ts";
import type { Disablement, FusionEffect } from "./effect.ts";
import { memoryTimes } from "./evidence.ts";
import type { Now } from "./input.ts";
import type { StandingAlarm } from "./lifecycle.ts";
import type { Recovered } from "./restore.ts";
import type { Sensor } from "./sensor.ts";
import type { FusionSettings } from "./settings.ts";
import type { TroubleRecord } from "./troubles.ts";
import type { Zone } from "./zone.ts";

/** What was counted since the start, refusals above all. */
export interface FusionCounts {
  readings: number;
  /** Readings of sensors nobody announced. */
  unknownSensor: number;
  /** Readings older than one of the same input that was already judged. */
  outOfOrder: number;
  /** Readings with a value or a time that cannot be. */
  implausible: number;
  /** What full tables refused; a trouble or sensor that tries again counts again. */
  sensorsRefused: number;
  zonesRefused: number;
  troublesRefused: number;
  alarmsRefused: number;
  disablementsRefused: number;
  /** Pre-alarms that had to last before they were announced. */
  preAlarmsHeld: number;
}

/** The state. A step consumes the one it is given: it is changed in place and handed back. */
export interface FusionState {
  /** Which run of fusion this is. */
  readonly epoch: number;
  settings: FusionSettings;
  /** How long each class of evidence is remembered. */
  memoryMs: readonly number[];
  nowMs: number;
  wallMs: number;
  readonly zones: Map<ZoneId, Zone>;
  readonly sensors: Map<SensorId, Sensor>;
  readonly alarms: Map<AlarmId, StandingAlarm>;
  alarmsRaised: number;
  readonly troubles: Map<TroubleId, TroubleRecord>;
  activeTroubles: number;
  /** By target and id, those of sensors not yet known included. */
  readonly disablements: Map<string, Disablement>;
  /** Alarms that persons have reset, latest last. */
  released: readonly AlarmId[];
  /** The debounce layer for floods of alerts, and the pre-alarms that it holds back or that did not last. */
  flood: { readonly on: boolean; readonly heldBack: number };
  readonly startedAtMs: number;
  /** What the store held has been given. */
  restored: boolean;
  /** What the outputs held has been given, too: orders may leave. */
  recovered: boolean;
  /** What the outputs said before the store did. */
  recoverLater: Recovered | undefined;
  /** The last order, also for outputs that have just connected. */
  order: OutputOrder | undefined;
  /** Something an order depends on may have changed. */
  orderDue: boolean;
  /** Arrival of the packet behind an alarm that no order has carried yet; NaN where there is none. */
  newEvidenceAtMs: number;
  effects: FusionEffect[];
  readonly counts: FusionCounts;
}

/** A state without zones and sensors; see `createFusion` in `step.ts`. */
export function emptyState(epoch: number, settings: FusionSettings, now: Now): FusionState {
  return {
    epoch,
    settings,
    memoryMs: memoryTimes(settings),
    nowMs: now.monoMs,
    wallMs: now.wallMs,
    zones: new Map(),
    sensors: new Map(),
    alarms: new Map(),
    alarmsRaised: 0,
    troubles: new Map(),
    activeTroubles: 0,
    disablements: new Map(),
    released: [],
    flood: { on: false, heldBack: 0 },
    startedAtMs: now.monoMs,
    restored: false,
    recovered: false,
    recoverLater: undefined,
    order: undefined,
    orderDue: true,
    newEvidenceAtMs: NaN,
    effects: [],
    counts: {
      readings: 0,
      unknownSensor: 0,
      outOfOrder: 0,
      implausible: 0,
      sensorsRefused: 0,
      zonesRefused: 0,
      troublesRefused: 0,
      alarmsRefused: 0,
      disablementsRefused: 0,
      preAlarmsHeld: 0,
    },
  };
}

/** What a journal line is about. */
export interface About {
  readonly zoneId?: ZoneId;
  readonly sensorId?: SensorId;
  readonly alarmId?: AlarmId;
  readonly troubleId?: TroubleId;
  readonly by?: string;
}

/** Writes one line into the journal. @returns its English text. */
export function journal(state: FusionState, kind: EventKind, said: Saying | string, about: About): string {
  const sentence = typeof said === "string" ? { text: said } : { text: inEnglish(said), said };
  state.effects.push({
    kind: "event",
    event: { kind, atMs: state.nowMs, atWallMs: state.wallMs, ...about, ...sentence },
  });
  return sentence.text;
}

/** Has an alarm stored. */
export function store(state: FusionState, alarm: Alarm, ended: boolean): void {
  state.effects.push({ kind: "alarm", alarm, ended });
}
