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

Deno.test("ThermalTrack believes what its sensor can just measure, wherever it is", () => {
  const apart = [{ hotSpotIndex: 10 }, { hotSpotIndex: 700 }];
  assert.equal(has(show([300, 300], apart)[1], PICTURE.criticalConfirmed), true);
  assert.equal(has(show([300.1, 300.1], apart)[1], PICTURE.criticalConfirmed), false);
});

Deno.test("ThermalTrack takes heat for that of the picture before where it moved by at most four rows and columns", () => {
  const from = 10 * 32 + 10;
  const moved: [columns: number, rows: number, agrees: boolean][] = [
    [4, 4, true],
    [-4, -4, true],
    [5, 0, false],
    [0, 5, false],
    [-5, 0, false],
    [0, -5, false],
  ];
  for (const [columns, rows, agrees] of moved) {
    const bits = show([500, 500], [{ hotSpotIndex: from }, { hotSpotIndex: from + rows * 32 + columns }]);
    assert.equal(has(bits[1], PICTURE.criticalConfirmed), agrees, `${columns} columns, ${rows} rows`);
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

Deno.test("ThermalTrack judges what is just possible", () => {
  const odd = [{ maxC: 1500 }, { minC: -100 }, { maxC: 80, minC: 80 }, { validPixels: 384 }];
  for (const changes of odd) {
    assert.equal(has(show([80, 80], [changes])[0], PICTURE.possible), true, JSON.stringify(changes));
  }
});

Deno.test("ThermalTrack lets a picture from before a long gap not vote", () => {
  const track = new ThermalTrack();
  track.judge(picture("t", 0, 80), 0, LIMITS, 15_000);
  const late = track.judge(picture("t", 15_001, 80), 15_001, LIMITS, 15_000);
  assert.equal(has(late, PICTURE.criticalConfirmed), false);
  const next = track.judge(picture("t", 30_001, 80), 30_001, LIMITS, 15_000);
  assert.equal(has(next, PICTURE.criticalConfirmed), true, "as old as may be");
});

Deno.test("ThermalTrack renews heat down to the hysteresis and not below", () => {
  const bits = show([60, 60, 57, 56.9]);
  assert.equal(has(bits[1], PICTURE.criticalConfirmed), true);
  assert.equal(has(bits[2], PICTURE.criticalConfirmed), false);
  assert.equal(has(bits[2], PICTURE.criticalRenews), true);
  assert.equal(has(bits[3], PICTURE.criticalRenews), false);
});

Deno.test("ThermalTrack renews heat at its hysteresis for as long as it stays there, and by no glitch elsewhere", () => {
  const bits = show([40, 40, 37, 37, 37, 36.9]);
  assert.equal(has(bits[1], PICTURE.preConfirmed), true);
  assert.deepEqual(bits.slice(2).map((one) => has(one, PICTURE.preRenews)), [true, true, true, false]);
  const glitch = show([40, 40, 24, 600], [{}, {}, {}, { hotSpotIndex: 700 }]);
  assert.equal(has(glitch[3], PICTURE.preRenews | PICTURE.criticalRenews), false);
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

Deno.test("ThermalTrack sees a rise at just its limit, and as soon as three spans have passed", () => {
  for (const [risePerMinuteC, firstAtMs] of [[8, 55_000], [8.1, undefined]] as const) {
    const track = new ThermalTrack();
    let first: number | undefined;
    for (let atMs = 0; atMs <= 120_000 && first === undefined; atMs += 5_000) {
      // 2 kelvins each 15 s, in steps, which the spans do not see.
      const maxC = 30 + 2 * Math.floor((atMs + 5_000) / 15_000);
      const bits = track.judge(picture("t", atMs, maxC), atMs, { ...LIMITS, risePerMinuteC }, 15_000);
      if (has(bits, PICTURE.rising)) first = atMs;
    }
    assert.equal(first, firstAtMs, `limit ${risePerMinuteC}`);
  }
});

Deno.test("ThermalTrack sees a rise through single pictures that are far too cold", () => {
  for (let phase = 0; phase < 4; phase++) {
    const bits = show(Array.from({ length: 20 }, (_, i) => i % 4 === phase ? -20 : 30 + i * 0.8));
    const first = bits.findIndex((one) => has(one, PICTURE.rising));
    assert.ok(first > 0 && first * PERIOD_MS <= 75_000, `each fourth from ${phase}: ${first}`);
  }
});

Deno.test("ThermalTrack sees a rise in pictures that come half a minute apart", () => {
  const track = new ThermalTrack();
  const bits = Array.from({ length: 8 }, (_, i) => {
    const atMs = i * 30_000;
    return track.judge(picture("t", atMs, 25 + i * 6), atMs, LIMITS, 40_000);
  });
  assert.equal(bits.findIndex((one) => has(one, PICTURE.rising)), 5);
});

Deno.test("ThermalTrack takes a rise that ended within the third span for none", () => {
  const maxima = Array.from({ length: 40 }, (_, i) => 30 + Math.min(i, 10) * 0.8);
  assert.ok(show(maxima).every((one) => !has(one, PICTURE.rising)));
});

Deno.test("ThermalTrack that has forgotten is as one that has never seen a picture", () => {
  const afterwards = [
    Array.from({ length: 30 }, (_, i) => 31 + i * 0.8),
    Array.from({ length: 30 }, (_, i) => i % 2 === 0 ? 24 : 61),
    Array.from({ length: 30 }, (_, i) => 500 - i),
  ];
  for (const maxima of afterwards) {
    const track = new ThermalTrack();
    const fresh = new ThermalTrack();
    for (let i = 0; i < 30; i++) track.judge(picture("t", i * 4_000, 30 + i * 2), i * 4_000, LIMITS, 15_000);
    const last = { fingerprint: 7 };
    assert.equal(
      has(track.judge(picture("t", 120_000, 90, last), 120_000, LIMITS, 15_000), PICTURE.rising),
      true,
    );
    track.forget();
    assert.ok(Number.isNaN(track.ratePerMinute));
    const seen = (one: ThermalTrack, index: number) => {
      const atMs = 124_000 + index * 4_000;
      const bits = one.judge(
        picture("t", atMs, maxima[index], { fingerprint: 7 + index }),
        atMs,
        LIMITS,
        15_000,
      );
      return [bits, one.ratePerMinute, one.sameFrames, one.changedAtMs];
    };
    maxima.forEach((_, index) =>
      assert.deepEqual(seen(track, index), seen(fresh, index), `picture ${index}`)
    );
  }
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
