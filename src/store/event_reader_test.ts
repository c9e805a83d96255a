import assert from "node:assert/strict";
import { join } from "node:path";
import type { EventQuery } from "./event_reader.ts";
import { EventReader } from "./event_reader.ts";
import { EventStore } from "./event_store.ts";
import { inTempFolder, sampleBatch, sampleEvent } from "./samples_for_tests.ts";

function open(path: string): EventStore {
  const opened = EventStore.open({ path, nowWallMs: 0 });
  assert.ok(opened.ok);
  return opened.value;
}

/** 40 events: kinds and zones in turn, one a second. */
function filled(path: string): EventStore {
  const store = open(path);
  const events = Array.from(
    { length: 40 },
    (_, n) =>
      sampleEvent((["note", "alarm", "trouble", "reset"] as const)[n % 4]!, `event ${n}`, {
        atWallMs: 1_000 * n,
        ...(n % 2 === 0 ? {} : { zoneId: n % 3 === 0 ? "lab" : "hall" }),
      }),
  );
  assert.ok(store.write(sampleBatch({ events })).ok);
  return store;
}

function seqs(reader: EventReader, query: EventQuery): number[] {
  const page = reader.page(query);
  assert.ok(page.ok);
  return page.value.events.map((event) => event.seq);
}

Deno.test("EventReader gives events back as they were written", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path);
    const event = sampleEvent("silence", "silenced", {
      atMs: 123.456,
      zoneId: "z",
      sensorId: "s",
      alarmId: "a",
      troubleId: "sensor-silent:s",
      by: "operator",
      utc: { atMs: 1_770_000_000_123.5, errorMs: 0.75 },
    });
    assert.ok(store.write(sampleBatch({ events: [event, sampleEvent("note", "plain")] })).ok);
    const page = new EventReader(path).page({ first: "oldest" });
    assert.deepEqual(page, {
      ok: true,
      value: { events: [{ ...event, seq: 1 }, { ...sampleEvent("note", "plain"), seq: 2 }], more: false },
    });
    store.close();
  });
});

Deno.test("EventReader filters by zone, kind, time and number, newest or oldest first", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = filled(path);
    const reader = new EventReader(path);
    assert.deepEqual(seqs(reader, { limit: 3 }), [40, 39, 38]);
    assert.deepEqual(seqs(reader, { limit: 3, first: "oldest" }), [1, 2, 3]);
    assert.deepEqual(seqs(reader, { kind: "alarm", limit: 2 }), [38, 34]);
    assert.deepEqual(seqs(reader, { zoneId: "lab" }), [40, 34, 28, 22, 16, 10, 4]);
    assert.deepEqual(seqs(reader, { zoneId: "lab", kind: "alarm", first: "oldest" }), [10, 22, 34]);
    assert.deepEqual(seqs(reader, { fromWallMs: 5_000, toWallMs: 8_000 }), [8, 7, 6]);
    assert.deepEqual(seqs(reader, { afterSeq: 37, first: "oldest" }), [38, 39, 40]);
    assert.deepEqual(seqs(reader, { zoneId: "'; DROP TABLE event" }), []);
    assert.deepEqual(reader.lastSeq(), { ok: true, value: 40 });
    reader.close();
    store.close();
  });
});

Deno.test("EventReader pages through everything once, and says when there is no more", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = filled(path);
    const reader = new EventReader(path);
    const all: number[] = [];
    let beforeSeq: number | undefined;
    for (let more = true; more;) {
      const page = reader.page({ limit: 7, beforeSeq });
      assert.ok(page.ok);
      all.push(...page.value.events.map((event) => event.seq));
      beforeSeq = all.at(-1);
      more = page.value.more;
    }
    assert.deepEqual(all, Array.from({ length: 40 }, (_, n) => 40 - n));
    for (const limit of [-5, 0, 0.5, NaN]) assert.equal(seqs(reader, { limit }).length, 1);
    reader.close();
    store.close();
  });
});

Deno.test("EventReader waits for a journal that does not exist yet, and follows one that is replaced", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const reader = new EventReader(path);
    const none = reader.page();
    assert.equal(none.ok ? "" : none.fault.kind, "cannot-open");
    filled(path).close();
    assert.deepEqual(reader.lastSeq(), { ok: true, value: 40 });
    Deno.renameSync(path, join(folder, "aside.db"));
    const store = open(path);
    assert.deepEqual(reader.lastSeq(), { ok: true, value: 0 });
    assert.ok(store.write(sampleBatch({ events: [sampleEvent("note", "new")] })).ok);
    assert.deepEqual(reader.lastSeq(), { ok: true, value: 1 }, "it sees what is written after it opened");
    reader.close();
    store.close();
  });
});

Deno.test("EventReader answers with a fault for a file that is no journal", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    Deno.writeTextFileSync(path, "no database ".repeat(1_000));
    const page = new EventReader(path).page();
    assert.equal(page.ok ? "" : page.fault.kind, "corrupt");
  });
});
