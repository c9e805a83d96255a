import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../clock/system_clock.ts";
import { Secret } from "../reading/secret.ts";
import { openPort, PortUnavailable, tryPort } from "./open_port.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const place = (folder: string, port: number) => ({
  host: "127.0.0.1",
  port,
  remember: join(folder, "port"),
  clock: systemClock(),
  isPatient: false,
  take: (conn: Deno.TcpConn) => conn.close(),
});

Deno.test("openPort: a taken port is refused with the kernel's reason, and is had once it is free", () =>
  inFolder(async (folder) => {
    const holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = holder.addr as Deno.NetAddr;
    await assert.rejects(() => openPort(place(folder, port)), (error) => {
      assert(error instanceof PortUnavailable);
      assert.equal(error.code, "EADDRINUSE");
      assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}`));
      return true;
    });
    holder.close();
    const open = await openPort({ ...place(folder, port), isPatient: true });
    assert.equal(open.port, port);
    open.close();
  }));

Deno.test("openPort: where any port will do, that of the last start is taken, and another where somebody has it now", () =>
  inFolder(async (folder) => {
    const first = await openPort(place(folder, 0));
    first.close();
    // The kernel takes a moment to let go of it.
    const again = await openPort({ ...place(folder, 0), isPatient: true });
    assert.equal(again.port, first.port);
    // It is still open.
    const other = await openPort(place(folder, 0));
    assert.notEqual(other.port, first.port);
    again.close();
    other.close();
  }));

Deno.test("openPort: a disk that does not keep the port costs nobody the port", async () => {
  const open = await openPort(place("/dev/null/no/folder", 0));
  assert(open.port > 0);
  open.close();
});

Deno.test("openPort: a certificate that cannot be used leaves no port open behind it", () =>
  inFolder(async (folder) => {
    const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = free.addr as Deno.NetAddr;
    free.close();
    const tls = {
      certificate: "no certificate",
      key: new Secret("no key"),
      fingerprint: "",
      subject: "",
      validFromWallMs: 0,
      validToWallMs: 0,
    };
    await assert.rejects(() => openPort({ ...place(folder, port), tls }), PortUnavailable);
    const open = await openPort({ ...place(folder, port), isPatient: true });
    assert.equal(open.port, port);
    open.close();
  }));

Deno.test("tryPort: an address that is not this machine's, or none at all, is a refusal and no bug", () => {
  for (const host of ["192.0.2.7", "no.such.host.invalid"]) {
    const tried = tryPort(host, 0);
    assert(tried instanceof PortUnavailable, host);
    assert(tried.message.includes(`${host}:0`));
  }
});
