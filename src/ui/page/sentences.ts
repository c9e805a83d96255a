/**
 * What the page says of alarms and inputs, in sentences.
 */
import type { InputView } from "../../bus/messages.ts";
import type { Alarm, Observation } from "../../reading/alarm.ts";
import type { InputKind, NoDataReason } from "../../reading/reading.ts";
import { degrees, known, list, moment, wholeDuration } from "./words.ts";

/** Slower is within what a sensor wanders by itself, and would only unsettle the reader. */
const RATE_WORTH_SAYING = 2;

/** What is measured, temperatures last: the rate of rise follows them. What cameras see comes before all. */
const TELLING_ORDER: readonly InputKind[] = [
  "callPoint",
  "smoke",
  "flame",
  "flameDigital",
  "gas",
  "thermal",
];

/** `rising 12 °C a minute`; empty where it does not rise. */
export function rise(ratePerMinute: number | null | undefined): string {
  return known(ratePerMinute) && ratePerMinute >= RATE_WORTH_SAYING
    ? `rising ${ratePerMinute.toFixed(0)} °C a minute`
    : "";
}

/** Gives the name that people use for a sensor or camera. */
export type Naming = (sensorId: string) => string;

/** `camera North`; a name that says so by itself is enough: `Yard camera`. */
export function cameraCalled(name: string): string {
  return /\bcam/i.test(name) ? name : `camera ${name}`;
}

/** `camera North sees fire or smoke, 0.92`: evidence is the stronger of the two, and does not tell which. */
export function cameraSees(name: string, score: number): string {
  return `${cameraCalled(name)} sees fire or smoke, ${score.toFixed(2)}`;
}

/** One observation: `flame 63 %`, `71 °C`. */
export function observation(seen: Observation, naming: Naming): string {
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
      return cameraSees(naming(seen.sensorId), seen.value);
    case "callPoint":
      return "call point pressed";
  }
}

/**
 * Why an alarm was raised: `camera North sees fire or smoke, 0.92; flame 63 % and 71 °C, rising 12 °C a minute`. The latest
 * observation of each input.
 */
export function reasonOf(alarm: Alarm, naming: Naming = (sensorId) => sensorId): string {
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
  const parts = TELLING_ORDER.flatMap((input) => latest.get(input) ?? []).map((seen) =>
    observation(seen, naming)
  );
  const rising = rise(latest.get("thermal")?.ratePerMinute);
  const measured = list(parts, parts.length) + (rising && `, ${rising}`);
  // A clause of its own, where the others are quantities.
  const vision = latest.get("vision");
  return [vision === undefined ? "" : observation(vision, naming), measured].filter((part) => part !== "")
    .join("; ");
}

/** The one sentence of an alarm: `Flame 63 % and 71 °C, rising 12 °C a minute, since 03:12:08 (33 s)`. */
export function alarmSentence(alarm: Alarm, nowWallMs: number, timeZone: string, naming?: Naming): string {
  const since = moment(alarm.raisedAtWallMs, nowWallMs, timeZone);
  return `${capital(reasonOf(alarm, naming))}, since ${since} (${
    wholeDuration(nowWallMs - alarm.raisedAtWallMs)
  })`;
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
      return input.value.toFixed(2);
    case "contact":
      return input.value > 0 ? "closed" : "open";
  }
}
