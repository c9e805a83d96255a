import assert from "node:assert/strict";
import { FIRE_GROWTH_MS, renderScene } from "./scene.ts";

function scene(seed: number, tMs: number, fire?: Parameters<typeof renderScene>[2]): Float32Array {
  const out = new Float32Array(768);
  renderScene(seed, tMs, fire, out);
  return out;
}

Deno.test("renderScene is a room of 18 to 35 C at all times, never near an alarm", () => {
  for (let seed = 0; seed < 10; seed++) {
    for (let tMs = 0; tMs < 600_000; tMs += 7_000) {
      assert.ok(scene(seed, tMs).every((t) => t > 18 && t < 35), `seed ${seed} at ${tMs}`);
    }
  }
});

Deno.test("renderScene depends on seed and time alone, and its noise changes every frame", () => {
  assert.deepEqual(scene(1, 5_000), scene(1, 5_000));
  assert.notDeepEqual(scene(1, 5_000), scene(2, 5_000));
  const now = scene(1, 5_000);
  const next = scene(1, 5_125);
  const changed = now.filter((t, p) => t !== next[p]).length;
  assert.ok(changed > 700, `${changed} pixels changed`);
  const meanStep = now.reduce((sum, t, p) => sum + Math.abs(t - next[p]), 0) / 768;
  assert.ok(meanStep > 0.05 && meanStep < 0.3, `mean step ${meanStep} K`);
});

Deno.test("renderScene lets a fire grow from the room's temperature past 120 C within ten seconds", () => {
  const fire = { startMs: 20_000, row: 12, column: 16 };
  assert.deepEqual(scene(1, 20_000, fire), scene(1, 20_000));
  let before = 0;
  let size = 0;
  for (let after = 1_000; after <= FIRE_GROWTH_MS; after += 1_000) {
    const picture = scene(1, 20_000 + after, fire);
    const peak = Math.max(...picture);
    const hot = picture.filter((t) => t >= 60).length;
    assert.ok(peak > before, "it gets hotter each second");
    assert.ok(hot >= size, "and wider");
    before = peak;
    size = hot;
  }
  assert.ok(before > 120 && size > 20, `${before} C, ${size} pixels`);
  const far = scene(1, 60_000, fire)[0];
  assert.ok(far < 30, "the far corner stays cool");
});

Deno.test("renderScene keeps a fire in the corner inside of the picture", () => {
  const picture = scene(1, 40_000, { startMs: 20_000, row: 0, column: 0, peakC: 300 });
  assert.ok(picture[0] > 250);
  assert.ok(picture.every(Number.isFinite));
});
