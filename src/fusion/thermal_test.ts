import assert from "node:assert/strict";
import { ZONE_LIMITS } from "./settings.ts";
import { picture } from "./testbed.ts";
import { PICTURE, ThermalTrack } from "./thermal.ts";

const LIMITS = ZONE_LIMITS;
const PERIOD_MS = 4_000;

/** Shows pictures of these hottest pixels, one a period. @returns the bits of each. */
function show(
  maxima: readonly number[],
  changes: Parameters<typeof picture>[3][] = [],
  limits = LIMITS,
): number[] {
  const track = new ThermalTrack();
  return maxima.map((maxC, index) => {
    const atMs = 1_000 + index * PERIOD_MS;
    return track.judge(picture("t", atMs, maxC, changes[index]), atMs, limits, 15_000);
  });
}

function has(bits: number, bit: number): boolean {
  return (bits & bit) !== 0;
}

Deno.test("ThermalTrack confirms heat with the second hot picture, not with the first", () => {
  const bits = show([24, 80, 82]);
  assert.equal(has(bits[1], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), true);
  assert.equal(has(bits[2], PICTURE.preConfirmed), true);
});

Deno.test("ThermalTrack confirms heat that flickers in one picture of three", () => {
  const bits = show([80, 24, 80]);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack never confirms one bad picture, whatever its temperature", () => {
  for (const garbageC of [41, 61, 150, 299, 300, 301, 600, 1000, 1499]) {
    const bits = show([24, 24, garbageC, 24, 24, 24]);
    const confirmed = PICTURE.preConfirmed | PICTURE.criticalConfirmed;
    assert.ok(bits.every((one) => !has(one, confirmed)), `${garbageC} C`);
  }
});

Deno.test("ThermalTrack asks for a third picture where two beyond its range disagree about the place", () => {
  const bits = show([24, 600, 900, 700], [{}, { hotSpotIndex: 10 }, { hotSpotIndex: 700 }, {
    hotSpotIndex: 300,
  }]);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[3], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack confirms a flashover with its second picture where both agree about the place", () => {
  const bits = show([24, 500, 650], [{}, { hotSpotIndex: 264 }, { hotSpotIndex: 264 + 2 * 32 - 3 }]);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), true);
  assert.equal(has(bits[2], PICTURE.beyond), true);
});

Deno.test("ThermalTrack takes the same picture beyond its range, sent twice, for one", () => {
  const same = { fingerprint: 7 };
  const bits = show([24, 600, 600, 600], [{}, same, same, same]);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[3], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack confirms a real fire with its second picture after a bad one", () => {
  const bits = show([24, 700, 90, 95], [{}, { hotSpotIndex: 700 }]);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[3], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack refuses pictures that cannot be and does not let them break a vote", () => {
  const bad = [
    { maxC: NaN },
    { minC: NaN },
    { maxC: Infinity },
    { maxC: 1501 },
    { minC: -101 },
    { maxC: 20, minC: 30 },
    { validPixels: 383 },
    { validPixels: NaN },
  ];
  for (const changes of bad) {
    const bits = show([80, 80, 80], [{}, changes]);
    assert.equal(bits[1], 0, JSON.stringify(changes));
    assert.equal(has(bits[2], PICTURE.criticalConfirmed), true, JSON.stringify(changes));
  }
});

Deno.test("ThermalTrack lets a picture from before a long gap not vote", () => {
  const track = new ThermalTrack();
  track.judge(picture("t", 0, 80), 0, LIMITS, 15_000);
  const late = track.judge(picture("t", 15_001, 80), 15_001, LIMITS, 15_000);
  assert.equal(has(late, PICTURE.criticalConfirmed), false);
  const next = track.judge(picture("t", 19_000, 80), 19_000, LIMITS, 15_000);
  assert.equal(has(next, PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack renews heat down to the hysteresis and not below", () => {
  const bits = show([60, 60, 57, 56.9]);
  assert.equal(has(bits[1], PICTURE.criticalConfirmed), true);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[2], PICTURE.criticalRenews), true);
  assert.equal(has(bits[3], PICTURE.criticalRenews), false);
});

Deno.test("ThermalTrack ignores hot spots smaller than the zone asks for", () => {
  const limits = { ...LIMITS, hotSpotPixelsMin: 3 };
  const small = { hotCluster: 2 };
  assert.equal(has(show([80, 80], [small, small], limits)[1], PICTURE.criticalConfirmed), false);
  const large = { hotCluster: 3 };
  assert.equal(has(show([80, 80], [large, large], limits)[1], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack counts a single hot pixel by default, even one the sensors role did not count", () => {
  const uncounted = { hotPixels: 0, hotCluster: 0 };
  assert.equal(has(show([61, 61], [uncounted, uncounted])[1], PICTURE.criticalConfirmed), true);
});

Deno.test("ThermalTrack sees a steady rise of 10 C a minute within 75 s in spite of noise", () => {
  const maxima = Array.from({ length: 20 }, (_, i) => 30 + i * PERIOD_MS / 6_000 + (i % 2 ? 0.3 : -0.3));
  const bits = show(maxima);
  const first = bits.findIndex((one) => has(one, PICTURE.rising));
  assert.ok(first > 0 && first * PERIOD_MS <= 75_000, `first rising picture: ${first}`);
});

Deno.test("ThermalTrack tells the rate of a rise", () => {
  const track = new ThermalTrack();
  for (let i = 0; i < 30; i++) {
    const atMs = i * PERIOD_MS;
    track.judge(picture("t", atMs, 20 + i * 0.8), atMs, LIMITS, 15_000);
  }
  assert.ok(Math.abs(track.ratePerMinute - 12) < 0.01, String(track.ratePerMinute));
});

Deno.test("ThermalTrack takes one step, a slow rise, and bad pictures for no rise", () => {
  const step = Array.from({ length: 40 }, (_, i) => i < 15 ? 24 : 50);
  const slow = Array.from({ length: 40 }, (_, i) => 24 + i * PERIOD_MS / 60_000 * 5);
  const bad = Array.from({ length: 40 }, (_, i) => i % 4 === 0 ? 300 + i * 15 : 24);
  for (const [name, maxima] of Object.entries({ step, slow, bad })) {
    assert.ok(show(maxima).every((one) => !has(one, PICTURE.rising)), name);
  }
});

Deno.test("ThermalTrack forgets a rise that stopped", () => {
  const maxima = Array.from({ length: 60 }, (_, i) => 30 + Math.min(i, 25) * 0.8);
  const bits = show(maxima);
  assert.ok(bits.some((one) => has(one, PICTURE.rising)));
  assert.equal(has(bits.at(-1)!, PICTURE.rising), false);
});

Deno.test("ThermalTrack counts pictures that are the same", () => {
  const track = new ThermalTrack();
  for (let i = 0; i < 4; i++) {
    track.judge(picture("t", i * 1_000, 24, { fingerprint: 5 }), i * 1_000, LIMITS, 15_000);
  }
  assert.equal(track.sameFrames, 3);
  assert.equal(track.changedAtMs, 0);
  track.judge(picture("t", 4_000, 24, { fingerprint: 6 }), 4_000, LIMITS, 15_000);
  assert.equal(track.sameFrames, 0);
});
