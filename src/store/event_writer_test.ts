import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import type { StoredEvent } from "./event_batch.ts";
import { recallEvents } from "./event_recall.ts";
import { EventWriter } from "./event_writer.ts";
import { inTempFolder, sampleAlarm, sampleEvent } from "./samples_for_tests.ts";
import { canMountSmallDisk, remount, withSmallDisk } from "./small_disk_for_tests.ts";

/** A writer with its real thread, and promises of what it tells. */
class Rig {
  readonly clock = new FakeClock();
  readonly events: StoredEvent[] = [];
  readonly faults: (string | undefined)[] = [];
  readonly movedAside: string[] = [];
  readonly writer: EventWriter;
  readonly path: string;
  batches = 0;
  #changed: (() => void) | undefined;

  constructor(path: string) {
    this.path = path;
    this.writer = new EventWriter({
      path,
      clock: this.clock,
      onCommitted: (events) => {
        this.batches++;
        this.events.push(...events);
        this.#changed?.();
      },
      onFault: (fault) => {
        this.faults.push(fault?.kind);
        this.#changed?.();
      },
      onMovedAside: (path) => this.movedAside.push(path),
    });
  }

  /** Waits until `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#changed = resolve);
  }

  standing(): string[] {
    const { path } = this;
    const { recollection } = recallEvents({ path, nowWallMs: 0 });
    return recollection.alarms.map((alarm) => alarm.id);
  }
}

Deno.test("EventWriter stores everything given, in few transactions, and gives each event its number", async () => {
  await inTempFolder(async (folder) => {
    const rig = new Rig(join(folder, "events.db"));
    for (let n = 0; n < 1_000; n++) rig.writer.write({ events: [sampleEvent("note", `${n}`)] });
    for (let n = 0; n < 1_000; n++) {
      rig.writer.write({ alarms: [{ alarm: sampleAlarm(`a${n % 4}`, { resounds: n }), ended: false }] });
    }
    assert.ok(rig.writer.depth > 0 && rig.writer.depth <= rig.writer.depthMax);
    await rig.until(() => rig.events.length === 1_000);
    await rig.writer.close();
    assert.deepEqual(rig.events.map((event) => event.seq), Array.from({ length: 1_000 }, (_, n) => n + 1));
    assert.deepEqual(rig.events.map((event) => event.text), Array.from({ length: 1_000 }, (_, n) => `${n}`));
    assert.ok(rig.batches <= 5, `${rig.batches} transactions`);
    assert.deepEqual(rig.standing().sort(), ["a0", "a1", "a2", "a3"]);
    assert.deepEqual(rig.writer.dropped, { events: 0, states: 0, batches: 0 });
  });
});

Deno.test("EventWriter reports a missing folder, keeps what it has, and stores it when the folder is there", async () => {
  await inTempFolder(async (folder) => {
    const rig = new Rig(join(folder, "state", "events.db"));
    rig.writer.write({ alarms: [{ alarm: sampleAlarm("a"), ended: false }] });
    await rig.until(() => rig.faults.length === 1);
    assert.deepEqual(rig.faults, ["cannot-open"]);
    rig.writer.write({ alarms: [{ alarm: sampleAlarm("b"), ended: false }] });
    Deno.mkdirSync(join(folder, "state"));
    await rig.clock.advance(250);
    await rig.until(() => rig.batches === 2);
    assert.deepEqual(rig.faults, ["cannot-open", undefined]);
    await rig.writer.close();
    assert.deepEqual(rig.standing(), ["a", "b"]);
  });
});

Deno.test("EventWriter on a full disk loses no alarm, bounds and counts what waits, and recovers by itself", {
  ignore: !canMountSmallDisk(),
}, async () => {
  await withSmallDisk("1m", async (folder) => {
    const rig = new Rig(join(folder, "events.db"));
    rig.writer.write({ alarms: [{ alarm: sampleAlarm("before"), ended: false }] });
    await rig.until(() => rig.batches === 1);
    for (let n = 0; n < 30_000; n++) {
      rig.writer.write({ events: [sampleEvent("alarm-evidence", `${n} ${"x".repeat(500)}`)] });
      if (n % 1_000 === 0) rig.writer.write({ alarms: [{ alarm: sampleAlarm(`a${n}`), ended: false }] });
    }
    await rig.until(() => rig.faults.length === 1);
    assert.deepEqual(rig.faults, ["full"]);
    assert.ok(rig.writer.depth <= rig.writer.depthMax);
    assert.ok(rig.writer.dropped.events > 15_000);

    remount(folder, "size=64m");
    await rig.clock.advance(250);
    await rig.until(() => rig.writer.depth === 0 && rig.faults.length === 2);
    await rig.writer.close();
    assert.deepEqual(rig.faults, ["full", undefined]);
    assert.equal(rig.standing().length, 31);
    assert.match(
      rig.events.find((event) => event.kind === "note")?.text ?? "",
      /gap: .* events up to here were dropped/,
    );
    assert.match(rig.events.at(-1)?.text ?? "", /^29999 /, "the newest survive");
  });
});

Deno.test("EventWriter begins a new journal when the one in use is damaged, and tells", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "events.db");
    Deno.writeTextFileSync(path, "no database ".repeat(1_000));
    const rig = new Rig(path);
    rig.writer.write({ alarms: [{ alarm: sampleAlarm("a"), ended: false }] });
    await rig.until(() => rig.batches === 1);
    await rig.writer.close();
    assert.equal(rig.movedAside.length, 1);
    assert.deepEqual(rig.standing(), ["a"]);
  });
});
