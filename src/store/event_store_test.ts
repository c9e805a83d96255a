import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { saying } from "../reading/saying.ts";
import { openForWriting } from "./database.ts";
import { EventReader } from "./event_reader.ts";
import { ARCHIVED, ENDED_ALARMS_KEPT_MAX, EVENT_MIGRATIONS, EventStore } from "./event_store.ts";
import {
  inTempFolder,
  SAMPLE_PARSERS,
  sampleAlarm,
  sampleBatch,
  sampleEvent,
  sampleTrouble,
} from "./samples_for_tests.ts";
import { understood } from "./recollect.ts";
import { canMountSmallDisk, withSmallDisk } from "./small_disk_for_tests.ts";

function open(path: string, eventsKeptMax?: number): EventStore {
  const opened = EventStore.open({ path, nowWallMs: 0, ...(eventsKeptMax ? { eventsKeptMax } : {}) });
  assert.ok(opened.ok);
  return opened.value;
}

function recalled(store: EventStore) {
  const result = store.recall();
  assert.ok(result.ok);
  return understood(result.value, SAMPLE_PARSERS);
}

function write(store: EventStore, parts: Parameters<typeof sampleBatch>[0]): number {
  const written = store.write(sampleBatch(parts));
  assert.ok(written.ok);
  return written.value;
}

Deno.test("EventStore recalls standing alarms, troubles and memos as they were, oldest first, after a restart", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const old = sampleAlarm("a1", { raisedAtWallMs: 5 });
    const young = sampleAlarm("a2", { raisedAtWallMs: 6, silenced: true, peakC: 91.5 });
    const store = open(path);
    write(store, { alarms: [{ alarm: young, ended: false }] });
    write(store, {
      alarms: [{ alarm: old, ended: false }, { alarm: sampleAlarm("a3"), ended: true }],
      troubles: [
        { trouble: sampleTrouble("t1"), ended: false },
        { trouble: sampleTrouble("t2"), ended: false },
      ],
      memos: [{ topic: "disablement", id: "z", value: { reason: "painters" } }, {
        topic: "x",
        id: "y",
        value: 1,
      }],
    });
    write(store, {
      troubles: [{ trouble: sampleTrouble("t2"), ended: true }],
      memos: [{ topic: "x", id: "y", value: undefined }],
    });
    store.close();
    assert.deepEqual(recalled(open(path)), {
      alarms: [old, young],
      unreadableAlarms: [],
      troubles: [sampleTrouble("t1")],
      memos: [{ topic: "disablement", id: "z", value: { reason: "painters" } }],
      released: ["a3"],
    });
  });
});

Deno.test("EventStore keeps the newest state of an alarm, and forgets it once it has ended", async () => {
  await inTempFolder((folder) => {
    const store = open(join(folder, "events.db"));
    write(store, { alarms: [{ alarm: sampleAlarm("a"), ended: false }] });
    write(store, { alarms: [{ alarm: sampleAlarm("a", { acknowledged: true }), ended: false }] });
    assert.equal(recalled(store).alarms[0]?.acknowledged, true);
    write(store, { alarms: [{ alarm: sampleAlarm("a", { latched: false }), ended: true }] });
    assert.deepEqual(recalled(store).alarms, []);
    store.close();
  });
});

Deno.test("EventStore still tells of an alarm whose stored form has rotted", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path);
    write(store, {
      alarms: ["a", "b"].map((id) => ({ alarm: sampleAlarm(id), ended: false })),
      troubles: [{ trouble: sampleTrouble("t"), ended: false }],
      memos: [{ topic: "x", id: "y", value: 1 }],
    });
    const other = new DatabaseSync(path);
    other.exec(`UPDATE alarm SET body = '{"id":' WHERE id = 'a'; UPDATE alarm SET body = '{}' WHERE id = 'b';
                UPDATE trouble SET body = ''; UPDATE memo SET body = '{'`);
    other.close();
    const raisedAtWallMs = sampleAlarm("a").raisedAtWallMs;
    assert.deepEqual(recalled(store), {
      alarms: [],
      unreadableAlarms: [
        { alarmId: "a", zoneId: "kitchen", raisedAtWallMs },
        { alarmId: "b", zoneId: "kitchen", raisedAtWallMs },
      ],
      troubles: [],
      memos: [],
      released: [],
    });
    store.close();
  });
});

