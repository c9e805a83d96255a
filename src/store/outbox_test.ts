import assert from "node:assert/strict";
import { join } from "node:path";
import type { Delivery, Notification } from "../reading/notification.ts";
import { Outbox, WAITING_MAX } from "./outbox.ts";
import { inTempFolder } from "./samples_for_tests.ts";

function delivery(id: string, more: Partial<Delivery> = {}, about: Partial<Notification> = {}): Delivery {
  const notification: Notification = {
    id,
    kind: "alarm",
    severity: "alarm",
    atWallMs: 1,
    text: id,
    ...about,
  };
  return { target: "ops", notification, dueWallMs: 100, ...more };
}

function open(folder: string): Outbox {
  const opened = Outbox.open({
    path: join(folder, "outbox.db"),
    nowWallMs: 0,
    join: (waiting, next) => ({ ...next, id: waiting.id, count: (waiting.count ?? 1) + 1 }),
  });
  assert(opened.ok);
  return opened.value;
}

/** Delivers all that is due; their ids in order. */
function drain(outbox: Outbox, nowWallMs: number, target = "ops"): string[] {
  const ids: string[] = [];
  for (;;) {
    const next = outbox.next(target, nowWallMs);
    assert(next.ok);
    if (next.value === undefined) return ids;
    ids.push(next.value.notification.id);
    assert(outbox.done(next.value.id, "sent", nowWallMs).ok);
  }
}

Deno.test("Outbox: what was put in comes out once, in order, whoever dies in between", async () => {
  await inTempFolder((folder) => {
    const first = open(folder);
    assert(first.put([delivery("a"), delivery("b")], { cursor: { seq: 2, atWallMs: 5 } }).ok);
    first.close();
    const again = open(folder);
    assert(again.put([delivery("a"), delivery("b"), delivery("c")], { cursor: { seq: 3, atWallMs: 6 } }).ok);
    assert.deepEqual(drain(again, 100), ["a", "b", "c"]);
    assert(again.put([delivery("b")]).ok);
    assert.deepEqual(drain(again, 100), [], "it has been told");
    assert.deepEqual(again.cursor(), { ok: true, value: { seq: 3, atWallMs: 6 } });
    again.close();
    return Promise.resolve();
  });
});

Deno.test("Outbox: nothing comes before it is due, an act takes back what waits for nobody's acting", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    outbox.put([
      delivery("step", { dueWallMs: 500, unlessActedOn: "A1" }),
      delivery("other", { dueWallMs: 500, unlessActedOn: "A2" }),
      delivery("now"),
    ]);
    assert.deepEqual(drain(outbox, 100), ["now"]);
    outbox.put([], { actedOn: ["A1"] });
    assert.deepEqual(drain(outbox, 600), ["other"]);
    outbox.close();
    return Promise.resolve();
  });
});

Deno.test("Outbox: news of a topic join what waits, but not what is being tried", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    const trouble = (id: string) => delivery(id, { topic: "t" }, { severity: "trouble" });
    outbox.put([trouble("1"), trouble("2"), trouble("3")]);
    const next = outbox.next("ops", 100);
    assert(next.ok);
    assert.deepEqual([next.value?.notification.id, next.value?.notification.count], ["1", 3]);
    outbox.failed(next.value!.id);
    outbox.put([trouble("4")]);
    assert.deepEqual(drain(outbox, 100), ["1", "4"]);
    assert.deepEqual(outbox.lastOf("ops", "t"), { ok: true, value: 100 });
    outbox.close();
    return Promise.resolve();
  });
});

Deno.test("Outbox: news that come while the first of their topic is on its way are told after it", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    const trouble = (id: string) => delivery(id, { topic: "t" }, { severity: "trouble" });
    outbox.put([trouble("1")]);
    const next = outbox.next("ops", 100);
    assert(next.ok);
    outbox.put([trouble("2"), trouble("3")]);
    assert(outbox.done(next.value!.id, "sent", 100).ok);
    const after = outbox.next("ops", 100);
    assert(after.ok);
    assert.deepEqual([after.value?.notification.id, after.value?.notification.count], ["2", 2]);
    outbox.close();
    return Promise.resolve();
  });
});

Deno.test("Outbox: a target that is away for ever loses troubles first and alarms last", async () => {
  await inTempFolder((folder) => {
    const outbox = open(folder);
    const many = Array.from({ length: WAITING_MAX - 1 }, (_, i) => delivery(`alarm ${i}`));
    outbox.put([delivery("trouble", {}, { severity: "trouble" }), ...many]);
    outbox.put([delivery("one more")]);
    assert.equal(outbox.droppedCount, 1);
    const next = outbox.next("ops", 100);
    assert(next.ok);
    assert.equal(next.value?.notification.id, "alarm 0");
    outbox.keepTargets(["other"]);
    assert.deepEqual(outbox.waitingCount("ops"), { ok: true, value: 0 });
    outbox.close();
    return Promise.resolve();
  });
});
