import assert from "node:assert/strict";
import type { EventBatch } from "./event_batch.ts";
import { EventQueue } from "./event_queue.ts";
import { sampleAlarm, sampleEvent, sampleTrouble } from "./samples_for_tests.ts";

const texts = (batch: EventBatch | undefined) => batch?.events.map((event) => event.text);

Deno.test("EventQueue hands everything over once, events in their order", () => {
  const queue = new EventQueue();
  queue.add({ events: [sampleEvent("note", "1"), sampleEvent("alarm", "2")] });
  queue.add({
    events: [sampleEvent("note", "3"), sampleEvent("reset", "4")],
    troubles: [{ trouble: sampleTrouble("t"), ended: false }],
  });
  assert.equal(queue.depth, 5);
  const batch = queue.take();
  assert.deepEqual(texts(batch), ["1", "2", "3", "4"]);
  assert.equal(batch?.troubles.length, 1);
  assert.equal(queue.take(), undefined);
});

Deno.test("EventQueue keeps only the newest state of each alarm, trouble and memo", () => {
  const queue = new EventQueue();
  for (let resounds = 0; resounds < 50; resounds++) {
    queue.add({
      alarms: [{ alarm: sampleAlarm("a", { resounds }), ended: false }],
      memos: [{ topic: "t", id: "1", value: resounds }, { topic: "t1", id: "", value: resounds }],
    });
  }
  const batch = queue.take();
  assert.deepEqual(batch?.alarms.map(({ alarm }) => alarm.resounds), [49]);
  assert.deepEqual(batch?.memos.map((memo) => [memo.topic, memo.value]), [["t", 49], ["t1", 49]]);
});

Deno.test("EventQueue drops the oldest ordinary events first when full, counts them, and tells of the gap", () => {
  const queue = new EventQueue(10);
  for (let n = 0; n < 8; n++) queue.add({ events: [sampleEvent("alarm-evidence", `ordinary ${n}`)] });
  for (let n = 0; n < 6; n++) queue.add({ events: [sampleEvent("alarm", `alarm ${n}`)] });
  queue.add({ alarms: [{ alarm: sampleAlarm("a"), ended: false }] });
  assert.equal(queue.eventsDropped, 4);
  assert.ok(queue.depth <= queue.max);
  const first = queue.take();
  assert.match(first?.events[0]?.text ?? "", /gap.*4 events/);
  assert.deepEqual(texts(first)?.slice(1, 5), ["ordinary 4", "ordinary 5", "ordinary 6", "ordinary 7"]);
  assert.equal(texts(first)?.length, 11);
  assert.equal(first?.alarms.length, 1);
  for (let n = 0; n < 25; n++) queue.add({ events: [sampleEvent("alarm", `alarm ${n}`)] });
  assert.deepEqual(
    texts(queue.take())?.slice(1, 3),
    ["alarm 15", "alarm 16"],
    "bounded even by alarms alone",
  );
});

Deno.test("EventQueue hands out batches of bounded size, the oldest first", () => {
  const queue = new EventQueue();
  for (let n = 0; n < 1_200; n++) {
    queue.add({ events: [sampleEvent(n % 5 === 0 ? "alarm" : "note", `${n}`)] });
  }
  const all: string[] = [];
  const sizes: number[] = [];
  for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
    sizes.push(batch.events.length);
    all.push(...texts(batch)!);
  }
  assert.deepEqual(sizes, [500, 500, 200]);
  assert.deepEqual(all, Array.from({ length: 1_200 }, (_, n) => `${n}`));
});
