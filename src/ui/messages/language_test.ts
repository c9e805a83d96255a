import assert from "node:assert/strict";
import { ENGLISH, spoken } from "./spoken.ts";

const { degrees, duration, list, megabytes, moment, say, wholeDuration } = ENGLISH;
const german = spoken("de");

Deno.test("duration grows from tenths of a second to days", () => {
  const cases: [number, string][] = [
    [0, "0.0 s"],
    [-5, "0.0 s"],
    [340, "0.3 s"],
    [9_949, "9.9 s"],
    [9_951, "10 s"],
    [59_600, "1 min"],
    [134_000, "2 min 14 s"],
    [3_600_000, "1 h"],
    [11_100_000, "3 h 5 min"],
    [187_200_000, "2 d 4 h"],
  ];
  for (const [ms, text] of cases) assert.equal(duration(ms), text);
  assert.equal(duration(NaN), "unknown");
  assert.equal(wholeDuration(3_900), "3 s");
  assert.equal(wholeDuration(33_000), "33 s");
  assert.equal(german.duration(340), "0,3 s");
});

Deno.test("degrees shows a dash, never 0, where there is no temperature", () => {
  assert.equal(degrees(71.26), "71.3 °C");
  assert.equal(degrees(71.26, 0), "71 °C");
  assert.equal(degrees(NaN), "– °C");
  assert.equal(degrees(null), "– °C");
  assert.equal(german.degrees(71.26), "71,3 °C");
});

Deno.test("moment names the day only where it is another one, in the site's zone", () => {
  const now = Date.UTC(2026, 10, 21, 23, 30);
  assert.equal(moment(Date.UTC(2026, 10, 21, 3, 12, 8), now, "UTC"), "03:12:08");
  assert.equal(moment(Date.UTC(2026, 10, 20, 3, 12, 8), now, "UTC"), "20 Nov 03:12:08");
  assert.equal(moment(Date.UTC(2026, 10, 21, 22, 12, 8), now, "Europe/Berlin"), "21 Nov 23:12:08");
  assert.equal(german.moment(Date.UTC(2026, 10, 20, 3, 12, 8), now, "UTC"), "20. Nov. 03:12:08");
});

Deno.test("midnight is 00, not 24 or 12 am, in every language", () => {
  for (const tag of ["en", "de", "es", "fr", "hi"] as const) {
    assert.equal(spoken(tag).timeOfDay(Date.UTC(2026, 10, 21, 0, 5, 9), "UTC"), "00:05:09");
  }
});

Deno.test("say fills holes and chooses the plural by the language's own rule", () => {
  assert.equal(say("trouble.count", { count: 1 }), "1 trouble");
  assert.equal(say("trouble.count", { count: 0 }), "0 troubles");
  // In French nothing is singular.
  assert.equal(spoken("fr").say("role.restarted", { count: 0 }), "redémarré une fois");
  assert.equal(german.say("camera.pictures", { count: 81_402 }), "81.402 Bilder");
  assert.equal(say("reason.camera", { name: "{name} & <b>" }), "camera {name} & <b>");
});

Deno.test("sayIfKnown knows no message but those of the catalog", () => {
  assert.equal(ENGLISH.sayIfKnown("problem.no-right"), "This token may not do that.");
  assert.equal(ENGLISH.sayIfKnown("problem.never-heard-of"), undefined);
  assert.equal(ENGLISH.sayIfKnown("toString"), undefined);
});

Deno.test("list speaks plainly, and says how many more there are", () => {
  assert.equal(list(["A"]), "A");
  assert.equal(list(["A", "B"]), "A and B");
  assert.equal(list(["A", "B", "C"]), "A, B and C");
  assert.equal(list(["A", "B", "C", "D", "E"]), "A, B and 3 more");
  assert.equal(german.list(["A", "B", "C"]), "A, B und C");
  assert.equal(megabytes(61_400_000), "61 MB");
  assert.equal(megabytes(undefined), "–");
});
