import assert from "node:assert/strict";
import { EventStore } from "../store/event_store.ts";
import { sampleBatch, sampleEvent } from "../store/samples_for_tests.ts";
import { TestBox } from "./box_for_tests.ts";
import { Failure } from "./failure.ts";
import { readEvents } from "./read_events.ts";

Deno.test("readEvents gives the newest, oldest first, also more than one page of them", async () => {
  await using box = await TestBox.make();
  const path = box.paths.eventsDatabase;
  const opened = EventStore.open({ path, nowWallMs: 1 });
  assert(opened.ok);
  const events = Array.from({ length: 2_500 }, (_, i) => sampleEvent("note", `event ${i + 1}`));
  assert(opened.value.write(sampleBatch({ events })).ok);
  opened.value.close();

  const some = readEvents(path, {}, 2_100);
  assert.deepEqual([some.found.length, some.more], [2_100, true]);
  assert.deepEqual(some.found.map(({ seq }) => seq), Array.from({ length: 2_100 }, (_, i) => i + 401));
  const all = readEvents(path, {}, 100_000);
  assert.deepEqual([all.found.length, all.more], [2_500, false]);
  assert.deepEqual(readEvents(path, { kind: "alarm" }, 10), { found: [], more: false });
});

Deno.test("readEvents says why the journal cannot be read", async () => {
  await using box = await TestBox.make();
  assert.throws(() => readEvents(box.paths.eventsDatabase, {}, 10), (error: Error) => {
    return error instanceof Failure && /cannot open .*events\.db/.test(error.message);
  });
});
