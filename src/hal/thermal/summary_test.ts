import assert from "node:assert/strict";
import { mix } from "./noise.ts";
import { emptySummary, fingerprint, summarize } from "./summary.ts";

const WORDS = new Uint16Array(834);

function summaryOf(celsius: Float32Array, limitC = 40, corrected = 0) {
  const out = emptySummary();
  const usable = summarize(celsius, WORDS, limitC, out, corrected);
  return { usable, ...out };
}

Deno.test("summarize finds extremes, mean and the hot spot's surroundings", () => {
  const celsius = new Float32Array(768).fill(20);
  celsius[400] = 60;
  celsius[401] = 30;
  celsius[5] = 10;
  const summary = summaryOf(celsius);
  assert.equal(summary.usable, true);
  assert.equal(summary.maxC, 60);
  assert.equal(summary.minC, 10);
  assert.ok(Math.abs(summary.meanC - (765 * 20 + 60 + 30 + 10) / 768) < 0.01);
  assert.equal(summary.hotSpotIndex, 400);
  assert.equal(summary.hotSpotC, (60 + 30 + 7 * 20) / 9);
  assert.equal(summary.hotPixels, 1);
  assert.equal(summary.validPixels, 768);
});

Deno.test("summarize takes only pixels inside of the picture around a hot spot at its edge", () => {
  for (const [corner, inside] of [[0, 3], [31, 3], [736, 3], [767, 3], [10, 5], [32, 5]]) {
    const celsius = new Float32Array(768).fill(20);
    celsius[corner] = 60;
    assert.equal(summaryOf(celsius).hotSpotC, (60 + 20 * inside) / (inside + 1));
  }
});

Deno.test("summarize leaves NaN out of everything", () => {
  const celsius = new Float32Array(768).fill(NaN);
  celsius[100] = 50;
  celsius[101] = 30;
  const summary = summaryOf(celsius, 40, 1);
  assert.equal(summary.maxC, 50);
  assert.equal(summary.minC, 30);
  assert.equal(summary.meanC, 40);
  assert.equal(summary.hotSpotC, 40);
  assert.equal(summary.validPixels, 1, "one of the two numbers was a neighbour's");
});

Deno.test("summarize says that a picture without a valid pixel is none", () => {
  const summary = summaryOf(new Float32Array(768).fill(NaN));
  assert.equal(summary.usable, false);
  assert.equal(summary.validPixels, 0);
  assert.ok(Number.isNaN(summary.maxC) && Number.isNaN(summary.hotSpotC) && Number.isNaN(summary.meanC));
});

Deno.test("summarize counts pixels at the limit as hot and groups those that touch by a side", () => {
  const celsius = new Float32Array(768).fill(20);
  for (const p of [31, 32]) celsius[p] = 40; // end of a row and start of the next: apart
  for (const p of [100, 133]) celsius[p] = 45; // touch by a corner: apart
  for (const p of [300, 301, 302, 333, 365, 364]) celsius[p] = 50; // a hook: one group
  const summary = summaryOf(celsius);
  assert.equal(summary.hotPixels, 10);
  assert.equal(summary.hotCluster, 6);
});

Deno.test("summarize groups a picture that is hot everywhere, and forgets it for the next", () => {
  assert.equal(summaryOf(new Float32Array(768).fill(900)).hotCluster, 768);
  const summary = summaryOf(new Float32Array(768).fill(20));
  assert.equal(summary.hotPixels, 0);
  assert.equal(summary.hotCluster, 0);
});

Deno.test("summarize agrees with a plain search for groups in random pictures", () => {
  for (let seed = 0; seed < 50; seed++) {
    const hot = Array.from({ length: 768 }, (_, p) => mix(seed, p) % 10 < 6);
    const group = (p: number, column: number): number => {
      if (p < 0 || p > 767 || Math.abs((p & 31) - column) > 1 || !hot[p]) return 0;
      hot[p] = false;
      return 1 + [p - 32, p + 32, p - 1, p + 1].reduce((sum, q) => sum + group(q, p & 31), 0);
    };
    const celsius = Float32Array.from(hot, (is) => is ? 80 : 20);
    const largest = Math.max(...hot.map((_, p) => group(p, p & 31)));
    assert.equal(summaryOf(celsius).hotCluster, largest);
  }
});

Deno.test("fingerprint changes with any single count and not with the auxiliary words", () => {
  const words = Uint16Array.from({ length: 834 }, (_, i) => mix(1, i));
  const whole = fingerprint(words);
  const seen = new Set([whole]);
  for (let p = 0; p < 768; p++) {
    words[p] ^= 1;
    seen.add(fingerprint(words));
    words[p] ^= 1;
  }
  assert.equal(seen.size, 769);
  for (let i = 768; i < 834; i++) words[i] ^= 0xFFFF;
  assert.equal(fingerprint(words), whole);
  assert.ok(Number.isInteger(whole) && whole >= 0 && whole < 2 ** 32);
  [words[0], words[1]] = [words[1], words[0]];
  assert.notEqual(fingerprint(words), whole, "the order of pixels counts");
});

Deno.test("summarize neither sees heat under a mask nor lets it count into a hot spot beside it", () => {
  const celsius = new Float32Array(768).fill(20);
  celsius[100] = 300;
  celsius[101] = 50;
  const masked = new Uint8Array(768);
  masked[100] = 1;
  const out = emptySummary();
  assert.equal(summarize(celsius, WORDS, 40, out, 0, masked), true);
  assert.deepEqual([out.maxC, out.hotSpotIndex, out.hotPixels, out.hotCluster], [50, 101, 1, 1]);
  assert.equal(out.hotSpotC, (50 + 7 * 20) / 8);
  assert.ok(Math.abs(out.meanC - (766 * 20 + 50) / 767) < 1e-9);
  assert.equal(out.validPixels, 768, "what is masked still shows that the sensor is well");
});

Deno.test("summarize gives no reading where no pixel that is looked at is a number", () => {
  const celsius = new Float32Array(768).fill(NaN);
  celsius[0] = 300;
  const masked = new Uint8Array(768);
  masked[0] = 1;
  const out = emptySummary();
  assert.equal(summarize(celsius, WORDS, 40, out, 0, masked), false);
  assert.ok(Number.isNaN(out.maxC));
});
