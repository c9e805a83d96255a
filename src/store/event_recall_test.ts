import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { recallEvents } from "./event_recall.ts";
import { EventStore } from "./event_store.ts";
import { inTempFolder, sampleAlarm, sampleBatch } from "./samples_for_tests.ts";
import { canMountSmallDisk, remount, withSmallDisk } from "./small_disk_for_tests.ts";

function recall(path: string, epochAbove = 0) {
  return recallEvents({ path, nowWallMs: Date.UTC(2026, 0, 1), epochAbove });
}

/** A journal with one alarm and epoch 1, long enough to be damaged in the middle. */
function withAlarm(path: string): void {
  const opened = EventStore.open({ path, nowWallMs: 0 });
  assert.ok(opened.ok);
  const memos = Array.from({ length: 50 }, (_, n) => ({ topic: "t", id: `${n}`, value: "x".repeat(1_000) }));
  assert.ok(
    opened.value.write(sampleBatch({ memos, alarms: [{ alarm: sampleAlarm("a"), ended: false }] })).ok,
  );
  assert.ok(opened.value.nextEpoch().ok);
  opened.value.close();
}

Deno.test("recallEvents gives what stood and a new epoch at each start", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    assert.deepEqual(recall(path), {
      recollection: { alarms: [], troubles: [], memos: [], released: [] },
      epoch: 1,
    });
    withAlarm(path);
    const recalled = recall(path);
    assert.equal(recalled.epoch, 3);
    assert.deepEqual(recalled.recollection.alarms.map((alarm) => alarm.id), ["a"]);
    assert.equal(recall(path, 40).epoch, 41);
    assert.equal(recall(path).epoch, 42);
  });
});

Deno.test("recallEvents begins anew where the file or its tables are damaged, says where they went, and starts above the known epoch", async () => {
  await inTempFolder((folder) => {
    const damages: ((path: string) => void)[] = [
      (path) => Deno.writeTextFileSync(path, "no database ".repeat(1_000)),
      (path) => Deno.writeFileSync(path, Deno.readFileSync(path).fill(0xa5, 8_192)),
      (path) => {
        const db = new DatabaseSync(path);
        db.exec("DROP TABLE alarm");
        db.close();
      },
    ];
    for (const [index, damage] of damages.entries()) {
      const path = join(folder, `${index}.db`);
      withAlarm(path);
      damage(path);
      const recalled = recall(path, 9);
      assert.match(recalled.movedAside ?? "", /damaged-20260101T/);
      assert.equal(recalled.epoch, 10);
      assert.equal(recalled.fault, undefined);
      assert.equal(recall(path).movedAside, undefined, "the new one is sound");
    }
  });
});

Deno.test("recallEvents begins with nothing and a fault where there is no folder or a newer version's file", async () => {
  await inTempFolder((folder) => {
    const nowhere = recall(join(folder, "none", "events.db"), 6);
    assert.equal(nowhere.fault?.kind, "cannot-open");
    assert.equal(nowhere.epoch, 7);
    const path = join(folder, "events.db");
    withAlarm(path);
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    assert.equal(recall(path).fault?.kind, "newer-version");
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map((entry) => entry.name),
      ["events.db"],
      "and leaves it alone",
    );
  });
});

Deno.test(
  "recallEvents recalls from a read-only disk and from a full one, with the fault and a larger epoch",
  {
    ignore: !canMountSmallDisk(),
  },
  async () => {
    await withSmallDisk("2m", async (folder) => {
      const path = join(folder, "events.db");
      withAlarm(path);
      remount(folder, "ro");
      const recalled = recall(path);
      assert.ok(recalled.fault !== undefined);
      assert.equal(recalled.epoch, 2);
      assert.deepEqual(recalled.recollection.alarms.map((alarm) => alarm.id), ["a"]);
      remount(folder, "rw");
      Deno.writeFileSync(join(folder, "ballast"), new Uint8Array(0));
      assert.throws(() => {
        using ballast = Deno.openSync(join(folder, "ballast"), { append: true });
        for (;;) ballast.writeSync(new Uint8Array(4_096));
      });
      const full = recall(path);
      assert.ok(full.fault !== undefined);
      assert.equal(full.epoch, 2);
      assert.deepEqual(full.recollection.alarms.map((alarm) => alarm.id), ["a"]);
      Deno.removeSync(join(folder, "ballast"));
      assert.equal(recall(path).fault, undefined);
      await Promise.resolve();
    });
  },
);
