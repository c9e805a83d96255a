import assert from "node:assert/strict";
import { BLIND_COOL_MS, BLIND_MS, type BlindState, isBlindTo, stepBlindness } from "./blindness.ts";

const KETTLE = new Set(["north/kettle"]);
const NONE = new Set<string>();

/** Second by second. */
function run(state: BlindState, fromMs: number, forMs: number, watched: Set<string>, unseen: Set<string>) {
  for (let nowMs = fromMs; nowMs <= fromMs + forMs; nowMs += 1_000) {
    state = stepBlindness(state, watched, unseen, nowMs);
  }
  return state;
}

Deno.test("stepBlindness: a camera that shows nothing for long is another's, and this one's again as soon as it shows something", () => {
  const early = run(new Map(), 0, BLIND_MS - 1_000, KETTLE, KETTLE);
  assert(!isBlindTo(early, "north/kettle", BLIND_MS));
  const blind = run(new Map(), 0, BLIND_MS, KETTLE, KETTLE);
  assert(isBlindTo(blind, "north/kettle", BLIND_MS));
  assert(!isBlindTo(blind, "north/gate", BLIND_MS));
  assert.equal(stepBlindness(blind, KETTLE, NONE, BLIND_MS + 1_000).size, 0);
});

Deno.test("stepBlindness: what was left to others is remembered for a while, and not for ever", () => {
  const blind = run(new Map(), 0, BLIND_MS, KETTLE, KETTLE);
  const left = run(blind, BLIND_MS, BLIND_COOL_MS - 2_000, NONE, NONE);
  assert(isBlindTo(left, "north/kettle", BLIND_MS + BLIND_COOL_MS - 1_000));
  assert.equal(run(left, BLIND_MS + BLIND_COOL_MS, 1_000, NONE, NONE).size, 0);
});
