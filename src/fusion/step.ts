/**
 * The heart of the product: one pure step from a state and an input to the next state and what is to be done.
 */
import { unreachable } from "../reading/result.ts";
import { assessLoss, reassess } from "./assess.ts";
import type { FusionEffect, Outcome } from "./effect.ts";
import { releaseExpired } from "./evidence.ts";
import { checkFlood, setFlood } from "./flood.ts";
import { checkBlind, checkDeadlines } from "./health.ts";
import type { FusionInput, Now, OperatorAct } from "./input.ts";
import { acknowledge, reset, resound, silence } from "./lifecycle.ts";
import { orderOutputs } from "./outputs.ts";
import { takeNoData, takeReading } from "./readings.ts";
import { configure, putSensor, removeSensor } from "./registry.ts";
import { recover, restore } from "./restore.ts";
import { acceptView, checkExpiries, disable, enable } from "./service.ts";
import type { FusionSettings } from "./settings.ts";
import { emptyState, type FusionState } from "./state.ts";
import {
  acknowledgeTrouble,
  clearTrouble,
  clearUnconfirmed,
  doubtTroubles,
  ownTrouble,
  raiseTrouble,
} from "./troubles.ts";
import { checkTest, startTest, stopTest } from "./walktest.ts";

/** What a step came to. */
export interface Step {
  readonly state: FusionState;
  /** What is to be done, in this order. Belongs to the caller; empty for nearly every reading. */
  readonly effects: readonly FusionEffect[];
}

/**
 * Makes the state of a site.
 *
 * @param epoch greater than that of every earlier run of fusion, and than any the outputs have on disk: alarm ids are made
 * of it, and outputs take a known id for a known alarm.
 */
export function createFusion(epoch: number, settings: FusionSettings, now: Now): FusionState {
  const state = emptyState(epoch, settings, now);
  configure(state, settings);
  state.effects = [];
  return state;
}

/**
 * Takes one input in. Nothing but its arguments decides what comes out.
 *
 * The state handed in is consumed: it is changed in place and handed back, since at 25,000 readings a second it cannot be
 * copied. The cost of a reading depends neither on the number of sensors nor on that of zones; a tick looks at each.
 */
export function step(state: FusionState, input: FusionInput, now: Now): Step {
  // A clock that went back would revive what is over; a time that is not a number compares false.
  if (now.monoMs > state.nowMs) state.nowMs = now.monoMs;
  state.wallMs = now.wallMs;
  if (state.effects.length > 0) state.effects = [];
  take(state, input);
  orderOutputs(state);
  return { state, effects: state.effects };
}

function take(state: FusionState, input: FusionInput): void {
  switch (input.kind) {
    case "thermal":
    case "smoke":
    case "flame":
    case "gas":
    case "flameDigital":
    case "vision":
    case "callPoint":
    case "otherBox":
      return takeReading(state, input);
    case "noData":
      return takeNoData(state, input);
    case "tick":
      return tick(state);
    case "sensor":
      return void putSensor(state, input.sensor, input.origin);
    case "sensorRemoved":
      return removeSensor(state, input.sensorId);
    case "configure":
      return configure(state, input.settings);
    case "fault":
      if (!input.active) return clearTrouble(state, input.code, input.subject);
      raiseTrouble(state, input.code, input.subject, () => input.said ?? input.detail);
      return ownTrouble(state, input.code, input.subject, input.owner);
    case "ownerStarted":
      return doubtTroubles(state, input.owner);
    case "flood":
      return setFlood(state, input.on);
    case "restored":
      return restore(state, input);
    case "recovered":
      return recover(state, input);
    case "act": {
      const outcome = act(state, input.act, input.by);
      state.effects.push({ kind: "outcome", requestId: input.requestId, outcome });
      return;
    }
    default:
      return unreachable(input);
  }
}

function act(state: FusionState, wanted: OperatorAct, by: string): Outcome {
  switch (wanted.act) {
    case "acknowledge":
      return acknowledge(state, wanted.alarmId, by);
    case "silence":
      return silence(state, wanted.alarmId, by);
    case "resound":
      return resound(state, wanted.alarmId, by);
    case "reset": {
      const zone = state.alarms.get(wanted.alarmId)?.zone;
      const outcome = reset(state, wanted.alarmId, by);
      // Warmth that is no alarm shows as the pre-alarm that it is.
      if (outcome.ok && zone !== undefined) reassess(state, zone);
      return outcome;
    }
    case "acknowledgeTrouble":
      return acknowledgeTrouble(state, wanted.troubleId, by);
    case "disable":
      return disable(state, wanted.target, wanted.id, wanted.reason, wanted.durationMs, by);
    case "enable":
      return enable(state, wanted.target, wanted.id, by);
    case "startWalkTest":
      return startTest(state, wanted.zoneId, wanted.durationMs, by);
    case "stopWalkTest":
      return stopTest(state, wanted.zoneId, by, wanted);
    case "acceptView":
      return acceptView(state, wanted.cameraId, by);
    default:
      return unreachable(wanted);
  }
}

function tick(state: FusionState): void {
  for (const sensor of state.sensors.values()) {
    checkDeadlines(state, sensor);
    if (sensor.heldMask !== 0 && releaseExpired(sensor, state.nowMs, state.memoryMs)) {
      assessLoss(state, sensor.zone);
    }
  }
  for (const zone of state.zones.values()) {
    if (zone.test !== undefined) checkTest(state, zone, zone.test);
    checkBlind(state, zone);
    if (state.flood.on) checkFlood(state, zone);
  }
  if (state.disablements.size > 0) checkExpiries(state);
  if (state.troubles.size > 0) clearUnconfirmed(state);
}
