import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { acceptAll, type AcceptWatch, DEAF_MS } from "./listen.ts";

/** A listener whose queue is given, errors included; it closes when nothing is left. */
class Queue {
  readonly #entries: (Deno.Conn | Error)[];
  readonly #abort: AbortController;
  closed = false;

  constructor(entries: (Deno.Conn | Error)[], abort: AbortController) {
    this.#entries = [...entries];
    this.#abort = abort;
  }

  accept(): Promise<Deno.Conn> {
    const next = this.#entries.shift();
    if (next === undefined) this.#abort.abort();
    if (next === undefined || next instanceof Error) {
      return Promise.reject(next ?? new Deno.errors.BadResource("closed"));
    }
    return Promise.resolve(next);
  }

  close(): void {
    this.closed = true;
  }
}

const CONN = {} as Deno.Conn;

const kernelFault = (code: string) => Object.assign(new Error(code), { code });

async function accepted(...entries: (Deno.Conn | Error)[]): Promise<{ count: number; tookMs: number }> {
  const abort = new AbortController();
  const queue = new Queue(entries, abort);
  let count = 0;
  const startMs = performance.now();
  await acceptAll(queue, () => count++, abort.signal);
  assert(queue.closed);
  return { count, tookMs: performance.now() - startMs };
}

Deno.test("acceptAll is not held up by peers that are gone before they are accepted", async () => {
  const gone = [
    new Deno.errors.NotConnected("gone"),
    new Deno.errors.ConnectionAborted("gone"),
    new Deno.errors.ConnectionReset("gone"),
  ];
  const { count, tookMs } = await accepted(...Array.from({ length: 3_000 }, (_, i) => gone[i % 3]), CONN);
  assert.equal(count, 1);
  // A pause for each of them would take a minute.
  assert(tookMs < 10_000, `${tookMs} ms`);
});

Deno.test("acceptAll waits a moment while there are no file descriptors, and goes on", async () => {
  const exhausted = Object.assign(new Error("too many open files"), { code: "EMFILE" });
  const { count, tookMs } = await accepted(CONN, exhausted, exhausted, CONN);
  assert.equal(count, 2);
  assert(tookMs >= 30, `${tookMs} ms: a core would be burned`);
});

Deno.test("acceptAll does not hide a bug", async () => {
  await assert.rejects(() => accepted(CONN, new TypeError("a bug")), /a bug/);
});

Deno.test("acceptAll outlasts whatever the kernel refuses: no memory, no buffers, a network that is down", async () => {
  const codes = ["ENOMEM", "ENOBUFS", "ENFILE", "EPROTO", "ENETDOWN", "EHOSTUNREACH", "EPERM"];
  const { count } = await accepted(...codes.map(kernelFault), new Deno.errors.TimedOut("late"), CONN);
  assert.equal(count, 1);
});

Deno.test("acceptAll: a listener that is gone, or a call that is wrong in itself, is a bug", async () => {
  await assert.rejects(() => accepted(new Deno.errors.BadResource("closed")), /closed/);
  await assert.rejects(() => accepted(kernelFault("EINVAL")), /EINVAL/);
});

Deno.test("acceptAll tells that it lets nobody in when that lasts, and that it does again", async () => {
  const clock = new FakeClock();
  const told: (string | undefined)[] = [];
  const watch: AcceptWatch = { clock, deaf: (reason) => told.push(reason) };
  const abort = new AbortController();
  let refused = 0;
  const listener = {
    accept: async () => {
      if (refused++ < 4) {
        await clock.advance(DEAF_MS / 2);
        throw kernelFault("EMFILE");
      }
      if (refused === 5) return CONN;
      abort.abort();
      throw new Deno.errors.BadResource("closed");
    },
    close: () => {},
  };
  await acceptAll(listener, () => {}, abort.signal, watch);
  assert.deepEqual(told, ["EMFILE", undefined]);
});
