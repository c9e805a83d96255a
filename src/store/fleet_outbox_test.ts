import assert from "node:assert/strict";
import { join } from "node:path";
import { FLEET_SENT_KEPT, FLEET_WAITING_MAX, FleetOutbox, type NewEntry } from "./fleet_outbox.ts";
import { inTempFolder } from "./samples_for_tests.ts";

function open(folder: string, boot = "boot-1"): FleetOutbox {
  const opened = FleetOutbox.open({ path: join(folder, "fleet.db"), nowWallMs: 0, boot });
  assert(opened.ok);
  return opened.value;
}

function entry(text: string, kind: NewEntry["kind"] = "event"): NewEntry {
  return { kind, atMs: 5, atWallMs: 1_000, body: { text } };
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
    outbox.close();
  });
});
