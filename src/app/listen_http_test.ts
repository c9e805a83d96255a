import assert from "node:assert/strict";
import { systemClock } from "../clock/system_clock.ts";
import type { FrontRefusal, RequestOrigin } from "./http_front.ts";
import { type HttpServer, listenHttp } from "./listen_http.ts";
import { makeCertificate } from "./make_certificate.ts";
import { Secret } from "../reading/secret.ts";
import { type TlsMaterial, tlsMaterial } from "./tls_material.ts";

async function serving(
  test: (
    server: HttpServer,
    told: { refused: FrontRefusal[]; origins: RequestOrigin[]; allowed: boolean },
  ) => Promise<void>,
  tls?: TlsMaterial,
): Promise<void> {
  const remember = await Deno.makeTempFile();
  const told = { refused: [] as FrontRefusal[], origins: [] as RequestOrigin[], allowed: true };
  const server = await listenHttp({
    host: "127.0.0.1",
    port: 0,
    remember,
    clock: systemClock(),
    tls,
    admits: () => told.allowed,
    refused: (reason) => told.refused.push(reason),
    failed: (error) => {
      throw error;
    },
    handle: async (request, origin) => {
      told.origins.push(origin);
      return new Response(`${request.method} ${await request.text()}`);
    },
  });
  try {
    await test(server, told);
  } finally {
    await server.stop();
    await Deno.remove(remember);
  }
}

async function material(): Promise<TlsMaterial> {
  const { certificate, key } = await makeCertificate(["localhost", "127.0.0.1"], Date.now());
  const made = tlsMaterial(certificate, new Secret(key));
  assert(made.ok);
  return made.value;
}

async function get(url: string, ca?: string): Promise<string> {
  using client = Deno.createHttpClient({ caCerts: ca === undefined ? [] : [ca] });
  return await (await fetch(url, { client })).text();
}

Deno.test("listenHttp serves requests with the client's own address, and remembers its port", () =>
  serving(async (server, told) => {
    assert.equal(await get(`http://127.0.0.1:${server.port}/`), "GET ");
    const posted = await fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body: "body" });
    assert.equal(await posted.text(), "POST body");
    assert.deepEqual(told.origins.map(({ address, isTls }) => [address, isTls]), [
      ["127.0.0.1", false],
      ["127.0.0.1", false],
    ]);
  }));

Deno.test("listenHttp closes the connection of an address that is not allowed before it has said a word", () =>
  serving(async (server, told) => {
    told.allowed = false;
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    // Nothing is sent: whoever waits for a request would wait for ever.
    assert.equal(await conn.read(new Uint8Array(1)).catch(() => null), null);
    assert.deepEqual([told.refused, told.origins], [["not-allowed"], []]);
  }));

Deno.test("recheck cuts the connections of whoever is not allowed any more", () =>
  serving(async (server, told) => {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await conn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const buffer = new Uint8Array(1_000);
    assert(await conn.read(buffer) !== null);
    told.allowed = false;
    server.recheck();
    let ended: number | null = 0;
    while (ended !== null) ended = await conn.read(buffer).catch(() => null);
    assert.deepEqual(told.refused, ["not-allowed"]);
  }));

Deno.test("listenHttp over TLS shows the new certificate after a change, and whoever is connected stays so", async () => {
  const first = await material();
  const second = await material();
  await serving(async (server) => {
    const url = `https://127.0.0.1:${server.port}/`;
    using kept = Deno.createHttpClient({ caCerts: [first.certificate] });
    assert.equal(await (await fetch(url, { client: kept })).text(), "GET ");
    server.changeCertificate(second);
    assert.equal(await get(url, second.certificate), "GET ", "a new connection sees the new one");
    await assert.rejects(() => get(url, first.certificate), /invalid peer certificate/);
    assert.equal(await (await fetch(url, { client: kept })).text(), "GET ", "the old connection lives on");
    // One that cannot be used changes nothing.
    assert.throws(() => server.changeCertificate({ ...second, key: first.key }), /KeyMismatch/);
    assert.equal(await get(url, second.certificate), "GET ");
  }, first);
});

Deno.test("listenHttp lives through garbage, and leaves nothing of it behind", () =>
  serving(async (server, told) => {
    for (
      const garbage of [
        "\0".repeat(5_000),
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        `GET /${"x".repeat(70_000)} `,
      ]
    ) {
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await conn.write(new TextEncoder().encode(garbage)).catch(() => 0);
      await conn.closeWrite().catch(() => {});
      let ended: number | null = 0;
      while (ended !== null) ended = await conn.read(new Uint8Array(1_000)).catch(() => null);
    }
    assert.deepEqual(told.origins, []);
    assert.equal(await get(`http://127.0.0.1:${server.port}/`), "GET ");
  }));

Deno.test("listenHttp over TLS answers neither plain HTTP nor garbage, and goes on", async () => {
  const tls = await material();
  await serving(async (server, told) => {
    for (
      const garbage of ["GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff".repeat(50), "\0".repeat(10_000)]
    ) {
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await conn.write(new TextEncoder().encode(garbage)).catch(() => 0);
      let ended: number | null = 0;
      while (ended !== null) ended = await conn.read(new Uint8Array(1_000)).catch(() => null);
    }
    assert.deepEqual(told.origins, []);
    assert.equal(await get(`https://127.0.0.1:${server.port}/`, tls.certificate), "GET ");
  }, tls);
});

Deno.test("tlsMaterial refuses a key of another certificate and what is no certificate, without telling the key", async () => {
  const one = await material();
  const other = await material();
  const mixed = tlsMaterial(one.certificate, other.key);
  assert(!mixed.ok);
  assert.match(mixed.fault, /cannot be used together/);
  assert(!mixed.fault.includes(other.key.reveal().slice(40, 60)));
  assert(!tlsMaterial("no certificate", one.key).ok);
  assert.match(one.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

Deno.test("HttpFront cuts who asks nothing in time, but not for the time in which the page itself could not run", async () => {
  let nowMs = 0;
  const refused: FrontRefusal[] = [];
  const remember = await Deno.makeTempFile();
  const server = await listenHttp({
    host: "127.0.0.1",
    port: 0,
    remember,
    clock: { ...systemClock(), monotonicMs: () => nowMs },
    lookMs: 20,
    admits: () => true,
    refused: (reason) => refused.push(reason),
    failed: (error) => {
      throw error;
    },
    handle: () => new Response("seen"),
  });
  const looks = () => new Promise((resolve) => setTimeout(resolve, 200));
  try {
    using silent = await Deno.connect({ port: server.port });
    while (server.connections === 0) await looks();
    // As if the machine had been busy with something else for a minute.
    nowMs += 60_000;
    await looks();
    assert.deepEqual([server.connections, refused], [1, []]);
    while (server.connections > 0 && nowMs < 1_000_000) {
      nowMs += 500;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    assert.deepEqual([server.connections, refused], [0, ["too-slow"]]);
    assert(nowMs >= 70_000, `${nowMs} ms`);
    assert.equal(await silent.read(new Uint8Array(1)), null);
  } finally {
    await server.stop();
    await Deno.remove(remember);
  }
});
