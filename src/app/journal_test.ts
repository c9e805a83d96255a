import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import type { FusionEffect } from "../fusion/effect.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import { inTempFolder, sampleAlarm, sampleEvent } from "../store/samples_for_tests.ts";
import { WriterCore, type WriterRequest } from "../store/writer_core.ts";
import type { WriterThread } from "../store/writer_host.ts";
import { Journal } from "./journal.ts";
import { RECALL_WAIT_MS } from "./journal_memory.ts";

/** A thread whose disk answers when the test lets it. */
class SlowThread implements WriterThread {
  onmessage: WriterThread["onmessage"] = null;
  onerror: WriterThread["onerror"] = null;
  readonly #core = new WriterCore();
  #held: WriterRequest[] = [];

  postMessage(request: WriterRequest): void {
    this.#held.push(request);
    if (request.kind === "close") this.answer();
  }

  /** Answers all that is asked, also what is asked for an answer. */
  answer(): void {
    for (let request; (request = this.#held.shift()) !== undefined;) {
      this.onmessage?.(new MessageEvent("message", { data: this.#core.answer(request) }));
    }
  }

  terminate(): void {
    this.#core.answer({ kind: "close" });
  }
}

const BURNING: FusionEffect = { kind: "alarm", alarm: sampleAlarm("A1-1"), ended: false };

/** One run of fusion over a journal. */
function run(path: string) {
  const clock = new FakeClock();
  const thread = new SlowThread();
  const told: [active: boolean, detail: string][] = [];
  const committed: StoredEvent[] = [];
  const journal = new Journal({
    path,
    clock,
    utcAt: () => undefined,
    committed: (events) => committed.push(...events),
    fault: (...fault) => told.push(fault),
    standing: () => [BURNING],
    spawn: () => thread,
  });
  return {
    clock,
    thread,
    told,
    committed,
    journal,
    recall: async () => {
      const recalled = journal.recall(0);
      thread.answer();
      return await recalled;
    },
    store: (text: string) => {
      journal.add({ kind: "event", event: sampleEvent("note", text) });
      journal.flush();
      thread.answer();
    },
    end: async () => {
      const closed = journal.close();
      thread.answer();
      await closed;
    },
  };
}

const inFolder = (test: (path: string) => Promise<void>) => () =>
  inTempFolder((folder) => test(join(folder, "events.db")));

Deno.test(
  "Journal gives the next run what stood, and each line its number",
  inFolder(async (path) => {
    const first = run(path);
    assert.equal((await first.recall()).epoch, 1);
    first.journal.add({ kind: "alarm", alarm: sampleAlarm("A1-1"), ended: false });
    first.store("it burns");
    first.store("and burns");
    assert.deepEqual(first.committed.map(({ seq, text }) => [seq, text]), [[1, "it burns"], [
      2,
      "and burns",
    ]]);
    await first.end();
    const second = run(path);
    const { epoch, recollection, later } = await second.recall();
    assert.deepEqual([epoch, recollection.alarms.map(({ id }) => id), later], [2, ["A1-1"], undefined]);
    assert.deepEqual(second.told, []);
    await second.end();
  }),
);

Deno.test(
  "Journal does not keep fusion waiting for a disk that hangs: what stood comes once it answers",
  inFolder(async (path) => {
    const first = run(path);
    await first.recall();
    first.journal.add(BURNING);
    first.store("it burns");
    await first.end();
    const second = run(path);
    const recalling = second.journal.recall(7);
    await second.clock.advance(RECALL_WAIT_MS);
    const { epoch, recollection, later } = await recalling;
    assert.deepEqual([epoch, recollection.alarms], [8, []]);
    second.thread.answer();
    assert.deepEqual((await later)?.alarms.map(({ id }) => id), ["A1-1"]);
    await second.end();
  }),
);

Deno.test(
  "Journal that was damaged before the start is a trouble until the new one is written, and not for ever",
  inFolder(async (path) => {
    Deno.writeFileSync(path, new Uint8Array(8_192).fill(7));
    const { told, recall, store, end } = run(path);
    assert.deepEqual((await recall()).recollection.alarms, []);
    assert.match(told[0][1], /^the journal was damaged and has been begun anew; the old one is .*damaged/);
    assert.deepEqual(told.map(([active]) => active), [true]);
    store("a line");
    store("another");
    assert.deepEqual(told.map(([active]) => active), [true, false]);
    await end();
  }),
);

Deno.test(
  "Journal that is damaged while it is written says so, and the new one holds what stands",
  inFolder(async (path) => {
    const first = run(path);
    await first.recall();
    first.store("a line");
    await first.end();
    const second = run(path);
    await second.recall();
    Deno.writeFileSync(path, new Uint8Array(8_192).fill(7));
    second.store("another");
    assert.match(second.told[0]?.[1] ?? "", /^the journal was damaged and has been begun anew/);
    assert.deepEqual(second.told.map(([active]) => active), [true, false]);
    await second.end();
    const third = run(path);
    assert.deepEqual((await third.recall()).recollection.alarms.map(({ id }) => id), ["A1-1"]);
    await third.end();
  }),
);
