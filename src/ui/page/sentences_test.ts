import assert from "node:assert/strict";
import type { Alarm, Cause, Observation } from "../../reading/alarm.ts";
import { SCENE_WALL_MS, sceneSite } from "../fake_scenes.ts";
import { alarmSentence, inputValue, reasonOf, unbroken } from "./sentences.ts";
import { ENGLISH } from "../messages/spoken.ts";
import { nameOf } from "./state.ts";

const ALARM = sceneSite("alarm", 1_000_000, SCENE_WALL_MS).alarms[0] as Alarm;
const AT_NIGHT = { language: ENGLISH, nowWallMs: SCENE_WALL_MS, timeZone: "UTC" };

function cause(atMs: number, ...observations: Partial<Observation>[]): Cause {
  const full = observations.map((seen) => ({
    sensorId: "s",
    input: "thermal",
    value: 0,
    limit: 0,
    ageMs: 0,
    ...seen,
  }));
  return { rule: "smoke", atMs, atWallMs: 0, observations: full as Observation[] };
}

Deno.test("alarmSentence says why and since when, in one sentence", () => {
  assert.equal(
    alarmSentence(AT_NIGHT, ALARM),
    "Flame 63 % and 71 °C, rising 12 °C a minute, since 03:12:08 (33 s)",
  );
});

Deno.test("reasonOf tells the latest of each input, the strongest where several speak at once", () => {
  const causes = [
    cause(3, { input: "smoke", value: 31 }, { value: 64, ratePerMinute: 1 }),
    cause(1, { value: 80, ratePerMinute: 30 }, { input: "gas", value: 512 }),
    cause(2, { input: "smoke", value: 26 }, { input: "smoke", value: 29 }),
  ];
  assert.equal(reasonOf(ENGLISH, { ...ALARM, causes }), "smoke 31 %, gas 512 ppm and 64 °C");
  const both = [cause(1, { value: 61 }, { value: 75 }, { value: 62 })];
  assert.equal(reasonOf(ENGLISH, { ...ALARM, causes: both }), "75 °C");
});

Deno.test("reasonOf speaks of every kind of input, and of an alarm whose cause was lost", () => {
  const causes = [cause(
    1,
    { input: "callPoint", value: 1 },
    { input: "flameDigital", value: 1 },
    { input: "vision", value: 0.917 },
  )];
  assert.equal(
    reasonOf(ENGLISH, { ...ALARM, causes }),
    "camera s sees fire or smoke, 0.92; call point pressed and flame contact closed",
  );
  assert.match(reasonOf(ENGLISH, { ...ALARM, causes: [] }), /found sounding after a restart/);
});

Deno.test("alarmSentence calls cameras by their names, before what is measured", () => {
  const seen = sceneSite("seen", 1_000_000, SCENE_WALL_MS);
  const naming = (sensorId: string) => nameOf(seen, sensorId);
  assert.equal(
    alarmSentence(AT_NIGHT, seen.alarms[0] as Alarm, naming),
    "Camera North sees fire, 0.92; 71 °C, rising 12 °C a minute, since 03:12:08 (33 s)",
  );
  const alone = [cause(1, { sensorId: "yard", input: "vision", value: 0.6, seen: "smoke" })];
  assert.equal(
    reasonOf(ENGLISH, { ...ALARM, causes: alone }, naming),
    "Yard camera sees smoke, 0.60",
  );
});

Deno.test("inputValue gives units, and a reason instead of a number where there is none", () => {
  assert.equal(inputValue(ENGLISH, { input: "gas", value: 181.7, unit: "ppm", ageMs: 1 }), "182 ppm");
  assert.equal(inputValue(ENGLISH, { input: "flameDigital", value: 0, unit: "contact", ageMs: 1 }), "open");
  assert.equal(inputValue(ENGLISH, { input: "vision", value: 0.917, unit: "score", ageMs: 1 }), "0.92");
  assert.equal(inputValue(ENGLISH, { input: "smoke", reason: "stale", ageMs: 1 }), "no fresh data");
  assert.equal(
    inputValue(ENGLISH, { input: "thermal", reason: "never-received", ageMs: NaN }),
    "nothing yet",
  );
});

Deno.test("unbroken keeps numbers and their units on one line, and breaks all else as before", () => {
  const sentence = "Flame 63 % and 71,5 °C at s 4 since 03:12:08 (2 min 3 s), 4 sensors, 3 से, zone 7 scene";
  assert.equal(
    unbroken(sentence),
    "Flame 63\u00a0% and 71,5\u00a0°C at s 4 since 03:12:08 (2\u00a0min 3\u00a0s), 4 sensors, 3\u00a0से, zone 7 scene",
  );
});
