/**
 * What the page says of alarms and inputs, in sentences.
 */
import type { InputView } from "../../bus/messages.ts";
import type { Alarm, Observation } from "../../reading/alarm.ts";
import type { InputKind, NoDataReason } from "../../reading/reading.ts";
import { degrees, known, list, moment, wholeDuration } from "./words.ts";

/** Slower is within what a sensor wanders by itself, and would only unsettle the reader. */
const RATE_WORTH_SAYING = 2;

/** Temperatures last: the rate of rise follows them. */
const TELLING_ORDER: readonly InputKind[] = [
  "callPoint",
  "smoke",
  "flame",
  "flameDigital",
  "gas",
  "vision",
  "thermal",
];

/** `rising 12 °C a minute`; empty where it does not rise. */
export function rise(ratePerMinute: number | null | undefined): string {
  return known(ratePerMinute) && ratePerMinute >= RATE_WORTH_SAYING
    ? `rising ${ratePerMinute.toFixed(0)} °C a minute`
    : "";
}

/** One observation: `flame 63 %`, `71 °C`. */
export function observation(seen: Observation): string {
  switch (seen.input) {
    case "thermal":
      return degrees(seen.value, 0);
    case "smoke":
      return `smoke ${seen.value.toFixed(0)} %`;
    case "flame":
      return `flame ${seen.value.toFixed(0)} %`;
    case "gas":
      return `gas ${seen.value.toFixed(0)} ppm`;
    case "flameDigital":
      return "flame contact closed";
    case "vision":
      return `camera sees fire (${(seen.value * 100).toFixed(0)} %)`;
    case "callPoint":
      return "call point pressed";
  }
}

/** Why an alarm was raised: `flame 63 % and 71 °C, rising 12 °C a minute`. The latest observation of each input. */
export function reasonOf(alarm: Alarm): string {
  const latest = new Map<InputKind, Observation>();
  for (const cause of [...alarm.causes].sort((a, b) => a.atMs - b.atMs)) {
    for (const seen of cause.observations) {
      const other = latest.get(seen.input);
      if (other === undefined || !cause.observations.includes(other) || seen.value > other.value) {
        latest.set(seen.input, seen);
      }
    }
  }
  if (latest.size === 0) return "found sounding after a restart, its cause is no longer known";
  const parts = TELLING_ORDER.flatMap((input) => latest.get(input) ?? []).map(observation);
  const rising = rise(latest.get("thermal")?.ratePerMinute);
  return list(parts, parts.length) + (rising && `, ${rising}`);
}

/** The one sentence of an alarm: `Flame 63 % and 71 °C, rising 12 °C a minute, since 03:12:08 (33 s)`. */
export function alarmSentence(alarm: Alarm, nowWallMs: number, timeZone: string): string {
  const since = moment(alarm.raisedAtWallMs, nowWallMs, timeZone);
  return `${capital(reasonOf(alarm))}, since ${since} (${wholeDuration(nowWallMs - alarm.raisedAtWallMs)})`;
}

/** The first letter large, as sentences begin. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Inputs by the names people use. */
export const INPUT_NAMES: Readonly<Record<InputKind, string>> = {
  thermal: "heat",
  smoke: "smoke",
  flame: "flame",
  gas: "gas",
  flameDigital: "flame contact",
  vision: "camera",
  callPoint: "call point",
};

const NO_DATA: Readonly<Record<NoDataReason, string>> = {
  "never-received": "nothing yet",
  stale: "no fresh data",
  disconnected: "disconnected",
  "calibration-pending": "waiting for calibration",
  "calibration-refused": "calibration refused",
  implausible: "implausible values",
  disabled: "out of service",
};

/** The value of an input with its unit, or why there is none. */
export function inputValue(input: InputView): string {
  if ("reason" in input) return NO_DATA[input.reason];
  switch (input.unit) {
    case "C":
      return degrees(input.value);
    case "%":
      return `${input.value.toFixed(0)} %`;
    case "ppm":
      return `${input.value.toFixed(0)} ppm`;
    case "score":
      return `${(input.value * 100).toFixed(0)} %`;
    case "contact":
      return input.value > 0 ? "closed" : "open";
  }
}
