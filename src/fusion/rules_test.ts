import assert from "node:assert/strict";
import { OBSERVATIONS_MAX } from "../reading/alarm.ts";
import { RULES } from "./rules.ts";
import { ZONE_LIMITS } from "./settings.ts";
import { Bed, siteSettings, zone } from "./testbed.ts";

/** The rules of the causes of the one alarm that stands, or none. */
function rules(bed: Bed): string[] {
  assert.ok(bed.alarms.length <= 1);
  return bed.alarms.flatMap((alarm) => alarm.causes.map((cause) => cause.rule));
}

/** Shows something twice, a second apart, as confirmation asks for. */
function twice(bed: Bed, show: () => void): void {
  show();
  bed.advance(1_000);
  show();
}

Deno.test("RULES have one bit each", () => {
  const bits = RULES.map((rule) => rule.bit);
  assert.equal(new Set(bits).size, RULES.length);
  assert.ok(bits.every((bit) => bit > 0 && (bit & (bit - 1)) === 0));
});

Deno.test("smoke alone alarms", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("smoke", "b1", 25));
  assert.deepEqual(rules(bed), ["smoke"]);
  assert.deepEqual(bed.sirens, { s1: "temporal-3" });
  assert.deepEqual(bed.texts("alarm"), ["Boiler: smoke 25 % (limit 25 %) at b1."]);
});

Deno.test("gas alone alarms", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("gas", "b1", 512));
  assert.deepEqual(rules(bed), ["gas"]);
  assert.deepEqual(bed.texts("alarm"), ["Boiler: gas 512 ppm (limit 400 ppm) at b1."]);
});

Deno.test("a critical temperature alone alarms", () => {
  const bed = new Bed();
  twice(bed, () => bed.thermal("b1", 71.2));
  assert.deepEqual(rules(bed), ["critical-temperature"]);
  assert.deepEqual(bed.texts("alarm"), ["Boiler: 71.2 C (limit 60 C) at b1."]);
  assert.deepEqual(bed.texts("pre-alarm"), []);
});

Deno.test("a call point alarms at once", () => {
  const bed = new Bed();
  bed.contact("callPoint", "b1", true);
  assert.deepEqual(rules(bed), ["call-point"]);
  assert.deepEqual(bed.texts("alarm"), ["Boiler: call point pressed at b1."]);
});

Deno.test("flame alone does not alarm, analogue or digital", () => {
  const bed = new Bed();
  for (let i = 0; i < 10; i++) {
    bed.level("flame", "b1", 90);
    bed.contact("flameDigital", "b2", true);
    bed.advance(1_000);
  }
  assert.deepEqual(rules(bed), []);
  assert.equal(bed.zone("boiler").state, "normal");
});

Deno.test("flame and pre-alarm heat alarm though they come in different packets of different sensors", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("flame", "b1", 63));
  bed.advance(12_000);
  twice(bed, () => bed.thermal("b2", 45));
  assert.deepEqual(rules(bed), ["flame-and-thermal"]);
  const [{ observations }] = bed.alarms[0].causes;
  assert.deepEqual(observations.map((seen) => [seen.sensorId, seen.input, seen.ageMs]), [
    ["b1", "flame", 13_000],
    ["b2", "thermal", 0],
  ]);
  assert.deepEqual(bed.texts("alarm"), [
    "Boiler: flame 63 % (limit 25 %), 13 s ago at b1 and 45.0 C (limit 40 C) at b2.",
  ]);
});

Deno.test("a digital flame and pre-alarm heat alarm", () => {
  const bed = new Bed();
  twice(bed, () => bed.thermal("b1", 45));
  twice(bed, () => bed.contact("flameDigital", "b1", true));
  assert.deepEqual(rules(bed), ["flame-and-thermal"]);
});

Deno.test("flame and heat that are farther apart than evidence is remembered do not alarm", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("flame", "b1", 63));
  bed.advance(30_200);
  twice(bed, () => bed.thermal("b2", 45));
  assert.deepEqual(rules(bed), []);
});

Deno.test("flame in one zone and heat in another do not alarm", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("flame", "h1", 63));
  twice(bed, () => bed.thermal("b1", 45));
  assert.deepEqual(rules(bed), []);
});

Deno.test("a camera alone makes a pre-alarm, and an alarm where the zone says so", () => {
  const bed = new Bed();
  twice(bed, () => bed.vision("b1", 0.9));
  assert.deepEqual(rules(bed), []);
  assert.equal(bed.zone("boiler").state, "pre-alarm");
  assert.deepEqual(bed.sirens, {});

  const alone = new Bed(
    siteSettings({
      zones: [zone("boiler", { limits: { ...ZONE_LIMITS, visionAlone: true } }), zone("hall")],
    }),
  );
  twice(alone, () => alone.vision("b1", 0, 0.8));
  assert.deepEqual(rules(alone), ["vision"]);
  assert.deepEqual(alone.texts("alarm"), ["Boiler: camera sees smoke 0.80 (limit 0.60) at b1."]);
});

