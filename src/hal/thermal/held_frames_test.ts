import assert from "node:assert/strict";
import { HELD_FRAMES_MAX, HeldFrames } from "./held_frames.ts";

Deno.test("HeldFrames keeps copies in order of arrival", () => {
  const held = new HeldFrames();
  const words = new Uint16Array(834);
  for (let i = 0; i < 3; i++) held.push(words.fill(i), 834, i * 10);
  words.fill(99);
  for (let i = 0; i < 3; i++) {
    const frame = held.peek()!;
    assert.equal(frame.atMs, i * 10);
    assert.ok(frame.words.every((word) => word === i));
    held.shift();
  }
  assert.equal(held.peek(), undefined);
});

Deno.test("HeldFrames lets the oldest go when it is full, and counts it", () => {
  const held = new HeldFrames();
  for (let i = 0; i < HELD_FRAMES_MAX + 3; i++) held.push(new Uint16Array(768), 768, i);
  assert.equal(held.count, HELD_FRAMES_MAX);
  assert.equal(held.dropped, 3);
  assert.equal(held.peek()!.atMs, 3);
  assert.equal(held.peek()!.wordCount, 768);
});
