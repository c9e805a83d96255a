import assert from "node:assert/strict";
import type { Reading } from "../reading/reading.ts";
import { ReadingQueue } from "./reading_queue.ts";
import { RECORD_BYTES, RecordBlock } from "./reading_record.ts";

function smoke(value: number): Reading {
  return { kind: "smoke", sensorId: "s", atMs: 1000 + value, value };
}

function drain(queue: ReadingQueue): number[] {
  const block = new RecordBlock(queue.capacity);
  const count = queue.take(queue.capacity, block.bytes, 0);
  return Array.from({ length: count }, (_, i) => {
    const reading = block.read(i, "s");
    assert(reading?.kind === "smoke");
    return reading.value;
  });
}

const ordinary = { sensorIndex: 1, critical: false };
const critical = { sensorIndex: 1, critical: true };

Deno.test("ReadingQueue hands readings on in their order", () => {
  const queue = new ReadingQueue(10);
  for (let i = 0; i < 6; i++) queue.push(smoke(i), ordinary);
  assert.deepEqual(drain(queue), [0, 1, 2, 3, 4, 5]);
  assert.equal(queue.depth, 0);
});

Deno.test("ReadingQueue above 80 % drops the oldest that is no evidence and keeps the recent state", () => {
  const queue = new ReadingQueue(10);
  for (let i = 0; i < 30; i++) queue.push(smoke(i), ordinary);
  assert.equal(queue.depth, 8);
  assert.equal(queue.droppedCount, 22);
  assert.deepEqual(drain(queue), [22, 23, 24, 25, 26, 27, 28, 29]);
});

Deno.test("ReadingQueue keeps evidence in a flood of ordinary readings, in order", () => {
  const queue = new ReadingQueue(10);
  queue.push(smoke(1), { sensorIndex: 1, critical: true });
  queue.push(smoke(2), { sensorIndex: 2, critical: true });
  for (let i = 100; i < 150; i++) queue.push(smoke(i), { sensorIndex: 3, critical: false });
  assert.deepEqual(drain(queue), [1, 2, 144, 145, 146, 147, 148, 149]);
});

Deno.test("ReadingQueue full of evidence drops only what the same input has said anew", () => {
  const queue = new ReadingQueue(10);
  queue.push(smoke(1), { sensorIndex: 7, critical: true });
  for (let i = 10; i < 40; i++) queue.push(smoke(i), critical);
  const left = drain(queue);
  assert.equal(left[0], 1, "the only evidence of sensor 7 must survive");
  assert.equal(left.at(-1), 39, "the newest must survive");
  assert.equal(left.length, 10);
  assert.equal(queue.supersededCount, 21);
  assert.equal(queue.droppedCount, 0);
});

Deno.test("ReadingQueue full of evidence turns an ordinary reading away and counts it", () => {
  const queue = new ReadingQueue(10);
  for (let i = 0; i < 10; i++) queue.push(smoke(i), { sensorIndex: i, critical: true });
  queue.push(smoke(99), ordinary);
  assert.equal(queue.droppedCount, 1);
  assert.deepEqual(drain(queue), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("ReadingQueue behaves alike wherever its ring begins", () => {
  for (let shift = 0; shift < 10; shift++) {
    const queue = new ReadingQueue(10);
    for (let i = 0; i < shift; i++) {
      queue.push(smoke(0), ordinary);
      drain(queue);
    }
    queue.push(smoke(1), critical);
    for (let i = 2; i < 20; i++) queue.push(smoke(i), ordinary);
    assert.deepEqual(drain(queue), [1, 13, 14, 15, 16, 17, 18, 19]);
  }
});

Deno.test("ReadingQueue.take moves no more than asked for and leaves the rest", () => {
  const queue = new ReadingQueue(10);
  for (let i = 0; i < 5; i++) queue.push(smoke(i), ordinary);
  const target = new Uint8Array(3 * RECORD_BYTES);
  assert.equal(queue.take(3, target, 0), 3);
  assert.deepEqual(drain(queue), [3, 4]);
});
