import assert from "node:assert/strict";
import { Candidates, CANDIDATES_MAX, unionShare } from "./nms.ts";

const unit = { x: 0, y: 0, width: 1, height: 1 };

Deno.test("unionShare is 1 for the same box, 0 for boxes that only touch, a third for half an overlap", () => {
  assert.equal(unionShare(unit, unit), 1);
  assert.equal(unionShare(unit, { ...unit, x: 1 }), 0);
  assert.equal(unionShare(unit, { ...unit, x: 0.5 }), 1 / 3);
});

Deno.test("Candidates keeps the strongest when more come than it holds", () => {
  const candidates = new Candidates();
  const extra = 50;
  for (let i = 0; i < CANDIDATES_MAX + extra; i++) {
    candidates.add({ label: "fire", score: i / 1000, x: i, y: 0, width: 0.5, height: 1 });
  }
  const kept = candidates.suppress(0.5);
  assert.equal(kept.length, CANDIDATES_MAX);
  assert.equal(candidates.refused, extra);
  assert.equal(kept[0].score, (CANDIDATES_MAX + extra - 1) / 1000);
  assert.equal(kept[kept.length - 1].score, extra / 1000);
});

Deno.test("Candidates.suppress lets a box through that a suppressed one covered", () => {
  const candidates = new Candidates();
  const at = (x: number, score: number) => ({ label: "fire" as const, score, ...unit, x });
  candidates.add(at(0, 0.9));
  candidates.add(at(0.3, 0.8));
  candidates.add(at(0.6, 0.7));
  assert.deepEqual(candidates.suppress(0.4).map(({ score }) => score), [0.9, 0.7]);
});
