/**
 * A small site for tests: time that stands still until it is moved, short ways to say what sensors and people do.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { EventKind } from "../reading/event.ts";
import type { OutputOrder } from "../reading/output.ts";
import type { InputKind, NoDataReason, ThermalReading } from "../reading/reading.ts";
import type { FusionEffect, Outcome } from "./effect.ts";
import type { FusionInput, Now, OperatorAct } from "./input.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS, type ZoneSettings } from "./settings.ts";
import { createFusion, step } from "./step.ts";
import type { FusionState } from "./state.ts";
import { type FusionView, viewOf, type ZoneView } from "./view.ts";

/** A zone with the usual limits but for those given. */
export function zone(id: string, changes: Partial<ZoneSettings> = {}): ZoneSettings {
  return {
    id,
    name: id[0].toUpperCase() + id.slice(1),
    limits: ZONE_LIMITS,
    pattern: "temporal-3",
    ...changes,
  };
}

/** Two zones, `boiler` with sensors b1 and b2 and siren s1, `hall` with sensor h1 and sirens s1 and s2. */
export function siteSettings(changes: Partial<FusionSettings> = {}): FusionSettings {
  return {
    ...FUSION_DEFAULTS,
    zones: [zone("boiler", { sirens: ["s1"] }), zone("hall", { sirens: ["s1", "s2"] })],
    sensors: [
      { id: "b1", zoneId: "boiler" },
      { id: "b2", zoneId: "boiler" },
      { id: "h1", zoneId: "hall" },
    ],
    sirenIds: ["s1", "s2"],
    troubleRelayIds: ["trouble"],
    alarmRelayIds: ["fire"],
    ...changes,
  };
}

/** A thermal picture of a room of 22 C with a hot spot. */
export function picture(
  sensorId: string,
  atMs: number,
  maxC: number,
  changes: Partial<ThermalReading> = {},
): ThermalReading {
  return {
    kind: "thermal",
    sensorId,
    atMs,
    maxC,
    minC: Math.min(21, maxC),
    meanC: 22,
    hotSpotC: maxC - 1,
    hotSpotIndex: 264,
    hotPixels: maxC >= 40 ? 4 : 0,
    hotCluster: maxC >= 40 ? 4 : 0,
    validPixels: 768,
    taC: 32,
    vddV: 3.3,
    fingerprint: nextFingerprint++,
    ...changes,
  };
}

let nextFingerprint = 1;

/** One site under test. Time starts at 1,000 s. */
export class Bed {
  state: FusionState;
  monoMs = 1_000_000;
  wallMs = Date.UTC(2026, 0, 1);
  /** All effects since the start or the last {@linkcode clear}. */
  effects: FusionEffect[] = [];

  constructor(settings: FusionSettings = siteSettings(), epoch = 1, restored = true, now?: Now) {
    this.monoMs = now?.monoMs ?? this.monoMs;
    this.wallMs = now?.wallMs ?? this.wallMs;
    this.state = createFusion(epoch, settings, this);
    if (!restored) return;
    this.feed({ kind: "restored", alarms: [], troubles: [], disablements: [], released: [] });
    this.feed({ kind: "recovered", latched: [], released: [] });
  }

  feed(input: FusionInput): readonly FusionEffect[] {
    const { state, effects } = step(this.state, input, this);
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  /** Lets time pass with a tick every 100 ms. */
  advance(ms: number): void {
    const endMs = this.monoMs + ms;
    while (this.monoMs < endMs) {
      const stepMs = Math.min(100, endMs - this.monoMs);
      this.monoMs += stepMs;
      this.wallMs += stepMs;
      this.feed({ kind: "tick" });
    }
  }

  thermal(sensorId: string, maxC: number, changes: Partial<ThermalReading> = {}): readonly FusionEffect[] {
    return this.feed(picture(sensorId, this.monoMs, maxC, changes));
  }

  level(kind: "smoke" | "flame" | "gas", sensorId: string, value: number): readonly FusionEffect[] {
    return this.feed({ kind, sensorId, atMs: this.monoMs, value });
  }

  contact(
    kind: "flameDigital" | "callPoint" | "otherBox",
    sensorId: string,
    active: boolean,
    again = false,
  ): readonly FusionEffect[] {
    return this.feed({ kind, sensorId, atMs: this.monoMs, active, again });
  }

  vision(
    sensorId: string,
    fire: number,
    smoke = 0,
    place = { x: 0.5, y: 0.5, width: NaN, height: NaN },
  ): readonly FusionEffect[] {
    return this.feed({ kind: "vision", sensorId, atMs: this.monoMs, fire, smoke, ...place });
  }

  noData(sensorId: string, input: InputKind, reason: NoDataReason): readonly FusionEffect[] {
    return this.feed({ kind: "noData", sensorId, input, atMs: this.monoMs, reason });
  }

  act(act: OperatorAct, by = "anna"): Outcome {
    const effects = this.feed({ kind: "act", requestId: "r", by, act });
    const last = effects.at(-1);
    if (last?.kind !== "outcome") throw new Error(`no outcome for ${act.act}`);
    return last.outcome;
  }

  /** Repeats a smoke reading as a real device does, so that it is confirmed. */
  smokeAlarm(sensorId: string): Alarm {
    this.level("smoke", sensorId, 40);
    this.advance(1_000);
    this.level("smoke", sensorId, 40);
    const alarm = this.alarms.at(-1);
    if (alarm === undefined) throw new Error("no alarm was raised");
    return alarm;
  }

  /** Keeps sensors delivering harmless pictures every second while time passes. */
  quiet(ms: number, ...sensorIds: string[]): void {
    for (let passed = 0; passed < ms; passed += 1_000) {
      for (const sensorId of sensorIds) this.thermal(sensorId, 24);
      this.advance(Math.min(1_000, ms - passed));
    }
  }

  clear(): void {
    this.effects = [];
  }

  get view(): FusionView {
    return viewOf(this.state);
  }

  zone(id: string): ZoneView {
    const found = this.view.zones.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no zone ${id}`);
    return found;
  }

  get alarms(): readonly Alarm[] {
    return this.view.alarms;
  }

  get orders(): OutputOrder[] {
    return this.effects.flatMap((effect) => effect.kind === "order" ? [effect.order] : []);
  }

  /** The sirens of the last order. */
  get sirens(): OutputOrder["sirens"] {
    return this.state.order?.sirens ?? {};
  }

  /** The texts of journal lines of a kind. */
  texts(kind: EventKind): string[] {
    return this.effects.flatMap((effect) =>
      effect.kind === "event" && effect.event.kind === kind ? [effect.event.text] : []
    );
  }

  /** The ids of active troubles. */
  get troubles(): string[] {
    return this.view.troubles.filter((trouble) => trouble.active).map((trouble) => trouble.id);
  }
}
