/**
 * Says what fusion has found, for the journal and for the person who acts.
 */
import type { Cause, Observation } from "../reading/alarm.ts";
import type { InputKind, NoDataReason } from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import { rounded } from "../reading/in_english.ts";
import { joined, type Part, type Saying, saying } from "../reading/saying.ts";
import type { FusionState } from "./state.ts";

/** More would not be read; the rest is in the record. */
const SAID_MAX = 3;
/** A slower rise is not worth a word. */
const RISE_SAID_PER_MINUTE = 1;
/** An older observation is said with its age. */
const AGE_SAID_MS = 3_000;

/** What an input is called in a sentence. */
export function inputCalled(kind: InputKind): Saying {
  return saying(`said.input-${kind}`);
}

/** Why there is no data, in a sentence. */
export function reasonCalled(reason: NoDataReason): Saying {
  return saying(`said.reason-${reason}`);
}

/** One observation, e.g. `71.2 C (limit 60 C), rising 12 C/min`. */
function describeObservation(seen: Observation): Saying {
  const value = rounded(seen.value);
  const limit = exact(seen.limit);
  switch (seen.input) {
    case "thermal": {
      const degrees = { value: seen.value, digits: 1 };
      const rate = seen.ratePerMinute ?? 0;
      return rate >= RISE_SAID_PER_MINUTE
        ? saying("said.heat-rising", { value: degrees, limit, rate: rounded(rate) })
        : saying("said.heat", { value: degrees, limit });
    }
    case "smoke":
    case "flame":
    case "gas":
      return saying(`said.${seen.input}`, { value, limit });
    case "flameDigital":
      return saying("said.flame-contact");
    case "callPoint":
      return saying("said.call-point");
    case "otherBox":
      return saying("said.other-box");
    case "vision": {
      const scores = { value: { value: seen.value, digits: 2 }, limit: { value: seen.limit, digits: 2 } };
      return saying(seen.seen === undefined ? "said.sees" : `said.sees-${seen.seen}`, scores);
    }
    default:
      return unreachable(seen.input);
  }
}

/** What was observed, where, e.g. `flame 63 % (limit 25 %) and 71.2 C (limit 60 C) at boiler-1`. */
export function describeObservations(state: FusionState, seen: readonly Observation[]): Part {
  if (seen.length === 0) return "";
  const oneSensor = seen.every((other) => other.sensorId === seen[0].sensorId);
  const parts: Part[] = seen.slice(0, SAID_MAX).map((one) => {
    const what = describeObservation(one);
    const aged = one.ageMs >= AGE_SAID_MS ? saying("said.ago", { seen: what, age: { ms: one.ageMs } }) : what;
    return oneSensor ? aged : saying("said.at", { seen: aged, sensor: sensorName(state, one) });
  });
  if (seen.length > SAID_MAX) parts.push(saying("said.more", { count: seen.length - SAID_MAX }));
  const text = joined("said.and", parts);
  return oneSensor ? saying("said.at", { seen: text, sensor: sensorName(state, seen[0]) }) : text;
}

/** A cause as one sentence that begins with the zone's name. */
export function describeCause(state: FusionState, zoneName: string, cause: Cause): Saying {
  if (cause.rule === "recovered") return saying("said.alarm-recovered", { zone: zoneName });
  const seen = describeObservations(state, cause.observations);
  return saying(cause.rule === "rate-of-rise" ? "said.alarm-rise" : "said.alarm", { zone: zoneName, seen });
}

function sensorName(state: FusionState, seen: Observation): string {
  return state.sensors.get(seen.sensorId)?.name ?? seen.sensorId;
}

/** A configured limit, as a person wrote it. */
function exact(value: number): number {
  return Math.round(value * 100) / 100;
}
