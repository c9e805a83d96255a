import assert from "node:assert/strict";
import { FUSION_DEFAULTS, ZONE_LIMITS } from "./settings.ts";
import { Bed, siteSettings, zone } from "./testbed.ts";

const NEVER_MS = FUSION_DEFAULTS.neverHeardMs;

/** A site of one zone with one sensor. */
function lone(inputs?: ("thermal" | "smoke" | "flame")[]): Bed {
  return new Bed(siteSettings({
    zones: [zone("hall")],
    sensors: [{ id: "h1", zoneId: "hall", ...(inputs && { inputs }) }],
  }));
}

Deno.test("a sensor never heard is in trouble at its deadline and not before", () => {
  const bed = lone();
  bed.advance(NEVER_MS - 100);
  assert.deepEqual(bed.troubles, []);
  bed.advance(200);
  assert.deepEqual(bed.troubles, ["sensor-silent:h1", "zone-blind:hall"]);
  assert.deepEqual(bed.state.order?.relays, { trouble: true });
  assert.match(bed.texts("trouble")[0], /^Hall: h1 has delivered nothing since the start, for 30 s\.$/);
});

Deno.test("a zone without a sensor is blind, but for the empty one that strangers are admitted to", () => {
  const bed = new Bed(siteSettings({
    zones: [zone("hall"), zone("new")],
    sensors: [],
    admitToZoneId: "new",
  }));
  bed.advance(2 * NEVER_MS);
  assert.deepEqual(bed.troubles, ["zone-blind:hall"]);
  bed.thermal("stranger", 24);
  bed.advance(2 * NEVER_MS);
  assert(bed.troubles.includes("zone-blind:new"), "once it has a sensor it is watched like any other");
});

Deno.test("a zone that only a camera watches is blind, unless a camera alone may alarm there", () => {
  for (const visionAlone of [false, true]) {
    const bed = new Bed(siteSettings({
      zones: [zone("hall", { limits: { ...ZONE_LIMITS, visionAlone } })],
      sensors: [{ id: "cam", zoneId: "hall", inputs: ["vision"] }],
    }));
    for (let second = 0; second < 60; second++) {
      bed.vision("cam", 0.1);
      bed.advance(1_000);
    }
    assert.deepEqual(bed.troubles, visionAlone ? [] : ["zone-blind:hall"]);
  }
});

Deno.test("a sensor that falls silent is in trouble at its deadline, and its zone is blind", () => {
  const bed = lone();
  bed.quiet(5_000, "h1");
  const lastMs = bed.monoMs - 1_000;
  while (bed.monoMs < lastMs + 14_900) bed.advance(100);
  assert.deepEqual(bed.troubles, []);
  bed.advance(200);
  assert.deepEqual(bed.troubles, ["sensor-silent:h1", "zone-blind:hall"]);
  assert.deepEqual(bed.texts("trouble"), [
    "Hall: h1 delivers no thermal picture for 15 s.",
    "Hall: none of its 1 sensors delivers, the zone is not protected.",
  ]);
});

Deno.test("a sensor is back with the second reading in time; one that limps stays in trouble", () => {
  const bed = lone();
  bed.quiet(2_000, "h1");
  bed.advance(20_000);
  for (let i = 0; i < 5; i++) {
    bed.thermal("h1", 24);
    bed.advance(16_000);
  }
  assert.ok(bed.troubles.includes("sensor-silent:h1"));
  assert.equal(bed.texts("trouble").filter((text) => text.includes("h1 delivers no")).length, 1);
  bed.quiet(2_000, "h1");
  assert.deepEqual(bed.troubles, []);
  assert.deepEqual(bed.texts("sensor-back"), ["h1 delivers again."]);
});

Deno.test("one input that falls silent is trouble though the others go on, and the zone is not blind", () => {
  const bed = lone(["thermal", "smoke"]);
  bed.level("smoke", "h1", 3);
  bed.quiet(20_000, "h1");
  assert.deepEqual(bed.troubles, ["sensor-silent:h1"]);
  assert.match(bed.texts("trouble")[0], /no smoke for 15 s/);
});

Deno.test("inputs are learned from what a sensor sends, and a learned one is missed", () => {
  const bed = lone();
  const effects = bed.level("flame", "h1", 3);
  assert.deepEqual(effects.find((effect) => effect.kind === "sensor")?.sensor.inputs, ["flame"]);
  bed.quiet(20_000, "h1");
  assert.deepEqual(bed.troubles, ["sensor-silent:h1"]);
});

Deno.test("an input beyond the configured ones is learned, and missed from then on", () => {
  const bed = lone(["thermal"]);
  const effects = bed.level("smoke", "h1", 3);
  assert.deepEqual(effects.find((effect) => effect.kind === "sensor")?.sensor.inputs, ["thermal", "smoke"]);
  bed.quiet(20_000, "h1");
  assert.deepEqual(bed.troubles, ["sensor-silent:h1"]);
});