Deno.test("EventStore numbers events without a gap and never gives an epoch twice", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path);
    const three = ["x", "y", "z"].map((text) => sampleEvent("note", text));
    assert.equal(write(store, { events: three }), 1);
    assert.equal(
      write(store, { alarms: [{ alarm: sampleAlarm("a"), ended: false }] }),
      1,
      "no event, no number",
    );
    assert.equal(write(store, { events: three }), 4);
    assert.deepEqual(store.nextEpoch(), { ok: true, value: 1 });
    assert.deepEqual(store.nextEpoch(41), { ok: true, value: 42 });
    store.close();
    const again = open(path);
    assert.deepEqual(again.lastEpoch(), { ok: true, value: 42 });
    assert.deepEqual(again.nextEpoch(7), { ok: true, value: 43 });
    assert.equal(write(again, { events: three }), 7);
    again.close();
  });
});

Deno.test("EventStore keeps at most so many events, the newest, and so many ended alarms", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path, 300);
    const hundred = Array.from({ length: 100 }, (_, n) => sampleEvent("note", `${n}`));
    for (let batch = 0; batch < 20; batch++) write(store, { events: hundred });
    const reader = new EventReader(path);
    const page = reader.page({ limit: 1_000 });
    assert.ok(page.ok);
    assert.equal(page.value.events.length, 300);
    assert.equal(page.value.events[0]?.seq, 2_000);
    assert.equal(page.value.events.at(-1)?.seq, 1_701);
    write(store, {
      alarms: Array.from(
        { length: ENDED_ALARMS_KEPT_MAX + 50 },
        (_, n) => ({ alarm: sampleAlarm(`a${n}`, { raisedAtWallMs: n }), ended: n > 0 }),
      ),
    });
    const db = new DatabaseSync(path);
    const ended = db.prepare(
      "SELECT count(*) AS n, min(raised_at_wall_ms) AS oldest FROM alarm WHERE ended = 1",
    ).get();
    assert.deepEqual({ ...ended }, { n: ENDED_ALARMS_KEPT_MAX, oldest: 50 });
    assert.equal(recalled(store).alarms[0]?.id, "a0", "the oldest of all stands and is kept");
    db.close();
    reader.close();
    store.close();
  });
});

Deno.test("EventStore cuts a text that no message could carry, and stores any characters", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path);
    const text = "Rauch in Küche \u0000 '; DROP TABLE event; -- \u{1F525}";
    write(store, { events: [sampleEvent("note", text), sampleEvent("note", "x".repeat(9_000))] });
    const page = new EventReader(path).page({ first: "oldest" });
    assert.ok(page.ok);
    assert.equal(page.value.events[0]?.text, text.replace("\0", "\u2400"));
    assert.equal(page.value.events[1]?.text.length, 2_000);
    store.close();
  });
});

Deno.test(
  "EventStore on a full disk stores nothing of the batch, keeps what was there, and writes again when there is room",
  {
    ignore: !canMountSmallDisk(),
  },
  async () => {
    await withSmallDisk("700k", async (folder) => {
      const path = join(folder, "events.db");
      const store = open(path);
      write(store, { alarms: [{ alarm: sampleAlarm("a"), ended: false }] });
      Deno.writeFileSync(join(folder, "ballast"), new Uint8Array(0));
      const events = Array.from({ length: 500 }, (_, n) => sampleEvent("note", `${n} ${"x".repeat(1_500)}`));
      const refused = store.write(
        sampleBatch({ events, alarms: [{ alarm: sampleAlarm("b"), ended: false }] }),
      );
      assert.equal(refused.ok ? "" : refused.fault.kind, "full");
      assert.deepEqual(recalled(store).alarms.map((alarm) => alarm.id), ["a"]);
      write(store, { alarms: [{ alarm: sampleAlarm("b"), ended: false }] });
      assert.deepEqual(recalled(store).alarms.map((alarm) => alarm.id).sort(), ["a", "b"]);
      store.close();
      await Promise.resolve();
    });
  },
);

