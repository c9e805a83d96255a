import assert from "node:assert/strict";
import { eventually } from "../../test/eventually.ts";
import { Secret } from "../reading/secret.ts";
import { makeCertificate } from "./make_certificate.ts";
import { type TlsMaterial, tlsMaterial } from "./tls_material.ts";
import { TlsTunnel } from "./tls_tunnel.ts";

async function material(): Promise<TlsMaterial> {
  const { certificate, key } = await makeCertificate(["127.0.0.1"], Date.now());
  const made = tlsMaterial(certificate, new Secret(key));
  assert(made.ok);
  return made.value;
}

/** The TCP states (include/net/tcp_states.h of Linux) in which a socket no longer belongs to a program, and that of a listener. */
const TIME_WAIT = "06", LISTEN = "0A";

/** How many connections from or to `ports` a program still holds. All open files would count what tests beside this one open. */
function heldConnections(...ports: number[]): number {
  const names = ports.map((port) => `:${port.toString(16).toUpperCase().padStart(4, "0")}`);
  return Deno.readTextFileSync("/proc/net/tcp").trim().split("\n").slice(1).filter((line) => {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/) as string[];
    if (state === TIME_WAIT || state === LISTEN || inode === "0") return false;
    return names.some((name) => local!.endsWith(name) || remote!.endsWith(name));
  }).length;
}

/** Fails where connections are still held after a time that even a busy machine does not need to end them. */
async function assertNoneHeld(...ports: number[]): Promise<void> {
  await eventually("no connection to be held", () => heldConnections(...ports) === 0);
}

/** Resolves when the other side has ended `conn`. */
async function ended(conn: Deno.Conn): Promise<void> {
  while (await conn.read(new Uint8Array(64)).catch(() => null) !== null);
}

Deno.test("TlsTunnel cuts peers that say nothing, or stop in the middle of a greeting, and keeps nothing of them", async () => {
  const tunnel = new TlsTunnel(await material());
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (const said of ["", "\x16\x03\x01\x02\x00"]) {
    for (let i = 0; i < 5; i++) {
      using peer = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
      const accepted = await listener.accept();
      if (said !== "") await peer.write(new TextEncoder().encode(said));
      const abort = new AbortController();
      const secured = tunnel.secure(accepted, abort.signal);
      setTimeout(() => abort.abort(), 50);
      assert.deepEqual(await secured, { ok: false, fault: "late" });
      await ended(peer);
    }
  }
  await assertNoneHeld(tunnel.port, listener.addr.port);
  tunnel.close();
});

Deno.test("TlsTunnel keeps nothing of a peer that was cut before its turn came", async () => {
  const tunnel = new TlsTunnel(await material());
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (let i = 0; i < 5; i++) {
    using peer = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    assert.deepEqual(await tunnel.secure(await listener.accept(), AbortSignal.abort()), {
      ok: false,
      fault: "late",
    });
    await ended(peer);
  }
  await assertNoneHeld(tunnel.port, listener.addr.port);
  tunnel.close();
});

Deno.test("TlsTunnel carries all that was written before the end of a connection, both ways", async () => {
  const tls = await material();
  const tunnel = new TlsTunnel(tls);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bytes = new Uint8Array(1_000_000).map((_, i) => i % 251);
  const echo = (async () => {
    const secured = await tunnel.secure(await listener.accept(), new AbortController().signal);
    assert(secured.ok);
    const { conn, ended } = secured.value;
    const received = new Uint8Array(bytes.length);
    for (let at = 0; at < received.length;) at += (await conn.read(received.subarray(at)))!;
    for (let at = 0; at < received.length;) at += await conn.write(received.subarray(at));
    conn.close();
    await ended;
  })();
  using client = await Deno.connectTls({
    hostname: "127.0.0.1",
    port: listener.addr.port,
    caCerts: [tls.certificate],
  });
  for (let at = 0; at < bytes.length;) at += await client.write(bytes.subarray(at));
  const back = new Uint8Array(bytes.length);
  for (let at = 0; at < back.length;) {
    const count = await client.read(back.subarray(at));
    assert(count !== null, `ended after ${at} bytes`);
    at += count;
  }
  assert.deepEqual(back, bytes);
  await echo;
  tunnel.close();
});
