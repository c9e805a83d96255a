import assert from "node:assert/strict";
import { Channel, type ChannelHandlers, type ChannelOptions, type Duplex } from "./channel.ts";
import { ReadingQueue } from "./reading_queue.ts";

/** Two ends of a connection in memory. A paused end does not take what is written to it. */
function pair(): [End, End] {
  const a = new End();
  const b = new End();
  a.peer = b;
  b.peer = a;
  return [a, b];
}

class End implements Duplex {
  peer!: End;
  paused = false;
  closed = false;
  #inbox: Uint8Array[] = [];
  #readable = Promise.withResolvers<void>();
  #resumed = Promise.withResolvers<void>();

  async read(target: Uint8Array): Promise<number | null> {
    while (this.#inbox.length === 0) {
      if (this.closed) throw new Deno.errors.BadResource("closed");
      if (this.peer.closed) return null;
      await this.#readable.promise;
      this.#readable = Promise.withResolvers<void>();
    }
    const chunk = this.#inbox.shift()!;
    target.set(chunk.subarray(0, target.length));
    if (chunk.length > target.length) this.#inbox.unshift(chunk.slice(target.length));
    return Math.min(chunk.length, target.length);
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.peer.paused) await this.peer.#resumed.promise;
    if (this.closed || this.peer.closed) throw new Deno.errors.BrokenPipe("broken pipe");
    this.peer.#inbox.push(bytes.slice());
    this.peer.#readable.resolve();
    return bytes.length;
  }

  resume(): void {
    this.paused = false;
    this.#resumed.resolve();
  }

  close(): void {
    this.closed = true;
    this.#readable.resolve();
    this.peer.#readable.resolve();
  }
}

function channel(end: End, handlers: ChannelHandlers, options?: ChannelOptions): [Channel, Promise<void>] {
  const made = new Channel(end, handlers, options);
  return [made, made.run()];
}

Deno.test("Channel carries messages and readings, messages first", async () => {
  const [left, right] = pair();
  const got: unknown[] = [];
  const all = Promise.withResolvers<void>();
  const [, done] = channel(right, {
    message: (message) => got.push(message),
    readings: (block, count) => {
      for (let i = 0; i < count; i++) got.push(block.read(i, "s"));
      if (got.length === 4) all.resolve();
    },
  });
  const [sender, sending] = channel(left, {});
  const queue = new ReadingQueue(100);
  queue.push({ kind: "smoke", sensorId: "s", atMs: 1, value: 10 }, { sensorIndex: 0, critical: false });
  queue.push({ kind: "smoke", sensorId: "s", atMs: 2, value: 11 }, { sensorIndex: 0, critical: false });
  sender.attach(queue);
  sender.send({ kind: "sensor" });
  sender.send({ kind: "hello" });
  await all.promise;
  assert.deepEqual(got.slice(0, 2), [{ kind: "sensor" }, { kind: "hello" }]);
  assert.deepEqual(got[3], { kind: "smoke", sensorId: "s", atMs: 2, value: 11 });
  sender.close();
  await Promise.all([done, sending]);
});

Deno.test("Channel refuses and counts what a stuck peer would make it keep", async () => {
  const [left, right] = pair();
  right.paused = true;
  const [sender, sending] = channel(left, {}, { queueBytesMax: 1000 });
  assert.equal(sender.send({ text: "x".repeat(600) }), true);
  assert.equal(sender.send({ text: "x".repeat(600) }), false);
  assert.equal(sender.refusedCount, 1);
  sender.close();
  right.resume();
  right.close();
  await sending;
});

Deno.test("Channel leaves readings in their queue while the peer is stuck, so that its rule decides", async () => {
  const [left, right] = pair();
  right.paused = true;
  const [sender, sending] = channel(left, {});
  const queue = new ReadingQueue(2000);
  sender.attach(queue);
  for (let i = 0; i < 5000; i++) {
    queue.push({ kind: "smoke", sensorId: "s", atMs: i, value: i }, { sensorIndex: 0, critical: false });
    sender.flush();
    if (i % 100 === 0) await Promise.resolve();
  }
  assert.equal(queue.depth, 1600);
  assert(queue.droppedCount > 2000);
  sender.close();
  right.resume();
  right.close();
  await sending;
});

Deno.test("Channel ends with its reason when the peer goes, and when the stream is not ours", async () => {
  for (
    const [bytes, pattern] of [
      [undefined, /closed by the peer/],
      [new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"), /message refused/],
      [new Uint8Array([2, 0, 0, 0, 1, 0x7b, 0x7b]), /message refused/],
      [new Uint8Array([3, 0, 0, 0, 2, 1, 2, 3]), /3 bytes are not whole reading records/],
      [new Uint8Array([3, 0, 0, 0, 3, 1, 2, 3]), /picture of wrong length/],
    ] as const
  ) {
    const [left, right] = pair();
    let reason = "";
    const [receiver, done] = channel(right, { closed: (why) => reason = why });
    if (bytes !== undefined) await left.write(bytes);
    else left.close();
    await done;
    assert.match(reason, pattern);
    assert.equal(receiver.isOpen, false);
    assert.equal(receiver.send({}), false);
    left.close();
  }
});
