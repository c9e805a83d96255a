import assert from "node:assert/strict";
import { serveConnection } from "./serve_connection.ts";

const ASK = new TextEncoder().encode("GET / HTTP/1.1\r\nHost: box\r\n\r\n");

/** Both ends of a connection; `play` closes the peer's. What nobody catches meanwhile is returned: it would end the process. */
async function connected(
  play: (peer: Deno.TcpConn, own: Deno.TcpConn, abort: AbortController) => Promise<void>,
): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const hear = (event: ErrorEvent | PromiseRejectionEvent) => {
    event.preventDefault();
    uncaught.push(event instanceof ErrorEvent ? event.error : event.reason);
  };
  globalThis.addEventListener("error", hear);
  globalThis.addEventListener("unhandledrejection", hear);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const peer = await Deno.connect({ hostname: "127.0.0.1", port: (listener.addr as Deno.NetAddr).port });
    const own = await listener.accept();
    await play(peer, own, new AbortController());
    await turns(3);
  } finally {
    listener.close();
    globalThis.removeEventListener("error", hear);
    globalThis.removeEventListener("unhandledrejection", hear);
  }
  return uncaught;
}

/** Waits for `served`, for at most as long as a busy machine may take. */
async function ended(served: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the connection is still served")), 20_000);
  try {
    await Promise.race([served, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What comes is the end, or a reset. */
async function hasGone(peer: Deno.TcpConn): Promise<void> {
  assert.equal(await peer.read(new Uint8Array(1)).catch(() => null), null);
  peer.close();
}

/** Lets the event loop go round. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("serveConnection ends with its peer, and being cut after that is nothing", async () => {
  const uncaught = await connected(async (peer, own, abort) => {
    const served = serveConnection(own, abort.signal, () => new Response("here"));
    await peer.write(ASK);
    assert.notEqual(await peer.read(new Uint8Array(1_024)), null);
    peer.close();
    await ended(served);
    abort.abort();
  });
  assert.deepEqual(uncaught, []);
});

Deno.test("serveConnection may be cut in the very moment in which its peer goes", async () => {
  const uncaught: unknown[] = [];
  for (let moment = 0; moment < 40; moment++) {
    uncaught.push(
      ...await connected(async (peer, own, abort) => {
        const served = serveConnection(own, abort.signal, () => new Response("here"));
        await peer.write(ASK);
        assert.notEqual(await peer.read(new Uint8Array(1_024)), null);
        peer.close();
        await turns(moment % 4);
        abort.abort();
        await ended(served);
      }),
    );
  }
  assert.deepEqual(uncaught, []);
});

Deno.test("serveConnection is cut while it waits for a request, while it answers, and before it has begun", async () => {
  const uncaught = [
    ...await connected(async (peer, own, abort) => {
      const served = serveConnection(own, abort.signal, () => new Response("here"));
      await turns(2);
      abort.abort();
      await ended(served);
      await hasGone(peer);
    }),
    ...await connected(async (peer, own, abort) => {
      const asked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<Response>();
      const served = serveConnection(own, abort.signal, () => {
        asked.resolve();
        return answer.promise;
      });
      await peer.write(ASK);
      await asked.promise;
      abort.abort();
      answer.resolve(new Response("too late"));
      await ended(served);
      await hasGone(peer);
    }),
    ...await connected(async (peer, own, abort) => {
      abort.abort();
      await ended(serveConnection(own, abort.signal, () => new Response("here")));
      await hasGone(peer);
    }),
  ];
  assert.deepEqual(uncaught, []);
});
