import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { LogWriter, QUEUE_CHARS_MAX } from "./log_writer.ts";

/** A writer with a sink that does what a test wants. */
class Rig {
  readonly clock = new FakeClock();
  text = "";
  attempts = 0;
  largestBatch = 0;
  fault: Error | undefined;
  hold: PromiseWithResolvers<void> | undefined;
  bytesPerWrite = Infinity;

  readonly writer = new LogWriter({
    clock: this.clock,
    write: async (bytes) => {
      this.attempts++;
      this.largestBatch = Math.max(this.largestBatch, bytes.length);
      await this.hold?.promise;
      if (this.fault !== undefined) throw this.fault;
      const part = bytes.subarray(0, this.bytesPerWrite);
      this.text += new TextDecoder().decode(part);
      return part.length;
    },
    lostLine: (count, why) => `LOST ${count} ${why}`,
  });

  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

const FULL = new Error("No space left on device (os error 28)");

Deno.test("LogWriter writes lines in their order, many at once", async () => {
  const rig = new Rig();
  for (let n = 0; n < 10_000; n++) rig.writer.push(`line ${n}`);
  await rig.writer.close();
  assert.deepEqual(rig.lines, Array.from({ length: 10_000 }, (_, n) => `line ${n}`));
  assert.ok(rig.attempts < 10, `${rig.attempts} writes`);
  assert.equal(rig.writer.lostTotal, 0);
});

Deno.test("LogWriter goes on with the rest of what was written in part", async () => {
  const rig = new Rig();
  rig.bytesPerWrite = 3;
  for (let n = 0; n < 20; n++) rig.writer.push(`line ${n}`);
  await rig.writer.close();
  assert.deepEqual(rig.lines, Array.from({ length: 20 }, (_, n) => `line ${n}`));
});

Deno.test("LogWriter on a full disk stays bounded, resumes by itself and tells the loss in its place", async () => {
  const rig = new Rig();
  rig.fault = FULL;
  const line = "x".repeat(1_023);
  for (let n = 0; n < 2_000; n++) rig.writer.push(line);
  await rig.clock.advance(60_000);
  const lost = rig.writer.lostTotal;
  assert.ok(lost >= 2_000 - QUEUE_CHARS_MAX / 1_000 && lost < 2_000, `${lost} lost`);
  assert.equal(rig.text, "");
  assert.ok(rig.attempts <= 62, `${rig.attempts} attempts in a minute`);
  assert.ok(rig.largestBatch < 70_000, `${rig.largestBatch} bytes at once`);

  rig.fault = undefined;
  await rig.clock.advance(1_000);
  rig.writer.push("after");
  await rig.writer.close();
  assert.equal(rig.lines.length, 2_000 - lost + 2);
  assert.equal(rig.lines.at(-2), `LOST ${lost} while the disk was full`);
  assert.equal(rig.lines.at(-1), "after");
});

Deno.test("LogWriter never waits for a stuck disk, tells the loss once it moves again", async () => {
  const rig = new Rig();
  rig.hold = Promise.withResolvers();
  for (let n = 0; n < 1_000; n++) rig.writer.push("y".repeat(1_000));
  const lost = rig.writer.lostTotal;
  assert.ok(lost > 400);
  assert.equal(rig.attempts, 1);
  rig.hold.resolve();
  rig.hold = undefined;
  await rig.clock.advance(0);
  assert.equal(rig.lines.at(-1), `LOST ${lost} while the disk was too slow`);
  await rig.writer.close();
});

Deno.test("LogWriter closes in bounded time on a stuck disk and on a broken one", async () => {
  const stuck = new Rig();
  stuck.hold = Promise.withResolvers();
  stuck.writer.push("never written");
  const closed = stuck.writer.close();
  await stuck.clock.advance(1_000);
  await closed;
  stuck.writer.push("too late");
  assert.equal(stuck.writer.lostTotal, 1);

  const broken = new Rig();
  broken.fault = new Error("Input/output error (os error 5)");
  broken.writer.push("never written");
  await broken.writer.close();
  assert.equal(broken.text, "");
});

Deno.test("LogWriter takes a write of nothing for a fault, not for progress", async () => {
  const rig = new Rig();
  rig.bytesPerWrite = 0;
  rig.writer.push("line");
  await rig.clock.advance(3_000);
  assert.equal(rig.attempts, 4);
  rig.bytesPerWrite = Infinity;
  await rig.writer.close();
  assert.deepEqual(rig.lines, ["line"]);
});
