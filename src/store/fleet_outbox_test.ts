import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  FLEET_SENT_KEPT,
  FLEET_WAITING_CHARS_MAX,
  FLEET_WAITING_MAX,
  FleetOutbox,
  type NewEntry,
} from "./fleet_outbox.ts";
import { inTempFolder } from "./samples_for_tests.ts";

function open(folder: string, boot = "boot-1"): FleetOutbox {
  const opened = FleetOutbox.open({ path: join(folder, "fleet.db"), nowWallMs: 0, boot });
  assert(opened.ok);
  return opened.value;
}

function entry(text: string, kind: NewEntry["kind"] = "event"): NewEntry {
  return { kind, atMs: 5, atWallMs: 1_000, body: { text } };
}

/** From now on the disk fails where `what` is done, until the function that is returned is called. */
function failing(folder: string, what: string): () => void {
  const db = new DatabaseSync(join(folder, "fleet.db"));
  db.exec(`CREATE TRIGGER failing ${what} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  return () => {
    db.exec("DROP TRIGGER failing");
    db.close();
  };
}

function texts(outbox: FleetOutbox, entriesMax = 100_000, bytesMax = Infinity): string[] {
  const waiting = outbox.waiting(entriesMax, bytesMax);
  assert(waiting.ok);
  return waiting.value.map(({ body }) => (body as { text: string }).text);
}

Deno.test("FleetOutbox: what was put in waits in order until it was sent, also over a new start", async () => {
  await inTempFolder((folder) => {
    const first = open(folder);
    assert.deepEqual(first.cursor(), { ok: true, value: undefined });
    assert(first.put([entry("a"), entry("b"), entry("c")], { seq: 7, atWallMs: 9 }).ok);
    assert.deepEqual(first.sentUpTo(1), { ok: true, value: 0 });
    first.close();

    const again = open(folder, "boot-2");
    assert.equal(again.id, first.id);
    assert.deepEqual(again.cursor(), { ok: true, value: { seq: 7, atWallMs: 9 } });
    assert(again.put([entry("d")]).ok);
    assert.deepEqual(texts(again), ["b", "c", "d"]);
    assert.equal(again.waitingCount, 3);
    const waiting = again.waiting(10, Infinity);
    assert(waiting.ok);
    assert.deepEqual(waiting.value.map(({ n, boot }) => [n, boot]), [[2, "boot-1"], [3, "boot-1"], [
      4,
      "boot-2",
    ]]);
    again.close();
  });
});

Deno.test("FleetOutbox: a batch has at least one entry and otherwise stays within its bytes", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    assert(outbox.put([entry("x".repeat(500)), entry("b"), entry("c")]).ok);
    assert.equal(texts(outbox, 10, 100).length, 1);
    assert.equal(texts(outbox, 2).length, 2);
    outbox.close();
  });
});

Deno.test("FleetOutbox: numbers are never given twice, also when all has been sent and forgotten", async () => {
  await inTempFolder((folder) => {
    const first = open(folder);
    for (let i = 0; i < FLEET_SENT_KEPT + 10; i += 10) {
      assert(first.put(Array.from({ length: 10 }, (_, j) => entry(`${i + j}`))).ok);
    }
    const { newest } = first;
    assert(first.sentUpTo(newest).ok);
    first.close();
    const again = open(folder);
    assert.equal(again.newest, newest);
    assert(again.put([entry("next")]).ok);
    assert.equal(again.newest, newest + 1);
    assert.deepEqual(texts(again), ["next"]);
    again.close();
  });
});

Deno.test("FleetOutbox: a server that lost what it had taken is sent it again, and what is gone is counted", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    const all = FLEET_SENT_KEPT + 100;
    assert(outbox.put(Array.from({ length: all }, (_, i) => entry(`${i + 1}`))).ok);
    assert(outbox.sentUpTo(all).ok);
    assert.deepEqual(outbox.sentUpTo(all - 3), { ok: true, value: 0 });
    assert.deepEqual(texts(outbox), [`${all - 2}`, `${all - 1}`, `${all}`]);
    assert(outbox.sentUpTo(all).ok);
    assert.deepEqual(outbox.sentUpTo(0), { ok: true, value: 100 }, "entries 1 to 100 are no longer kept");
    assert.equal(outbox.waitingCount, FLEET_SENT_KEPT);
    outbox.close();
  });
});

Deno.test("FleetOutbox: a full one lets go of figures before events", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    assert(outbox.put([entry("first alarm")]).ok);
    assert(outbox.put(Array.from({ length: 2_000 }, () => entry("figures", "metrics"))).ok);
    assert(outbox.put(Array.from({ length: FLEET_WAITING_MAX - 2_000 }, () => entry("event"))).ok);
    assert.equal(outbox.droppedCount, FLEET_WAITING_MAX / 100);
    assert.equal(outbox.waitingCount, FLEET_WAITING_MAX + 1 - FLEET_WAITING_MAX / 100);
    const kept = texts(outbox);
    assert.equal(kept[0], "first alarm");
    assert.equal(kept.filter((text) => text === "figures").length, 1_000);

    // Where no room can be made nothing is put in: it comes again.
    const { waitingCount, newest } = outbox;
    const more = Array.from({ length: FLEET_WAITING_MAX - waitingCount + 1 }, () => entry("more"));
    const unfull = failing(folder, "BEFORE DELETE ON entry");
    assert.equal(outbox.put(more).ok, false);
    assert.deepEqual([outbox.waitingCount, outbox.newest], [waitingCount, newest]);
    unfull();
    assert(outbox.put(more).ok);
    assert.equal(outbox.waitingCount, FLEET_WAITING_MAX + 1 - FLEET_WAITING_MAX / 100);
    outbox.close();
  });
});

Deno.test("FleetOutbox: what waits is bounded in bytes, too, and the state that stands is kept", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    const long = "x".repeat(FLEET_WAITING_CHARS_MAX / 20);
    assert(outbox.put([entry("state", "state"), entry("first alarm")]).ok);
    for (let i = 0; i < 30; i++) assert(outbox.put([entry(long, "metrics")]).ok);
    assert.deepEqual(texts(outbox).slice(0, 2), ["state", "first alarm"]);
    assert.equal(outbox.waitingCount, 21);
    assert.equal(outbox.droppedCount, 11);
    outbox.close();
  });
});

Deno.test("FleetOutbox: a sensor that toggles for days leaves one state, and every line of the journal", async () => {
  await inTempFolder((folder) => {
    const first = open(folder);
    for (let i = 0; i < 50; i++) assert(first.put([entry(`line ${i}`), entry(`state ${i}`, "state")]).ok);
    assert.deepEqual(texts(first), [...Array.from({ length: 50 }, (_, i) => `line ${i}`), "state 49"]);
    assert.equal(first.waitingCount, 51);
    first.close();
    const again = open(folder);
    assert(again.put([entry("state 50", "state")]).ok);
    assert.equal(again.waitingCount, 51);
    assert(again.sentUpTo(again.newest).ok);
    assert.equal(again.waitingCount, 0);
    assert(again.put([entry("state 51", "state")]).ok);
    assert.deepEqual(texts(again), ["state 51"]);
    assert(again.sentUpTo(0).ok);
    assert.equal(again.waitingCount, 51, "a server that has lost all is told what stands now");
    assert.equal(texts(again).length, 51);
    again.close();
  });
});

Deno.test("FleetOutbox: what the servers have is not told again although the disk does not take that it is sent", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    assert(outbox.put([entry("a"), entry("b"), entry("c")]).ok);
    const well = failing(folder, "BEFORE UPDATE ON place");
    assert.equal(outbox.sentUpTo(2).ok, false);
    assert.deepEqual(texts(outbox), ["c"]);
    assert.equal(outbox.waitingCount, 1);
    well();
    assert.deepEqual(outbox.sentUpTo(3), { ok: true, value: 0 });
    assert.equal(outbox.waitingCount, 0);
    outbox.close();
  });
});

Deno.test("FleetOutbox: says where a damaged one went", async () => {
  await inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "fleet.db"), "this is no database".repeat(100));
    const outbox = open(folder);
    assert.match(outbox.movedAside ?? "", /fleet\.db\.damaged-/);
    outbox.close();
  });
});
