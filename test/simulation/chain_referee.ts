/**
 * Judges the simulated fire path by what happened around it: every fire that arrived in pictures alarms and sounds, nothing else does,
 * what stands goes on sounding until a person resets it, and a silent sensor is a trouble in time.
 */
import assert from "node:assert/strict";
import type { FusionEffect, Outcome } from "../../src/fusion/effect.ts";
import type { OperatorAct } from "../../src/fusion/input.ts";
import type { FusionState } from "../../src/fusion/state.ts";
import type { ChainDevice } from "./chain_device.ts";

/** Ticks, repeated orders and the latch file's delay. */
const SLACK_MS = 1_200;
/** With everything alive, hot pictures sound the siren within this: a picture may wait for the next tick. */
const SOUND_MS = 1_000;
const AFTERGLOW_MS = 50_000;
/** A start's grace for sensors that were never heard. */
const NEVER_HEARD_MS = 30_000;
/** A process that starts, connects, and asks for nothing: the calibration is kept. */
const RECOVERED_MS = 3_000;

/** What one tick looks like from outside. */
export interface ChainLook {
  readonly nowMs: number;
  /** Undefined while it is dead. */
  readonly fusion: FusionState | undefined;
  /** Lines that are on; undefined while the outputs are dead. */
  readonly sounding: ReadonlySet<string> | undefined;
  /** All parts run and their links pass. */
  readonly isWhole: boolean;
  readonly diskFull: boolean;
}

interface Standing {
  readonly zoneId: string;
  readonly sinceMs: number;
  quiet: boolean;
  /** All who knew of it died while nothing could be written: it may stand or be gone. */
  uncertain?: boolean;
}

/** The referee. */
export class ChainReferee {
  readonly tally = {
    fires: 0,
    alarms: 0,
    resets: 0,
    kills: 0,
    recovered: 0,
    troubles: 0,
    refusals: 0,
    fullDisks: 0,
  };
  readonly #zones: readonly string[];
  readonly #devices: readonly ChainDevice[];
  readonly #freshMs: number;
  readonly #fires = new Map<string, { readonly fromMs: number; readonly toMs: number }>();
  readonly #standing = new Map<string, Standing>();
  readonly #raised = new Set<string>();
  readonly #hotSinceMs = new Map<string, number>();
  readonly #silentSinceMs = new Map<string, number>();
  #wholeSinceMs = 0;
  #fusionSinceMs = 0;
  #diskFullAtMs = -Infinity;

  constructor(zones: readonly string[], devices: readonly ChainDevice[], freshMs: number) {
    this.#zones = zones;
    this.#devices = devices;
    this.#freshMs = freshMs;
  }

