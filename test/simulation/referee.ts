/**
 * Judges a running fusion by what happened around it: knows every alarm a person has not reset, every siren that must sound,
 * every fire that must have alarmed, every silence that must be trouble.
 */
import assert from "node:assert/strict";
import type { FusionEffect, Outcome } from "../../src/fusion/effect.ts";
import type { OperatorAct } from "../../src/fusion/input.ts";
import type { FusionSettings } from "../../src/fusion/settings.ts";
import type { FusionState } from "../../src/fusion/state.ts";
import type { SimulatedOutputs } from "./box.ts";
import type { Delivered, Fire, SimulatedDevice } from "./simulated_device.ts";

/** A tick, and what a tick later is allowed for. */
const SLACK_MS = 300;
/** How long after a fire its evidence may still alarm. */
const AFTERGLOW_MS = 35_000;

interface Heard {
  lastAtMs: number;
  /** Consecutive hot pictures that may vote. */
  hot: number;
  lastHotAtMs: number;
}

/** What was counted, to show that a run was not an empty one. */
export interface Tally {
  fires: number;
  alarms: number;
  resets: number;
  refusedResets: number;
  restarts: number;
  recovered: number;
  troubles: number;
  badPictures: number;
  tests: number;
  disablements: number;
}

/** The referee. */
export class Referee {
  readonly tally: Tally = {
    fires: 0,
    alarms: 0,
    resets: 0,
    refusedResets: 0,
    restarts: 0,
    recovered: 0,
    troubles: 0,
    badPictures: 0,
    tests: 0,
    disablements: 0,
  };
  readonly #settings: FusionSettings;
  /** Alarms no person has reset, with what keeps them from sounding. */
  readonly #standing = new Map<string, { zoneId: string; quiet: boolean }>();
  readonly #reset = new Set<string>();
  readonly #everRaised = new Set<string>();
  readonly #heard = new Map<string, Heard>();
  readonly #testsSince = new Map<string, number>();
  #startedAtMs: number;
  #ordered = false;

  constructor(settings: FusionSettings, nowMs: number) {
    this.#settings = settings;
    this.#startedAtMs = nowMs;
  }

  /** Fusion was killed and has started again. */
  restarted(nowMs: number): void {
    this.tally.restarts++;
    this.#startedAtMs = nowMs;
    this.#heard.clear();
    this.#testsSince.clear();
    this.#ordered = false;
  }

  /** A reading reached fusion, and this is what it was. */
  delivered(state: FusionState, { reading, hot }: Delivered, nowMs: number): void {
    const { sensorId, kind } = reading;
    const heard = this.#heardOf(`${sensorId}/${kind}`);
    heard.lastAtMs = nowMs;
    if (reading.kind !== "thermal") return;
    if (reading.maxC > 300) {
      this.tally.badPictures++;
      return;
    }
    const zone = state.sensors.get(sensorId)!.zone;
    if (state.sensors.get(sensorId)?.disablement !== undefined || zone.test !== undefined || !hot) {
      heard.hot = 0;
      return;
    }
    heard.hot = nowMs - heard.lastHotAtMs <= this.#settings.freshnessMs.thermal ? heard.hot + 1 : 1;
    heard.lastHotAtMs = nowMs;
    if (heard.hot < 2) return;
    assert.ok(zone.alarm, `${sensorId}: ${heard.hot} hot pictures and no alarm in ${zone.id}`);
  }

