/**
 * Says in plain sentences what fusion has found, for the journal and for the person who acts.
 */
import type { Cause, Observation } from "../reading/alarm.ts";
import type { InputKind } from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import type { FusionState } from "./state.ts";

/** More would not be read; the rest is in the record. */
const SAID_MAX = 3;
/** A slower rise is not worth a word. */
const RISE_SAID_PER_MINUTE = 1;
/** An older observation is said with its age. */
const AGE_SAID_MS = 3_000;

/** What an input is called in a sentence. */
export const INPUT_NAMES: Readonly<Record<InputKind, string>> = {
  thermal: "thermal picture",
  smoke: "smoke",
  flame: "flame",
  gas: "gas",
  flameDigital: "flame contact",
  vision: "camera",
  callPoint: "call point",
};

/** One observation, e.g. `71.2 C (limit 60 C), rising 12 C/min`. */
export function describeObservation(seen: Observation): string {
  switch (seen.input) {
    case "thermal": {
      const rate = seen.ratePerMinute ?? 0;
      const rise = rate >= RISE_SAID_PER_MINUTE ? `, rising ${round(rate)} C/min` : "";
      return `${seen.value.toFixed(1)} C (limit ${exact(seen.limit)} C)${rise}`;
    }
    case "smoke":
    case "flame":
      return `${seen.input} ${round(seen.value)} % (limit ${exact(seen.limit)} %)`;
    case "gas":
      return `gas ${round(seen.value)} ppm (limit ${exact(seen.limit)} ppm)`;
    case "flameDigital":
      return "flame contact active";
    case "callPoint":
      return "call point pressed";
    case "vision":
      return `camera sees ${seen.seen ?? "fire or smoke"} ${seen.value.toFixed(2)} (limit ${
        seen.limit.toFixed(2)
      })`;
    default:
      return unreachable(seen.input);
  }
}

/** What was observed, where, e.g. `flame 63 % (limit 25 %) and 71.2 C (limit 60 C) at boiler-1`. */
export function describeObservations(state: FusionState, seen: readonly Observation[]): string {
  const oneSensor = seen.every((other) => other.sensorId === seen[0].sensorId);
  const parts = seen.slice(0, SAID_MAX).map((one) => {
    const age = one.ageMs >= AGE_SAID_MS ? `, ${round(one.ageMs / 1000)} s ago` : "";
    return describeObservation(one) + age + (oneSensor ? "" : ` at ${sensorName(state, one)}`);
  });
  if (seen.length > SAID_MAX) parts.push(`${seen.length - SAID_MAX} more`);
  const text = parts.join(" and ");
  return oneSensor && seen.length > 0 ? `${text} at ${sensorName(state, seen[0])}` : text;
}

/** A cause as one sentence that begins with the zone's name. */
export function describeCause(state: FusionState, zoneName: string, cause: Cause): string {
  if (cause.rule === "recovered") {
    return `${zoneName}: an alarm was found latched at the outputs; what caused it is no longer known.`;
  }
  const rule = cause.rule === "rate-of-rise" ? "sustained rise, " : "";
  return `${zoneName}: ${rule}${describeObservations(state, cause.observations)}.`;
}

/** Seconds or minutes or hours, for people. */
export function describeDuration(ms: number): string {
  if (ms < 120_000) return `${round(ms / 1000)} s`;
  if (ms < 2 * 3_600_000) return `${round(ms / 60_000)} min`;
  return `${round(ms / 3_600_000)} h`;
}

function sensorName(state: FusionState, seen: Observation): string {
  return state.sensors.get(seen.sensorId)?.name ?? seen.sensorId;
}

/** A configured limit, as a person wrote it. */
function exact(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A measured value: one decimal below ten, none above. */
function round(value: number): string {
  return Math.abs(value) < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
