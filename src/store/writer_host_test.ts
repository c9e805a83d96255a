import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import type { StoreFault } from "./store_fault.ts";
import type { WriterAnswer, WriterRequest } from "./writer_core.ts";
import { WriterHost, type WriterThread } from "./writer_host.ts";

/** A thread that answers when the test says so. */
class Thread implements WriterThread {
  onmessage: WriterThread["onmessage"] = null;
  onerror: WriterThread["onerror"] = null;
  readonly requests: WriterRequest[] = [];
  terminated = false;

  postMessage(request: WriterRequest): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(answer: WriterAnswer): void {
    this.onmessage?.(new MessageEvent("message", { data: answer }));
  }

  crash(message: string): void {
    const event = new ErrorEvent("error", { message, cancelable: true });
    this.onerror?.(event);
    assert.ok(event.defaultPrevented, "a crash of the thread must not end the process");
  }

  get batches(): unknown[] {
    return this.requests.map((request) => request.kind === "write" ? request.batch : request.kind);
  }
}

const FULL: StoreFault = { kind: "full", path: "x.db" };

function rig() {
  const clock = new FakeClock();
  const threads: Thread[] = [];
  const waiting: string[] = [];
  const committed: [string, number][] = [];
  const faults: (string | undefined)[] = [];
  const movedAside: string[] = [];
  const host = new WriterHost<string>({
    store: "events",
    path: "x.db",
    clock,
    backlog: { take: () => waiting.shift() },
    onCommitted: (batch, firstSeq) => committed.push([batch, firstSeq]),
    onFault: (fault) => faults.push(fault?.kind),
    onMovedAside: (path) => movedAside.push(path),
    spawn: () => {
      const thread = new Thread();
      threads.push(thread);
      return thread;
    },
  });
  const give = (...batches: string[]) => {
    waiting.push(...batches);
    host.pump();
  };
  return { clock, threads, committed, faults, movedAside, host, give };
}

Deno.test("WriterHost has one batch under way, and sends the next when it is committed", () => {
  const { threads, committed, give, faults } = rig();
  give("a", "b");
  give("c");
  assert.deepEqual(threads[0]!.batches, ["a"]);
  threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(threads[0]!.batches, ["a", "b"]);
  threads[0]!.answer({ kind: "committed", firstSeq: 7 });
  threads[0]!.answer({ kind: "committed", firstSeq: 9 });
  assert.deepEqual(committed, [["a", 1], ["b", 7], ["c", 9]]);
  assert.equal(threads.length, 1);
  assert.deepEqual(faults, []);
});

Deno.test("WriterHost tries a batch again with growing pauses of at most 2 s, and reports fault and recovery once", async () => {
  const { clock, threads, committed, faults, give } = rig();
  give("a");
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt++) {
    assert.equal(threads[0]!.requests.length, attempt);
    threads[0]!.answer({ kind: "fault", fault: FULL });
    give("later");
    assert.equal(threads[0]!.requests.length, attempt, "nothing overtakes the pause");
    const startMs = clock.monotonicMs();
    while (threads[0]!.requests.length === attempt) await clock.advance(250);
    pauses.push(clock.monotonicMs() - startMs);
  }
  assert.deepEqual(pauses, [250, 500, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000]);
  assert.ok(threads[0]!.batches.every((batch) => batch === "a"));
  threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(committed, [["a", 1]]);
  assert.deepEqual(faults, ["full", undefined]);
});

Deno.test("WriterHost starts a new thread after a crash and loses nothing", async () => {
  const { clock, threads, committed, faults, give, host } = rig();
  give("a", "b");
  threads[0]!.crash("out of memory");
  assert.ok(threads[0]!.terminated);
  await clock.advance(250);
  assert.deepEqual(threads[1]!.batches, ["a"]);
  threads[1]!.answer({ kind: "committed", firstSeq: 1 });
  threads[1]!.answer({ kind: "committed", firstSeq: 2 });
  assert.deepEqual(committed, [["a", 1], ["b", 2]]);
  assert.deepEqual(faults, ["crashed", undefined]);
  assert.equal(host.batchesLost, 0);
});