  /** Fusion wants this done; the outputs have already obeyed. */
  effect(effect: FusionEffect, fires: ReadonlyMap<string, Fire>, nowMs: number): void {
    if (effect.kind === "order") {
      const { latched } = effect.order;
      for (const [id] of this.#standing) {
        assert.ok(latched.some((one) => one.alarmId === id), `an order lacks the standing alarm ${id}`);
      }
      for (const { alarmId, zoneId, silenced } of latched) {
        assert.ok(!this.#reset.has(alarmId), `the alarm ${alarmId} was reset and stands again`);
        if (!this.#standing.has(alarmId)) this.#standing.set(alarmId, { zoneId, quiet: silenced });
        if (!silenced) this.#standing.get(alarmId)!.quiet = false;
      }
      assert.equal(effect.order.revision === 1, !this.#ordered, "the first order of an epoch has revision 1");
      this.#ordered = true;
    }
    if (effect.kind === "alarm" && effect.ended) {
      assert.ok(effect.alarm.resetBy, `${effect.alarm.id} ended without a person`);
    }
    if (effect.kind !== "event") return;
    const { event } = effect;
    if (event.kind === "trouble") this.tally.troubles++;
    if (event.kind === "test-end") this.#forgetVotes();
    if (event.kind !== "alarm") return;
    if (event.text.includes("found latched")) {
      this.tally.recovered++;
      assert.ok(this.#everRaised.has(event.alarmId!), "an alarm was recovered that never was");
      return;
    }
    this.tally.alarms++;
    assert.ok(!this.#everRaised.has(event.alarmId!), `the id ${event.alarmId} was used twice`);
    this.#everRaised.add(event.alarmId!);
    const fire = fires.get(event.zoneId!);
    const real = fire !== undefined && nowMs >= fire.startsAtMs && nowMs < fire.endsAtMs + AFTERGLOW_MS;
    assert.ok(real, `an alarm without a fire: ${event.text}`);
  }

  /** A person acted, and this was the answer. */
  acted(state: FusionState, act: OperatorAct, outcome: Outcome): void {
    if (!outcome.ok) {
      if (act.act === "reset" && outcome.refusal === "cause-present") this.tally.refusedResets++;
      return;
    }
    switch (act.act) {
      case "reset":
        this.tally.resets++;
        this.#reset.add(act.alarmId);
        assert.ok(this.#standing.delete(act.alarmId), `${act.alarmId} was reset and did not stand`);
        break;
      case "silence":
        this.#standing.get(act.alarmId)!.quiet = true;
        break;
      case "disable":
        this.tally.disablements++;
        this.#forgetVotes();
        if (act.target === "zone") {
          for (const one of this.#standing.values()) if (one.zoneId === act.id) one.quiet = true;
        }
        break;
      case "startWalkTest":
        this.tally.tests++;
        this.#testsSince.set(act.zoneId, state.nowMs);
        break;
    }
  }

  /** Looks at everything once. */
  check(
    state: FusionState,
    outputs: SimulatedOutputs,
    devices: readonly SimulatedDevice[],
    nowMs: number,
  ): void {
    for (const [id, { zoneId, quiet }] of this.#standing) {
      if (this.#ordered || state.recovered) assert.ok(state.alarms.has(id), `the alarm ${id} was lost`);
      if (quiet) continue;
      for (const siren of this.#settings.zones.find((zone) => zone.id === zoneId)?.sirens ?? []) {
        assert.equal(outputs.sirens[siren], "temporal-3", `${siren} fell silent while ${id} stands`);
      }
    }
    for (const { id, test } of state.zones.values()) {
      if (test === undefined) continue;
      const sinceMs = this.#testsSince.get(id) ?? -Infinity;
      assert.ok(
        nowMs - sinceMs <= this.#settings.walkTestMaxMs + SLACK_MS,
        `the walk test of ${id} does not end`,
      );
    }
    for (const { id, expiresAtMs } of state.disablements.values()) {
      assert.ok(nowMs <= expiresAtMs + SLACK_MS, `${id} stays out of service`);
    }
    for (const device of devices) this.#checkSilence(state, device, nowMs);
  }

  #checkSilence(state: FusionState, device: SimulatedDevice, nowMs: number): void {
    const sensor = state.sensors.get(device.sensorId)!;
    if (sensor.disablement !== undefined) return;
    const listed = state.troubles.get(`sensor-silent:${sensor.id}`)?.trouble.active ?? false;
    for (const kind of ["thermal", "smoke", "flame"] as const) {
      const { lastAtMs } = this.#heardOf(`${sensor.id}/${kind}`);
      // A sensor back in service has as long as one never heard.
      const graceMs = Math.max(this.#startedAtMs + this.#settings.neverHeardMs, sensor.firstDueMs);
      const dueMs = lastAtMs === -Infinity ? graceMs : lastAtMs + this.#settings.freshnessMs[kind];
      if (nowMs < Math.max(dueMs, lastAtMs < sensor.firstDueMs ? sensor.firstDueMs : 0) + SLACK_MS) continue;
      assert.ok(listed, `${sensor.id} has sent no ${kind} for ${nowMs - lastAtMs} ms and is not in trouble`);
    }
  }

  #forgetVotes(): void {
    for (const heard of this.#heard.values()) heard.hot = 0;
  }

  #heardOf(key: string): Heard {
    let heard = this.#heard.get(key);
    if (heard === undefined) {
      heard = { lastAtMs: -Infinity, hot: 0, lastHotAtMs: -Infinity };
      this.#heard.set(key, heard);
    }
    return heard;
  }
}
