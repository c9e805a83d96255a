import assert from "node:assert/strict";
import { CALM_MAX_MS, CALM_MS, OVERLOAD_MS, type Relief, startRelief, stepRelief } from "./relief.ts";

/** One that is overloaded or not for so long, second by second, and does without one camera more with each step, four at the most. */
class Bed {
  nowMs = 0;
  relief: Relief = startRelief(0);

  run(isOverloaded: boolean, ms: number): number {
    for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
      this.nowMs += 1_000;
      const next = Math.min(4, this.relief.cameras + 1);
      this.relief = stepRelief(this.relief, { isOverloaded, next }, this.nowMs);
    }
    return this.relief.cameras;
  }
}

Deno.test("stepRelief: one step for each minute of an overload, none for a moment's, and no more than there are", () => {
  const bed = new Bed();
  for (let burst = 0; burst < 20; burst++) {
    assert.equal(bed.run(true, OVERLOAD_MS - 5_000), 0);
    assert.equal(bed.run(false, 2_000), 0);
  }
  assert.equal(bed.run(true, OVERLOAD_MS + 1_000), 1);
  assert.equal(bed.run(true, OVERLOAD_MS), 2);
  assert.equal(bed.run(true, 100 * OVERLOAD_MS), 4);
});

Deno.test("stepRelief: the way back is slower than the way there, and slower with each relapse, up to two hours", () => {
  const bed = new Bed();
  let calmMs = CALM_MS;
  bed.run(true, OVERLOAD_MS + 1_000);
  for (let relapse = 0; relapse < 6; relapse++) {
    assert.equal(bed.run(false, calmMs), 1, `after ${relapse} relapses`);
    assert.equal(bed.run(false, 1_000), 0);
    assert.equal(bed.run(true, OVERLOAD_MS + 1_000), 1);
    calmMs = Math.min(CALM_MAX_MS, calmMs * 2);
  }
  assert.equal(calmMs, CALM_MAX_MS);
});
