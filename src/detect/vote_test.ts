import assert from "node:assert/strict";
import { EVIDENCE_SCORE, evidenceScore, Vote } from "./vote.ts";

const MIDDLE = { x: 0.5, y: 0.5, width: 0.1, height: 0.1 };

/** Feeds scores of fire, one each 200 ms, and lists after which the evidence stood. */
function standing(vote: Vote, scores: readonly number[]): boolean[] {
  return scores.map((fire, i) => {
    vote.add(i * 200, { fire, smoke: 0 }, MIDDLE);
    return vote.stands("fire");
  });
}

Deno.test("evidenceScore puts every model's threshold at the same place and keeps the order", () => {
  for (const threshold of [0.1, 0.25, 0.5, 0.9]) {
    assert.equal(evidenceScore(threshold, threshold), EVIDENCE_SCORE);
    assert.equal(evidenceScore(0, threshold), 0);
    assert.equal(evidenceScore(1, threshold), 1);
    const all = Array.from({ length: 101 }, (_, i) => evidenceScore(i / 100, threshold));
    assert(all.every((value, i) => i === 0 || value > all[i - 1]));
  }
  assert.equal(evidenceScore(0.9, undefined), 0, "a class the model does not know");
  assert.deepEqual([evidenceScore(1, 1), evidenceScore(0, 0)], [1, EVIDENCE_SCORE]);
});

Deno.test("Vote takes one or two odd pictures for nothing", () => {
  const vote = new Vote();
  assert.deepEqual(standing(vote, [0.1, 0.95, 0.1, 0.99, 0.1, 0.1]), new Array(6).fill(false));
  assert.equal(vote.reading("cam").fire, 0.1);
});

Deno.test("Vote stands with the third of five and tells the score of the third largest", () => {
  const vote = new Vote();
  assert.deepEqual(standing(vote, [0.7, 0.9, 0.2, 0.8]), [false, false, false, true]);
  assert.equal(vote.reading("cam").fire, 0.7);
});

Deno.test("Vote holds through a flicker and lets go when only one of five is left", () => {
  const vote = new Vote();
  standing(vote, [0.9, 0.9, 0.9, 0.9, 0.9]);
  assert.deepEqual(standing(vote, [0.1, 0.1, 0.1, 0.1, 0.1]), [true, true, true, false, false]);
});

Deno.test("Vote does not stand again on the two that were enough to hold", () => {
  const vote = new Vote();
  standing(vote, [0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1]);
  assert.deepEqual(standing(vote, [0.9, 0.9]), [false, false]);
});

Deno.test("Vote does not count what a camera showed before it was away", () => {
  const vote = new Vote({ windowMs: 10_000 });
  vote.add(0, { fire: 0.9, smoke: 0 }, MIDDLE);
  vote.add(200, { fire: 0.9, smoke: 0 }, MIDDLE);
  vote.add(60_000, { fire: 0.9, smoke: 0 }, MIDDLE);
  assert.equal(vote.stands("fire"), false);
});

Deno.test("Vote counts fire and smoke apart", () => {
  const vote = new Vote();
  for (let i = 0; i < 3; i++) vote.add(i, { fire: 0.1, smoke: 0.8 }, MIDDLE);
  assert.deepEqual([vote.stands("fire"), vote.stands("smoke")], [false, true]);
});

Deno.test("Vote points at the last place where something was seen, and says when", () => {
  const vote = new Vote();
  for (let i = 0; i < 3; i++) {
    vote.add(100 * i, { fire: 0.9, smoke: 0 }, { x: 0.2, y: 0.7, width: 0.1, height: 0.2 });
  }
  vote.add(300, { fire: 0.1, smoke: 0 }, { x: 0.9, y: 0.1, width: 0.5, height: 0.5 });
  assert.deepEqual(vote.reading("cam-1"), {
    kind: "vision",
    sensorId: "cam-1",
    atMs: 300,
    fire: 0.9,
    smoke: 0,
    x: 0.2,
    y: 0.7,
    width: 0.1,
    height: 0.2,
  });
});

Deno.test("Vote asks for every picture while one of the last was suspicious", () => {
  const vote = new Vote();
  assert.equal(vote.attentive(0), false);
  vote.add(0, { fire: 0.5, smoke: 0 }, MIDDLE);
  assert.equal(vote.attentive(100), true);
  assert.equal(vote.attentive(20_000), false, "too long ago");
  for (let i = 1; i <= 5; i++) vote.add(i * 100, { fire: 0.1, smoke: 0.1 }, MIDDLE);
  assert.equal(vote.attentive(600), false);
});

Deno.test("Vote refuses rules that can never or always stand", () => {
  assert.throws(() => new Vote({ needed: 6 }), /kept <= needed <= pictures/);
  assert.throws(() => new Vote({ kept: 0 }), RangeError);
});
