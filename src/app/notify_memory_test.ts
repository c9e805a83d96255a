import assert from "node:assert/strict";
import { joined } from "../outputs/notify/join.ts";
import type { Delivery } from "../reading/notification.ts";
import { canMountSmallDisk, withSmallDisk } from "../store/small_disk_for_tests.ts";
import { Outbox } from "../store/outbox.ts";
import { NotifyMemory } from "./notify_memory.ts";

const alarm = (id: string): Delivery => ({
  target: "ops",
  notification: { id, kind: "alarm", severity: "alarm", atWallMs: 0, text: "Hall: fire alarm." },
  dueWallMs: 0,
});

/** Somebody else takes the rest of the disk. */
function fill(folder: string): void {
  using file = Deno.openSync(`${folder}/ballast`, { write: true, create: true });
  assert.throws(() => {
    for (;;) if (file.writeSync(new Uint8Array(4_096)) < 4_096) throw new Error("full");
  });
}

Deno.test({
  name:
    "NotifyMemory: an alarm told from memory while the disk takes nothing is told once, also when the journal gives it again and the disk is well",
  ignore: !canMountSmallDisk(),
  async fn() {
    await withSmallDisk("2m", (folder) => {
      const opened = Outbox.open({ path: `${folder}/outbox.db`, nowWallMs: 0, join: joined });
      assert.ok(opened.ok);
      const faults: (string | undefined)[] = [];
      const memory = new NotifyMemory(opened.value, () => 1, (fault) => faults.push(fault));
      const waiting = memory.waiting("ops");
      assert.ok(memory.put([alarm("alarm:A1")]));
      waiting.sent(waiting.next()!.id);

      fill(folder);
      assert.equal(memory.put([alarm("alarm:A2")]), false);
      const first = waiting.next()!;
      assert.equal(first.notification.id, "alarm:A2");
      waiting.sent(first.id);
      // The same second event comes again each second, beside a new one.
      assert.equal(memory.put([alarm("alarm:A2"), alarm("alarm:A3")]), false);
      const second = waiting.next()!;
      assert.equal(second.notification.id, "alarm:A3");

      Deno.removeSync(`${folder}/ballast`);
      // While the courier is on its way with A3, the disk is well and takes all of it.
      assert.ok(memory.put([alarm("alarm:A2"), alarm("alarm:A3"), alarm("alarm:A4")]));
      waiting.sent(second.id);
      const third = waiting.next()!;
      assert.equal(third.notification.id, "alarm:A4");
      waiting.sent(third.id);
      assert.equal(waiting.next(), undefined);
      assert.equal(waiting.count(), 0);
      assert.equal(faults.length, 2);
      assert.equal(faults[1], undefined);
      memory.close();
      return Promise.resolve();
    });
  },
});

Deno.test({
  name: "NotifyMemory: what a target has taken while the disk is full is not sent again, then or afterwards",
  ignore: !canMountSmallDisk(),
  async fn() {
    await withSmallDisk("2m", (folder) => {
      const open = () => Outbox.open({ path: `${folder}/outbox.db`, nowWallMs: 0, join: joined });
      const opened = open();
      assert.ok(opened.ok);
      const faults: (string | undefined)[] = [];
      const memory = new NotifyMemory(opened.value, () => 1, (fault) => faults.push(fault));
      const waiting = memory.waiting("ops");
      // So many that the log beside the database must grow to say that they are over.
      const ids = Array.from({ length: 60 }, (_, n) => `alarm:A${n}`);
      assert.ok(memory.put(ids.map(alarm)));
      fill(folder);
      const told: string[] = [];
      for (let next = waiting.next(); next !== undefined; next = waiting.next()) {
        told.push(next.notification.id);
        assert.ok(told.length <= ids.length, "it is told again and again");
        waiting.sent(next.id);
      }
      assert.deepEqual(told, ids);
      assert.equal(faults.length, 1, "the disk has refused something");
      Deno.removeSync(`${folder}/ballast`);
      assert.equal(waiting.next(), undefined);
      memory.close();
      const again = open();
      assert.ok(again.ok);
      assert.deepEqual(again.value.next("ops", 1), { ok: true, value: undefined });
      again.value.close();
      return Promise.resolve();
    });
  },
});
