import assert from "node:assert/strict";
import { planResample, WEIGHT_ONE } from "./resample.ts";

function mean(plan: ReturnType<typeof planResample>, source: readonly number[]): number[] {
  return Array.from(plan.first, (first, i) => {
    let sum = 0;
    for (let k = 0; k < plan.taps; k++) sum += source[first + k] * plan.weights[i * plan.taps + k];
    return sum / WEIGHT_ONE;
  });
}

Deno.test("planResample takes the mean of what each pixel covers when shrinking", () => {
  assert.deepEqual(mean(planResample(0, 4, 4, 2), [10, 20, 30, 50]), [15, 40]);
  assert.deepEqual(mean(planResample(0, 3, 3, 2), [0, 96, 192]).map(Math.round), [32, 160]);
});

Deno.test("planResample mixes neighbours when enlarging, and repeats the edge", () => {
  assert.deepEqual(mean(planResample(0, 2, 2, 4), [0, 100]), [0, 25, 75, 100]);
  assert.deepEqual(mean(planResample(0, 1, 1, 3), [7]), [7, 7, 7]);
});

Deno.test("planResample stays within its part of the source", () => {
  const source = [0, 0, 0, 50, 50, 50, 50, 0, 0];
  for (const to of [1, 2, 3, 4, 7, 20]) {
    assert.deepEqual(mean(planResample(3, 4, 9, to), source), new Array(to).fill(50), `to ${to}`);
  }
});

Deno.test("planResample never reads outside of the source and its weights sum to one, whatever the sizes", () => {
  for (
    const [length, to] of [[1, 1], [1, 320], [2, 3], [3, 2], [481, 320], [1920, 320], [7, 320], [320, 320]]
  ) {
    const { first, weights, taps } = planResample(0, length, length, to);
    for (let i = 0; i < to; i++) {
      assert(first[i] >= 0 && first[i] + taps <= length, `${length} to ${to}: ${first[i]} + ${taps}`);
      const own = weights.subarray(i * taps, (i + 1) * taps);
      assert.equal(own.reduce((sum, weight) => sum + weight, 0), WEIGHT_ONE);
      assert(own.every((weight) => weight >= 0));
    }
  }
});
