import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import type { Duplex } from "./channel.ts";
import { Link, RETRY_MAX_MS } from "./link.ts";

/** A connection that ends when told to, and takes what is written. */
class Conn implements Duplex {
  readonly written: number[] = [];
  #ended = Promise.withResolvers<null>();
  read(): Promise<null> {
    return this.#ended.promise;
  }
  write(bytes: Uint8Array): Promise<number> {
    this.written.push(bytes.length);
    return Promise.resolve(bytes.length);
  }
  close(): void {
    this.#ended.resolve(null);
  }
}

Deno.test("Link keeps trying while the other side is away, and introduces itself when it is back", async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  let attempts = 0;
  const conns: Conn[] = [];
  const link = new Link({
    clock,
    connect: () => {
      attempts++;
      if (attempts < 6) return Promise.reject(new Deno.errors.ConnectionRefused("refused"));
      const conn = new Conn();
      conns.push(conn);
      return Promise.resolve(conn);
    },
    handlers: {},
    opened: (channel) => channel.send({ kind: "hello" }),
  });
  const running = link.run(abort.signal);
  assert.equal(link.send({ kind: "early" }), false);
  await clock.advance(6 * RETRY_MAX_MS);
  assert.equal(attempts, 6);
  assert.equal(link.isOpen, true);
  assert.equal(conns[0].written.length, 1);

  conns[0].close();
  await clock.advance(RETRY_MAX_MS);
  assert.equal(link.connectCount, 2);
  assert.equal(conns[1].written.length, 1);
  abort.abort();
  await running;
  assert.equal(link.isOpen, false);
});

Deno.test("Link keeps trying whatever the kernel refuses: no descriptors, no memory, no permission", async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  const refusals = ["EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "EACCES"];
  let attempts = 0;
  const link = new Link({
    clock,
    connect: () => {
      const code = refusals[attempts++];
      return code === undefined
        ? Promise.resolve(new Conn())
        : Promise.reject(Object.assign(new Error(code), { code }));
    },
    handlers: {},
  });
  const running = link.run(abort.signal);
  await clock.advance(refusals.length * RETRY_MAX_MS);
  assert.equal(link.isOpen, true);
  abort.abort();
  await running;
});

Deno.test("Link does not take what its owner throws for a lost connection", async () => {
  const link = new Link({
    clock: new FakeClock(),
    connect: () => Promise.resolve(new Conn()),
    handlers: {},
    opened: () => {
      throw new Deno.errors.NotFound("a file of the owner's");
    },
  });
  await assert.rejects(link.run(new AbortController().signal), /a file of the owner/);
});

Deno.test("Link passes on a fault that is not the connection's", async () => {
  const link = new Link({
    clock: new FakeClock(),
    connect: () => Promise.reject(new TypeError("a bug")),
    handlers: {},
  });
  await assert.rejects(link.run(new AbortController().signal), /a bug/);
});
