import assert from "node:assert/strict";
import { homographyOf } from "../reading/homography.ts";
import { placeOfPixel } from "./overlap.ts";
import { Bed, siteSettings } from "./testbed.ts";

/** The camera sees what the left half of the thermal picture sees. */
const TO_CAMERA = homographyOf([
  { from: { x: 0, y: 0 }, to: { x: 0, y: 0 } },
  { from: { x: 0.5, y: 0 }, to: { x: 1, y: 0 } },
  { from: { x: 0.5, y: 1 }, to: { x: 1, y: 1 } },
  { from: { x: 0, y: 1 }, to: { x: 0, y: 1 } },
]);

function bed(isRegistered = true): Bed {
  assert(TO_CAMERA.ok);
  const settings = siteSettings();
  return new Bed({
    ...settings,
    sensors: [...settings.sensors, {
      id: "cam",
      zoneId: "boiler",
      inputs: ["vision"],
      ...(isRegistered && { registered: [{ sensorId: "b1", toCamera: TO_CAMERA.value }] }),
    }],
  });
}

/** Column 8, row 11: a quarter from the left, in the middle; the camera's middle. */
const SPOT = 11 * 32 + 8;
const THERE = { x: 0.5, y: 0.48, width: 0.2, height: 0.2 };
const ELSEWHERE = { x: 0.85, y: 0.48, width: 0.2, height: 0.2 };

/** Several looks of the camera and pictures of the sensor, as they come. */
function look(site: Bed, maxC: number, fire: number, place = THERE, smoke = 0): void {
  for (let turn = 0; turn < 4; turn++) {
    site.thermal("b1", maxC, { hotSpotIndex: SPOT });
    site.vision("cam", fire, smoke, place);
    site.advance(500);
  }
}

Deno.test("placeOfPixel gives the middle of a pixel", () => {
  assert.deepEqual(placeOfPixel(0), { x: 0.5 / 32, y: 0.5 / 24 });
  assert.deepEqual(placeOfPixel(767), { x: 31.5 / 32, y: 23.5 / 24 });
});

Deno.test("heat and sight at one place alarm below the limits of both, and say so", () => {
  const site = bed();
  look(site, 36, 0.5);
  const [alarm] = site.alarms;
  assert(alarm !== undefined, "36 C and 0.50 at one place");
  const [cause] = alarm.causes;
  assert.equal(cause.rule, "vision-on-heat");
  assert.deepEqual(
    cause.observations.map(({ sensorId, input, seen, value }) => [sensorId, input, seen, value]),
    [["cam", "vision", "fire", 0.5], ["b1", "thermal", undefined, 36]],
  );
  assert.equal(cause.observations[1].hotSpotIndex, SPOT);
  assert.match(site.texts("alarm")[0], /camera sees fire 0\.50 .*at cam and 36\.0 C \(limit 35 C\) at b1/);
});

Deno.test("heat and sight at one place need each its part, twice", () => {
  const cold = bed();
  look(cold, 34.9, 0.59);
  assert.deepEqual(cold.alarms, [], "a person's skin is no fire");
  const doubtful = bed();
  look(doubtful, 39, 0.44);
  assert.deepEqual(doubtful.alarms, [], "the model is not sure at all");
  const once = bed();
  once.thermal("b1", 38, { hotSpotIndex: SPOT });
  once.vision("cam", 0.5, 0, THERE);
  assert.deepEqual(once.alarms, [], "one look is none");
});

Deno.test("heat and sight at two places, or without a registration, are judged as before", () => {
  const apart = bed();
  look(apart, 38, 0.55, ELSEWHERE);
  assert.equal(apart.alarms.length, 0);
  const unregistered = bed(false);
  look(unregistered, 38, 0.55);
  assert.deepEqual(unregistered.alarms, []);
  // Above their own limits they join wherever they are: nothing is taken away.
  look(apart, 45, 0.7, ELSEWHERE);
  assert.equal(apart.alarms[0].causes[0].rule, "vision-and-sensor");
});

Deno.test("a model that marks no place, a sensor out of service and one that hangs confirm nothing", () => {
  const placeless = bed();
  look(placeless, 38, 0.55, { x: 0.5, y: 0.5, width: NaN, height: NaN });
  assert.deepEqual(placeless.alarms, []);
  const disabled = bed();
  disabled.act({ act: "disable", target: "sensor", id: "b1", reason: "repair", durationMs: 60_000 });
  look(disabled, 38, 0.55);
  assert.deepEqual(disabled.alarms, []);
  const silent = bed();
  silent.thermal("b1", 38, { hotSpotIndex: SPOT });
  silent.advance(40_000);
  for (let turn = 0; turn < 4; turn++) {
    silent.vision("cam", 0.55, 0, THERE);
    silent.advance(500);
  }
  assert.deepEqual(silent.alarms, [], "heat of half a minute ago");
});

Deno.test("an alarm of heat and sight at one place goes on while it lasts, and its smoke is called smoke", () => {
  const site = bed();
  look(site, 37, 0.1, THERE, 0.56);
  assert.equal(site.alarms[0].causes[0].observations[0].seen, "smoke");
  look(site, 37, 0.1, THERE, 0.56);
  assert.equal(site.alarms[0].active, true);
  for (let second = 0; second < 40; second++) {
    site.thermal("b1", 24);
    site.vision("cam", 0.1, 0.1, THERE);
    site.advance(1_000);
  }
  assert.equal(site.alarms[0].active, false);
});

Deno.test("a camera alone says which of the two it saw", () => {
  const site = bed(false);
  look(site, 24, 0.2, THERE, 0.8);
  assert.match(site.texts("pre-alarm")[0], /camera sees smoke 0\.80/);
});

Deno.test("what a camera sees alone is not said to be on heat that was at its place some other time", () => {
  const site = bed();
  look(site, 36, 0.1);
  look(site, 24, 0.9, ELSEWHERE);
  assert.deepEqual(site.texts("pre-alarm"), [
    "Boiler: pre-alarm, camera sees fire 0.90 (limit 0.60) at cam.",
  ]);
});
