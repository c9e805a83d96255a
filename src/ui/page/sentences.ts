/**
 * What the page says of alarms and inputs, in sentences.
 */
import type { InputView } from "../../bus/messages.ts";
import type { Alarm, Observation } from "../../reading/alarm.ts";
import type { InputKind } from "../../reading/reading.ts";
import { known, type Language } from "../messages/language.ts";
import type { SpokenState } from "./state.ts";

/** Slower is within what a sensor wanders by itself, and would only unsettle the reader. */
const RATE_WORTH_SAYING = 2;

/** What is measured, temperatures last: the rate of rise follows them. What cameras see comes before all. */
const TELLING_ORDER: readonly InputKind[] = [
  "callPoint",
  "otherBox",
  "smoke",
  "flame",
  "flameDigital",
  "gas",
  "thermal",
];

/** `rising 12 °C a minute`; empty where it does not rise. */
export function rise(language: Language, ratePerMinute: number | null | undefined): string {
  return known(ratePerMinute) && ratePerMinute >= RATE_WORTH_SAYING
    ? language.say("reason.rising", { rate: language.number(ratePerMinute) })
    : "";
}

/** Gives the name that people use for a sensor or camera. */
export type Naming = (sensorId: string) => string;

/** `camera North`; a name that says so by itself is enough: `Yard camera`. */
export function cameraCalled(language: Language, name: string): string {
  return /\b[ck][aá]m|कैमरा/i.test(name) ? name : language.say("reason.camera", { name });
}

/** `camera North sees smoke, 0.92`; of an alarm that was stored without it nobody knows which of the two it was. */
export function cameraSees(
  language: Language,
  name: string,
  score: number,
  seen: "fire" | "smoke" | undefined,
): string {
  return language.say(seen === undefined ? "reason.sees" : `reason.sees-${seen}`, {
    camera: cameraCalled(language, name),
    score: language.number(score, 2),
  });
}

/** One observation: `flame 63 %`, `71 °C`. */
export function observation(language: Language, seen: Observation, naming: Naming): string {
  const { say } = language;
  const value = language.number(seen.value);
  switch (seen.input) {
    case "thermal":
      return language.degrees(seen.value, 0);
    case "smoke":
      return say("reason.smoke", { value });
    case "flame":
      return say("reason.flame", { value });
    case "gas":
      return say("reason.gas", { value });
    case "flameDigital":
      return say("reason.flame-contact");
    case "vision":
      return cameraSees(language, naming(seen.sensorId), seen.value, seen.seen);
    case "callPoint":
      return say("reason.call-point");
    case "otherBox":
      return say("reason.other-box", { box: naming(seen.sensorId) });
  }
}

/**
 * Why an alarm was raised: `camera North sees fire, 0.92; flame 63 % and 71 °C, rising 12 °C a minute`. The latest
 * observation of each input.
 */
export function reasonOf(
  language: Language,
  alarm: Alarm,
  naming: Naming = (sensorId) => sensorId,
): string {
  const latest = new Map<InputKind, Observation>();
  for (const cause of [...alarm.causes].sort((a, b) => a.atMs - b.atMs)) {
    for (const seen of cause.observations) {
      const other = latest.get(seen.input);
      if (other === undefined || !cause.observations.includes(other) || seen.value > other.value) {
        latest.set(seen.input, seen);
      }
    }
  }
  if (latest.size === 0) return language.say("reason.lost");
  const parts = TELLING_ORDER.flatMap((input) => latest.get(input) ?? []).map((seen) =>
    observation(language, seen, naming)
  );
  const rising = rise(language, latest.get("thermal")?.ratePerMinute);
  const measured = language.list(parts, parts.length) + (rising && `, ${rising}`);
  // A clause of its own, where the others are quantities.
  const vision = latest.get("vision");
  return [vision === undefined ? "" : observation(language, vision, naming), measured]
    .filter((part) => part !== "").join("; ");
}

/** When an alarm is told of. */
type Telling = Pick<SpokenState, "language" | "nowWallMs" | "timeZone">;

/** The one sentence of an alarm: `Flame 63 % and 71 °C, rising 12 °C a minute, since 03:12:08 (33 s)`. */
export function alarmSentence(telling: Telling, alarm: Alarm, naming?: Naming): string {
  const { language, nowWallMs, timeZone } = telling;
  return language.say("reason.since", {
    why: language.capital(reasonOf(language, alarm, naming)),
    moment: language.moment(alarm.raisedAtWallMs, nowWallMs, timeZone),
    duration: language.wholeDuration(nowWallMs - alarm.raisedAtWallMs),
  });
}

/** The value of an input with its unit, or why there is none. */
export function inputValue(language: Language, input: InputView): string {
  const { say, number } = language;
  if ("reason" in input) return say(`no-data.${input.reason}`);
  switch (input.unit) {
    case "C":
      return language.degrees(input.value);
    case "%":
      return say("words.percent", { value: number(input.value) });
    case "ppm":
      return say("words.ppm", { value: number(input.value) });
    case "score":
      return number(input.value, 2);
    case "contact":
      return say(input.value > 0 ? "input.closed" : "input.open");
  }
}

/** A number, the blank behind it, and a unit; the next letter would make another word of it. */
const BEFORE_UNIT = / (?=(?:°C|%|ppm|MB|s|min|h|d|j|से|मि|घं)(?![\p{L}\p{M}]))/gu;

/** The same sentence with each number kept on one line with its unit: `71` at the end of a line is no temperature. */
export function unbroken(sentence: string): string {
  return sentence.replace(
    BEFORE_UNIT,
    (blank, at: number) => /\d/.test(sentence[at - 1] ?? "") ? "\u00a0" : blank,
  );
}