Deno.test("a camera and any other sensor alarm, smoke and gas from half their limits", () => {
  const supports: ((bed: Bed) => void)[] = [
    (bed) => bed.thermal("b2", 41),
    (bed) => bed.level("smoke", "b2", 12.5),
    (bed) => bed.level("gas", "b2", 200),
    (bed) => bed.level("flame", "b2", 25),
    (bed) => bed.contact("flameDigital", "b2", true),
  ];
  for (const support of supports) {
    const bed = new Bed();
    twice(bed, () => bed.vision("b1", 0.6));
    twice(bed, () => support(bed));
    assert.deepEqual(rules(bed), ["vision-and-sensor"], support.toString());
  }
});

Deno.test("smoke at half its limit alone does not alarm", () => {
  const bed = new Bed();
  for (let i = 0; i < 5; i++) twice(bed, () => bed.level("smoke", "b1", 24.9));
  assert.deepEqual(rules(bed), []);
  assert.equal(bed.zone("boiler").state, "normal");
});

Deno.test("pre-alarm heat makes a pre-alarm without siren that ends by itself", () => {
  const bed = new Bed();
  bed.thermal("b1", 41);
  assert.equal(bed.zone("boiler").preAlarm, false);
  bed.advance(1_000);
  bed.thermal("b1", 41);
  assert.equal(bed.zone("boiler").state, "pre-alarm");
  assert.deepEqual(bed.texts("pre-alarm"), ["Boiler: pre-alarm, 41.0 C (limit 40 C) at b1."]);
  bed.quiet(31_000, "b1");
  assert.equal(bed.zone("boiler").preAlarm, false);
  assert.deepEqual(bed.texts("pre-alarm-cleared"), ["Boiler: pre-alarm over."]);
  assert.deepEqual(bed.orders.filter((order) => order.latched.length > 0), []);
});

Deno.test("heat around the pre-alarm limit makes one pre-alarm, not many", () => {
  const bed = new Bed();
  for (let i = 0; i < 200; i++) {
    bed.thermal("b1", 39 + (i % 3));
    bed.advance(1_000);
  }
  assert.equal(bed.texts("pre-alarm").length, 1);
  assert.equal(bed.texts("pre-alarm-cleared").length, 0);
});

Deno.test("a sustained rise past the pre-alarm limit alarms below the critical limit", () => {
  const bed = new Bed();
  for (let second = 0; second < 240 && bed.alarms.length === 0; second += 4) {
    bed.thermal("b1", 25 + second * 12 / 60);
    bed.advance(4_000);
  }
  assert.deepEqual(rules(bed), ["rate-of-rise"]);
  const [{ observations }] = bed.alarms[0].causes;
  assert.ok(observations[0].value < 60);
  assert.match(
    bed.texts("alarm")[0],
    /^Boiler: sustained rise, 4\d\.\d C \(limit 40 C\), rising 12 C\/min at b1\.$/,
  );
});

Deno.test("a rise in a cool room and one hot pan alarm neither", () => {
  const bed = new Bed();
  for (let second = 0; second < 80; second += 4) {
    bed.thermal("b1", 5 + second * 24 / 60);
    bed.thermal("h1", second < 40 ? 24 : 55);
    bed.advance(4_000);
  }
  assert.deepEqual(rules(bed), []);
});

Deno.test("a single spike of smoke, gas or flame does not alarm, however high", () => {
  const bed = new Bed();
  bed.thermal("b1", 45);
  bed.advance(500);
  bed.thermal("b1", 45);
  for (let i = 0; i < 10; i++) {
    const spike = i % 2 === 0;
    bed.level("smoke", "b1", spike ? 100 : 5);
    bed.level("gas", "b1", spike ? 900_000 : 5);
    bed.level("flame", "b1", spike ? 100 : 5);
    bed.contact("flameDigital", "b1", spike);
    bed.advance(1_000);
  }
  assert.deepEqual(rules(bed), []);
});

Deno.test("an alarm that several rules raise at once is named after the first and keeps the others", () => {
  const bed = new Bed();
  twice(bed, () => bed.level("flame", "b1", 30));
  twice(bed, () => bed.thermal("b1", 80));
  assert.deepEqual(rules(bed), ["flame-and-thermal", "critical-temperature"]);
  assert.equal(bed.texts("alarm").length, 1);
});

Deno.test("a cause names at most a few observations, the one that completed it among them", () => {
  const sensors = Array.from({ length: 40 }, (_, i) => ({ id: `x${i}`, zoneId: "boiler" }));
  const bed = new Bed(siteSettings({ sensors }));
  for (const { id } of sensors) twice(bed, () => bed.level("flame", id, 50));
  twice(bed, () => bed.thermal("x39", 45));
  const [{ observations }] = bed.alarms[0].causes;
  assert.equal(observations.length, OBSERVATIONS_MAX);
  assert.ok(observations.some((seen) => seen.sensorId === "x39" && seen.input === "thermal"));
  assert.ok(observations.some((seen) => seen.input === "flame"));
});

Deno.test("one bad picture never alarms, even while flame and vision are present", () => {
  const bed = new Bed();
  for (let i = 0; i < 60; i++) {
    bed.level("flame", "b1", 60);
    bed.vision("b2", 0.1);
    bed.thermal("b1", i % 5 === 0 ? 300 + i * 10 : 24, { hotSpotIndex: i * 97 % 768 });
    bed.advance(1_000);
  }
  assert.deepEqual(rules(bed), []);
});