  /** A fire breaks out, unless one burns there. */
  light(zoneId: string, nowMs: number, lengthMs: number): void {
    if (nowMs < (this.#fires.get(zoneId)?.toMs ?? 0)) return;
    this.tally.fires++;
    this.#fires.set(zoneId, { fromMs: nowMs, toMs: nowMs + lengthMs });
  }

  burns(zoneId: string, nowMs: number): boolean {
    const fire = this.#fires.get(zoneId);
    return fire !== undefined && nowMs >= fire.fromMs && nowMs < fire.toMs;
  }

  /** A part was killed. Where nothing could be written and both that know an alarm are dead, it is gone with them. */
  killed(_part: string, nowMs: number, diskFull: boolean, outputsDead: boolean, fusionDead: boolean): void {
    this.tally.kills++;
    if (!outputsDead || !fusionDead) return;
    const unsafeMs = diskFull ? this.#diskFullAtMs - SLACK_MS : nowMs - SLACK_MS;
    for (const one of this.#standing.values()) if (one.sinceMs >= unsafeMs) one.uncertain = true;
  }

  fusionStarted(nowMs: number): void {
    this.#fusionSinceMs = nowMs;
  }

  acted(act: OperatorAct, outcome: Outcome, nowMs: number): void {
    if (!outcome.ok) return;
    if (act.act === "reset") {
      this.tally.resets++;
      assert.ok(
        this.#standing.delete(act.alarmId) || nowMs < 0,
        `${act.alarmId} was reset and did not stand`,
      );
    }
    const standing = act.act === "silence" ? this.#standing.get(act.alarmId) : undefined;
    if (standing !== undefined) standing.quiet = true;
  }

  effect(effect: FusionEffect, nowMs: number): void {
    if (effect.kind === "order") {
      for (const { alarmId, zoneId, silenced } of effect.order.latched) {
        const known = this.#standing.get(alarmId);
        if (known === undefined) this.#standing.set(alarmId, { zoneId, sinceMs: nowMs, quiet: silenced });
        else if (!silenced) known.quiet = false;
      }
      return;
    }
    if (effect.kind !== "event") return;
    const { kind, zoneId, alarmId, text } = effect.event;
    if (kind === "trouble") this.tally.troubles++;
    if (kind !== "alarm") return;
    if (text.includes("found latched")) {
      this.tally.recovered++;
      assert.ok(this.#raised.has(alarmId!), `${alarmId} was recovered and never raised`);
      return;
    }
    this.tally.alarms++;
    this.#raised.add(alarmId!);
    const fire = this.#fires.get(zoneId!);
    assert.ok(
      fire !== undefined && nowMs >= fire.fromMs && nowMs < fire.toMs + AFTERGLOW_MS,
      `no fire: ${text}`,
    );
  }

  check(look: ChainLook): void {
    const { nowMs, fusion, sounding, isWhole, diskFull } = look;
    if (!isWhole) this.#wholeSinceMs = Infinity;
    else if (this.#wholeSinceMs === Infinity) this.#wholeSinceMs = nowMs;
    if (diskFull && this.#diskFullAtMs === -Infinity) this.#diskFullAtMs = nowMs;
    if (!diskFull) this.#diskFullAtMs = -Infinity;
    const wholeForMs = nowMs - this.#wholeSinceMs;
    if (sounding !== undefined) this.#checkSirens(sounding, fusion, wholeForMs, nowMs);
    if (fusion !== undefined && wholeForMs > RECOVERED_MS) {
      for (const [id, one] of this.#standing) {
        const stands = fusion.alarms.has(id);
        if (one.uncertain && !stands) this.#standing.delete(id);
        else assert.ok(stands, `${id} of ${one.zoneId} was lost`);
        one.uncertain = false;
      }
      this.#checkSilence(fusion, nowMs);
    }
    this.#checkFires(sounding, wholeForMs, nowMs);
  }

  /** What stands sounds, whoever is dead, as long as the outputs are not; and nothing else does. */
  #checkSirens(
    sounding: ReadonlySet<string>,
    fusion: FusionState | undefined,
    wholeForMs: number,
    nowMs: number,
  ): void {
    for (const zone of this.#zones) {
      const line = `siren-${zone}`;
      const held = [...this.#standing].find(([, one]) => one.zoneId === zone && !one.quiet && !one.uncertain);
      if (held === undefined) {
        if (
          fusion !== undefined && wholeForMs > RECOVERED_MS &&
          ![...this.#standing.values()].some(({ zoneId }) => zoneId === zone)
        ) {
          assert.ok(!sounding.has(line) || this.#lately(zone, nowMs), `${line} sounds and no alarm stands`);
        }
        this.#silentSinceMs.delete(line);
      } else if (sounding.has(line)) this.#silentSinceMs.delete(line);
      else {
        const sinceMs = this.#silentSinceMs.get(line) ?? nowMs;
        this.#silentSinceMs.set(line, sinceMs);
        assert.ok(nowMs - sinceMs <= SLACK_MS + RECOVERED_MS, `${line} is silent while ${held[0]} stands`);
        if (wholeForMs > RECOVERED_MS) {
          assert.fail(`${line} is silent while ${held[0]} stands and all parts run`);
        }
      }
    }
  }

  #lately(zone: string, nowMs: number): boolean {
    const fire = this.#fires.get(zone);
    return fire !== undefined && nowMs < fire.toMs + AFTERGLOW_MS;
  }

  #checkFires(sounding: ReadonlySet<string> | undefined, wholeForMs: number, nowMs: number): void {
    for (const device of this.#devices) {
      if (device.hotInRow < 3 || wholeForMs < RECOVERED_MS) {
        this.#hotSinceMs.delete(device.id);
        continue;
      }
      const sinceMs = this.#hotSinceMs.get(device.id) ?? nowMs;
      this.#hotSinceMs.set(device.id, sinceMs);
      const stands = [...this.#standing.values()].some(({ zoneId }) => zoneId === device.zoneId);
      if (nowMs - sinceMs <= SOUND_MS || (stands && sounding !== undefined)) continue;
      assert.fail(
        `${device.id} has sent ${device.hotInRow} hot pictures and no alarm stands in ${device.zoneId}`,
      );
    }
  }

  #checkSilence(fusion: FusionState, nowMs: number): void {
    for (const device of this.#devices) {
      const dueMs = Math.max(device.heardAtMs + this.#freshMs, this.#fusionSinceMs + NEVER_HEARD_MS) +
        SLACK_MS;
      if (nowMs < dueMs) continue;
      const listed = fusion.troubles.get(`sensor-silent:${device.id}`)?.trouble.active ?? false;
      assert.ok(listed, `${device.id} has sent nothing for ${nowMs - device.heardAtMs} ms and is no trouble`);
    }
  }
}