Deno.test("EventStore forgets lines by age, but for those of alarms that stand", async () => {
  await inTempFolder((folder) => {
    const opened = EventStore.open({
      path: join(folder, "events.db"),
      nowWallMs: 0,
      eventsKeptMs: 1_000_000,
    });
    assert.ok(opened.ok);
    const store = opened.value;
    const put = (text: string, atWallMs: number, alarmId?: string) =>
      assert.ok(
        store.write(sampleBatch({
          events: [sampleEvent("note", text, { atWallMs, ...(alarmId !== undefined && { alarmId }) })],
        })).ok,
      );
    assert.ok(store.write(sampleBatch({ alarms: [{ alarm: sampleAlarm("stands"), ended: false }] })).ok);
    put("old", 1);
    put("of the standing alarm", 2, "stands");
    put("of one that ended", 3, "ended");
    for (let n = 0; n < 200; n++) put(`new ${n}`, 2_000_000);
    store.close();
    const reader = new EventReader(join(folder, "events.db"));
    const page = reader.page({ first: "oldest", limit: 1_000 });
    reader.close();
    assert.ok(page.ok);
    assert.deepEqual(page.value.events.slice(0, 2).map(({ text }) => text), [
      "of the standing alarm",
      "new 0",
    ]);
    assert.equal(page.value.events.length, 201);
  });
});

Deno.test("EventStore with an archive forgets by age only what is archived", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const kept = (archivedUntilWallMs: number | undefined) => {
      const opened = EventStore.open({ path, nowWallMs: 0, eventsKeptMs: 1_000_000, onlyArchived: true });
      assert.ok(opened.ok);
      const put = (text: string, atWallMs: number) =>
        assert.ok(opened.value.write(sampleBatch({ events: [sampleEvent("note", text, { atWallMs })] })).ok);
      if (archivedUntilWallMs !== undefined) {
        const memos = [{ ...ARCHIVED, value: archivedUntilWallMs }];
        assert.ok(opened.value.write(sampleBatch({ memos })).ok);
      } else for (const atWallMs of [1, 500]) put("old", atWallMs);
      for (let n = 0; n < 200; n++) put("new", 2_000_000);
      opened.value.close();
      const reader = new EventReader(path);
      const page = reader.page({ first: "oldest", limit: 1_000 });
      reader.close();
      assert.ok(page.ok);
      return page.value.events.filter(({ text }) => text === "old").map(({ atWallMs }) => atWallMs);
    };
    assert.deepEqual(kept(undefined), [1, 500], "nothing is archived");
    assert.deepEqual(kept(400), [500], "what is archived goes");
    assert.deepEqual(kept(1_500_000), []);
  });
});

/** The journal as a version opens it that knows nothing of what sentences say beside their text. */
function openAsBefore(path: string): DatabaseSync {
  const before = openForWriting({ path, nowWallMs: 0, migrations: EVENT_MIGRATIONS, synchronous: "FULL" });
  assert.ok(before.ok);
  return before.value.db;
}

const WRITE_AS_BEFORE =
  `INSERT INTO event (kind, at_ms, at_wall_ms, zone_id, sensor_id, alarm_id, trouble_id, person, text,
     utc_ms, utc_error_ms) VALUES ('note', 1, 1, NULL, NULL, NULL, NULL, NULL, ?, NULL, NULL)`;

Deno.test("EventStore keeps what a sentence says beside its text, in a file that older versions go on with", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const old = openAsBefore(path);
    old.prepare(WRITE_AS_BEFORE).run("before the update");
    old.close();
    const said = saying("said.sensor-back", { sensor: "dock-2" });
    const store = open(path);
    write(store, { events: [sampleEvent("sensor-back", "dock-2 delivers again.", { said })] });
    store.close();
    const again = openAsBefore(path);
    again.prepare(WRITE_AS_BEFORE).run("after the update was taken back");
    again.close();
    open(path).close();
    const reader = new EventReader(path);
    const page = reader.page({ first: "oldest" });
    reader.close();
    assert.ok(page.ok);
    assert.deepEqual(page.value.events.map(({ text, said }) => [text, said]), [
      ["before the update", undefined],
      ["dock-2 delivers again.", said],
      ["after the update was taken back", undefined],
    ]);
  });
});

Deno.test("EventStore leaves out what a sentence says where that would be a book; the sentence stays", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const store = open(path);
    const parts = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`p${n}`, "x".repeat(1_000)]));
    write(store, { events: [sampleEvent("note", "long", { said: { key: "said.alarm", parts } })] });
    store.close();
    const reader = new EventReader(path);
    const page = reader.page();
    reader.close();
    assert.ok(page.ok);
    assert.deepEqual(page.value.events.map(({ text, said }) => [text, said]), [["long", undefined]]);
  });
});
