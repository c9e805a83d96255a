import assert from "node:assert/strict";
import { planShards } from "./shard_plan.ts";

const CAMERAS = Array.from({ length: 20 }, (_, i) => `cam${i}`);

Deno.test("planShards splits evenly and loses no camera", () => {
  for (let shards = 1; shards <= 20; shards++) {
    const plan = planShards(CAMERAS, shards);
    assert.equal(plan.length, shards);
    assert.deepEqual(plan.flat().sort(), [...CAMERAS].sort());
    const sizes = plan.map((shard) => shard.length);
    assert(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join());
  }
});

Deno.test("planShards moves only the cameras of the new shard", () => {
  for (let shards = 1; shards < 8; shards++) {
    const before = planShards(CAMERAS, shards);
    const after = planShards(CAMERAS, shards + 1);
    const moved = after.at(-1)!;
    before.forEach((shard, i) => {
      assert.deepEqual(after[i], shard.filter((camera) => !moved.includes(camera)));
    });
  }
});

Deno.test("planShards makes no empty shard", () => {
  assert.deepEqual(planShards(["a", "b"], 5), [["a"], ["b"]]);
  assert.deepEqual(planShards(["a"], 1), [["a"]]);
});
