import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { LatchContent } from "./latch.ts";
import type { LatchStore } from "./latch_files.ts";
import { LatchWriter } from "./latch_writer.ts";

function content(revision: number): LatchContent {
  return { epoch: 1, revision, sirens: {}, relays: {}, latched: [], released: [] };
}

/** A disk that answers when the test lets it. */
class Disk implements LatchStore {
  readonly written: number[] = [];
  #answer: ((result: Result<void, string>) => void) | undefined;

  load() {
    return { faults: [] };
  }

  save(content: LatchContent): Promise<Result<void, string>> {
    assert.equal(this.#answer, undefined, "one write at a time");
    this.written.push(content.revision);
    return new Promise((resolve) => this.#answer = resolve);
  }

  /** Answers the write under way and lets the writer go on. */
  async answer(result: Result<void, string>): Promise<void> {
    const answer = this.#answer;
    assert.ok(answer);
    this.#answer = undefined;
    answer(result);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

function rig() {
  const clock = new FakeClock();
  const disk = new Disk();
  const faults: (string | undefined)[] = [];
  const writer = new LatchWriter({ store: disk, clock, onFault: (fault) => faults.push(fault) });
  return { clock, disk, faults, writer };
}

Deno.test("LatchWriter writes the newest state after the one under way, and none in between", async () => {
  const { disk, faults, writer } = rig();
  for (let revision = 1; revision <= 50; revision++) writer.save(content(revision));
  assert.deepEqual(disk.written, [1]);
  await disk.answer(ok(undefined));
  assert.deepEqual(disk.written, [1, 50]);
  await disk.answer(ok(undefined));
  writer.save(content(51));
  assert.deepEqual(disk.written, [1, 50, 51]);
  assert.deepEqual(faults, []);
});

Deno.test("LatchWriter reports a failing disk once, keeps the newest state, and writes it when the disk is well", async () => {
  const { clock, disk, faults, writer } = rig();
  writer.save(content(1));
  await disk.answer(fail("no space"));
  await clock.advance(500);
  await disk.answer(fail("no space"));
  writer.save(content(2));
  assert.deepEqual(disk.written, [1, 1], "nobody hammers a failing disk");
  await clock.advance(1_000);
  await disk.answer(ok(undefined));
  assert.deepEqual(disk.written, [1, 1, 2]);
  assert.deepEqual(faults, ["no space", undefined]);
});

Deno.test("LatchWriter reports a disk that does not answer, and its recovery", async () => {
  const { clock, disk, faults, writer } = rig();
  writer.save(content(1));
  await clock.advance(5_000);
  writer.check();
  assert.deepEqual(faults, []);
  await clock.advance(1);
  writer.check();
  writer.check();
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? "", /5 s/);
  await disk.answer(ok(undefined));
  assert.equal(faults[1], undefined);
});

Deno.test("LatchWriter closes after the last write, or after its time where the disk does not answer", async () => {
  const well = rig();
  well.writer.save(content(1));
  const closing = well.writer.close(1_000);
  await well.disk.answer(ok(undefined));
  await closing;

  const hung = rig();
  hung.writer.save(content(1));
  let closed = false;
  const waiting = hung.writer.close(1_000).then(() => closed = true);
  await hung.clock.advance(999);
  assert.equal(closed, false);
  await hung.clock.advance(1);
  await waiting;
});
