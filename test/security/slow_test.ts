/**
 * Who asks slowly, or not at all, keeps nobody else from the page (slow-loris), on a real socket.
 */
import assert from "node:assert/strict";
import { eventually } from "../eventually.ts";
import { listening, readUntil } from "./real_server.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("a connection that never ends its request's head is cut, while others are served", () =>
  listening(async ({ port, later, refused }) => {
    using silent = await Deno.connect({ hostname: "127.0.0.1", port });
    using dripping = await Deno.connect({ hostname: "127.0.0.1", port });
    await dripping.write(encode("GET / HTTP/1.1\r\nHost: box\r\n"));
    for (let n = 0; n < 9; n++) {
      await later(1_000);
      // On a machine that is busy the real time in between counts too, and it may be cut before its last line.
      await dripping.write(encode(`X-${n}: y\r\n`)).catch(() => 0);
    }
    const page = await fetch(`http://127.0.0.1:${port}/login`);
    await page.body?.cancel();
    assert.equal(page.status, 200);
    await later(2_000);
    // Each byte more changes nothing: the head as a whole has its time.
    const pushing = setInterval(() => void dripping.write(encode("Z: z\r\n")).catch(() => {}), 100);
    try {
      assert.equal(await readUntil(dripping, /^never$/), "");
      assert.equal(await readUntil(silent, /^never$/), "");
    } finally {
      clearInterval(pushing);
    }
    assert.deepEqual(refused, ["too-slow", "too-slow"]);
  }));

Deno.test("a body that drips is cut in the end, and a connection kept open between requests too", () =>
  listening(async ({ port, later, deps }) => {
    using dripping = await Deno.connect({ hostname: "127.0.0.1", port });
    await dripping.write(encode("POST /login HTTP/1.1\r\nHost: box\r\nContent-Length: 900\r\n\r\n{"));
    using idle = await Deno.connect({ hostname: "127.0.0.1", port });
    await idle.write(encode("GET /login HTTP/1.1\r\nHost: box\r\n\r\n"));
    assert.match(await readUntil(idle, /\r\n\r\n/), /^HTTP\/1\.1 200/);
    await later(66_000);
    assert.doesNotMatch(await readUntil(idle, /^never$/), /HTTP/);
    await later(90_000);
    assert.equal(await readUntil(dripping, /^never$/), "");
    assert.deepEqual(deps.failures, []);
  }));

Deno.test({
  name: "an event stream lives as long as it is listened to",
  fn: () =>
    listening(async ({ port, later, connections }) => {
      const stream = await Deno.connect({ hostname: "127.0.0.1", port });
      await stream.write(encode("GET /api/v1/stream HTTP/1.1\r\nHost: box\r\n\r\n"));
      assert.match(await readUntil(stream, /event: hello/), /text\/event-stream/);
      await later(200_000);
      assert.match(await readUntil(stream, /event: tick[\s\S]*event: tick/), /event: tick/);
      stream.close();
      // The hub's turn under way ends moments after its last listener has gone.
      await eventually("the listener's place to be free", () => connections() === 0);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }),
});

Deno.test("connections that only wait make room for a person who asks", () =>
  listening(async ({ port, refused, connections }) => {
    const waiting = await Promise.all(
      Array.from({ length: 150 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    try {
      const page = await fetch(`http://127.0.0.1:${port}/login`);
      await page.body?.cancel();
      assert.equal(page.status, 200);
      assert.ok(connections() <= 100, `${connections()} connections`);
      assert.equal(refused.filter((reason) => reason === "too-slow").length, 51);
    } finally {
      for (const conn of waiting) conn.close();
    }
  }, { connectionsMax: 100, perAddressMax: 1_000 }));

Deno.test("one address has no more connections than its share, and gets a place back with each that ends", () =>
  listening(async ({ port, refused, connections }) => {
    const open: Deno.Conn[] = [];
    const ask = async () => {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      open.push(conn);
      await conn.write(encode("GET /login HTTP/1.1\r\nHost: box\r\n\r\n")).catch(() => 0);
      return (await readUntil(conn, /\r\n\r\n/)).slice(0, 12);
    };
    try {
      for (let n = 0; n < 20; n++) assert.equal(await ask(), "HTTP/1.1 200");
      assert.equal(await ask(), "");
      assert.deepEqual(refused, ["too-many-from-address"]);
      open.shift()!.close();
      const patient = AbortSignal.timeout(20_000);
      while (connections() === 20 && !patient.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal(await ask(), "HTTP/1.1 200");
    } finally {
      for (const conn of open) conn.close();
    }
  }, { perAddressMax: 20 }));