Deno.test("a picture that never changes is trouble, does not protect, and is over when it changes", () => {
  const bed = lone();
  for (let i = 0; i < 61; i++) {
    bed.thermal("h1", 24, { fingerprint: 9 });
    bed.advance(1_000);
  }
  assert.deepEqual(bed.troubles, ["sensor-frozen:h1", "zone-blind:hall"]);
  assert.match(bed.texts("trouble")[0], /^Hall: h1 has sent the same picture for 60 s\.$/);
  bed.quiet(1_000, "h1");
  assert.deepEqual(bed.troubles, []);
});

Deno.test("a few same pictures far apart are not called frozen", () => {
  const bed = lone();
  for (let i = 0; i < 30; i++) {
    bed.thermal("h1", 24, { fingerprint: Math.floor(i / 5) });
    bed.advance(14_000);
  }
  assert.deepEqual(bed.texts("trouble"), []);
});

Deno.test("values that cannot be are trouble when they persist and not one by one", () => {
  const bed = lone(["thermal", "smoke"]);
  for (let i = 0; i < 40; i++) {
    bed.level("smoke", "h1", i % 3 === 0 ? NaN : 3);
    bed.thermal("h1", 24);
    bed.advance(1_000);
  }
  assert.deepEqual(bed.troubles, []);
  for (const value of [NaN, -1, 101, Infinity, -Infinity]) bed.level("smoke", "h1", value);
  assert.deepEqual(bed.troubles, ["sensor-implausible:h1"]);
  assert.match(bed.texts("trouble")[0], /cannot have measured: smoke/);
  for (let i = 0; i < 10; i++) bed.level("smoke", "h1", 3);
  assert.deepEqual(bed.troubles, []);
});

Deno.test("pictures beyond the range that persist are trouble and an alarm", () => {
  const bed = lone();
  for (let i = 0; i < 5; i++) {
    bed.thermal("h1", 600 + i, { hotSpotIndex: i * 150 });
    bed.advance(1_000);
  }
  assert.ok(bed.troubles.includes("sensor-implausible:h1"));
  assert.equal(bed.alarms.length, 1);
});

Deno.test("impossible values of every input are refused, counted, and never alarm", () => {
  const bed = new Bed();
  for (let i = 0; i < 6; i++) {
    bed.thermal("b1", NaN);
    bed.level("gas", "b1", 1e7);
    bed.level("flame", "b1", 1e3);
    bed.vision("b1", 2);
    bed.vision("b1", 0.1, NaN);
  }
  assert.equal(bed.state.counts.implausible, 30);
  assert.deepEqual(bed.alarms, []);
  const inputs = bed.zone("boiler").sensors[0].inputs;
  assert.ok(inputs.every((input) => !input.fresh && input.reason === "implausible"));
});

Deno.test("the reason a role gives is shown once the input is late", () => {
  const bed = lone(["thermal"]);
  bed.noData("h1", "thermal", "calibration-pending");
  bed.advance(NEVER_MS + 100);
  const [input] = bed.zone("hall").sensors[0].inputs;
  assert.equal(input.fresh === false && input.reason, "calibration-pending");
  bed.quiet(3_000, "h1");
  assert.deepEqual(bed.troubles, []);
  bed.noData("h1", "thermal", "disconnected");
  assert.deepEqual(bed.troubles, []);
  bed.advance(16_000);
  assert.match(bed.texts("trouble").at(-2) ?? "", /no thermal picture \(disconnected\) for 1\d s/);
});

Deno.test("a refused calibration is trouble at once and over with the first picture", () => {
  const bed = lone();
  bed.noData("h1", "thermal", "calibration-refused");
  assert.deepEqual(bed.troubles, ["sensor-calibration:h1"]);
  bed.thermal("h1", 24);
  assert.deepEqual(bed.troubles, []);
});

Deno.test("a zone without any sensor is blind", () => {
  const bed = new Bed(siteSettings({ zones: [zone("attic")], sensors: [] }));
  bed.advance(NEVER_MS + 100);
  assert.deepEqual(bed.texts("trouble"), ["Attic: has no sensor, the zone is not protected."]);
});

Deno.test("readings out of order, from the future or without a time neither alarm wrongly nor hide a fire", () => {
  const bed = lone();
  const smoke = (atMs: number) => bed.feed({ kind: "smoke", sensorId: "h1", atMs, value: 40 });
  smoke(bed.monoMs);
  smoke(bed.monoMs - 500);
  smoke(NaN);
  smoke(-Infinity);
  assert.deepEqual(bed.alarms, []);
  assert.equal(bed.state.counts.outOfOrder, 1);
  assert.equal(bed.state.counts.implausible, 2);
  smoke(bed.monoMs + 1e9);
  assert.equal(bed.alarms.length, 1);
  bed.advance(1_000);
  bed.level("smoke", "h1", 1);
  assert.equal(bed.zone("hall").sensors[0].inputs[0].fresh, true);
});