Deno.test("WriterHost drops and counts what the database can never take, and goes on", () => {
  const { threads, committed, faults, give, host } = rig();
  give("bad", "good");
  threads[0]!.answer({ kind: "fault", fault: { kind: "refused", path: "x.db", detail: "NOT NULL" } });
  threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(committed, [["good", 1]]);
  assert.deepEqual(faults, ["refused", undefined]);
  assert.equal(host.batchesLost, 1);
});

Deno.test("WriterHost reports a write that does not come back, and its end", async () => {
  const { clock, threads, faults, give } = rig();
  give("a");
  await clock.advance(4_999);
  assert.deepEqual(faults, []);
  await clock.advance(1);
  assert.deepEqual(faults, ["stalled"]);
  threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(faults, ["stalled", undefined]);
});

Deno.test("WriterHost tells where a damaged database went, after the batch that was saved into the new one", () => {
  const { threads, committed, movedAside, give } = rig();
  give("a");
  threads[0]!.answer({ kind: "committed", firstSeq: 1, movedAside: "x.db.damaged-1" });
  assert.deepEqual(committed, [["a", 1]]);
  assert.deepEqual(movedAside, ["x.db.damaged-1"]);
});

Deno.test("WriterHost closes after the last batch, and after its time where the disk does not answer", async () => {
  const well = rig();
  well.give("a", "b");
  const closing = well.host.close(1_000);
  well.threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  well.threads[0]!.answer({ kind: "committed", firstSeq: 2 });
  while (well.threads[0]!.batches.at(-1) !== "close") await Promise.resolve();
  well.threads[0]!.answer({ kind: "closed" });
  await closing;
  assert.ok(well.threads[0]!.terminated);

  const hung = rig();
  hung.give("a");
  const waiting = hung.host.close(1_000);
  await hung.clock.advance(1_000);
  await waiting;
  assert.ok(hung.threads[0]!.terminated);

  const unused = rig();
  await unused.host.close(1_000);
  assert.equal(unused.threads.length, 0);
});

const QUESTION = { kind: "recall", path: "x.db", nowWallMs: 0, epochAbove: 3 } as const;

Deno.test("WriterHost lets batches wait until a question is answered, and says when that takes too long", async () => {
  const { clock, threads, committed, faults, give, host } = rig();
  const asked = host.ask(QUESTION);
  give("a");
  assert.deepEqual(threads[0]!.batches, ["recall"]);
  await clock.advance(5_000);
  assert.deepEqual(faults, ["stalled"]);
  const recollection = { alarms: [], troubles: [], memos: [], released: [] };
  threads[0]!.answer({ kind: "recalled", recall: { recollection, epoch: 4 } });
  assert.deepEqual(await asked, { kind: "recalled", recall: { recollection, epoch: 4 } });
  assert.deepEqual(threads[0]!.batches, ["recall", "a"]);
  threads[0]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(committed, [["a", 1]]);
  assert.deepEqual(faults, ["stalled", undefined]);
});

Deno.test("WriterHost answers a question with a fault where its thread ends, and writes with a new one", async () => {
  const { threads, committed, give, host } = rig();
  const asked = host.ask(QUESTION);
  give("a");
  threads[0]!.crash("out of memory");
  const answer = await asked;
  assert.equal(answer.kind === "fault" ? answer.fault.kind : answer.kind, "crashed");
  assert.deepEqual(threads[1]!.batches, ["a"]);
  threads[1]!.answer({ kind: "committed", firstSeq: 1 });
  assert.deepEqual(committed, [["a", 1]]);
});

Deno.test("WriterHost closes in bounded time while a question is not answered", async () => {
  const { clock, threads, host } = rig();
  void host.ask(QUESTION);
  const closed = host.close(2_000);
  await clock.advance(2_000);
  await closed;
  assert.ok(threads[0]!.terminated);
});
