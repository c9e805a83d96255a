import assert from "node:assert/strict";
import { parseConfig } from "../../config/load.ts";
import { gatherPorts } from "./gather_ports.ts";

function siteAt(sensors: { host: string; port: number }, page: { host: string; port: number }) {
  const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: "${sensors.host}", port: ${sensors.port}, allow: [192.168.20.0/24]}
page: {host: "${page.host}", port: ${page.port}}
`);
  assert(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

const PATHS = { port: (name: string) => `/no/such/folder/${name}` };

Deno.test("gatherPorts tells the ports that a running service serves from those that it does not, by address", async () => {
  using everywhere = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  using here = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [wide, narrow] = [everywhere, here].map(({ addr }) => (addr as Deno.NetAddr).port);
  const kinds = async (...site: Parameters<typeof siteAt>) =>
    (await gatherPorts(siteAt(...site), PATHS, true, [Deno.pid])).map(({ state }) => state.kind);
  assert.deepEqual(await kinds({ host: "0.0.0.0", port: wide }, { host: "127.0.0.1", port: narrow }), [
    "ours",
    "ours",
  ]);
  if (Deno.build.os !== "linux") return;
  // What listens for this machine alone is not what the network was promised.
  assert.deepEqual(await kinds({ host: "127.0.0.1", port: wide }, { host: "0.0.0.0", port: narrow }), [
    "ours",
    "silent",
  ]);
});

Deno.test({
  name:
    "gatherPorts connects to no port of a running service: it would be turned away there, and shown as a stranger",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    let connections = 0;
    const accepting = (async () => {
      for await (const conn of listener) {
        connections++;
        conn.close();
      }
    })();
    const [{ state }] = await gatherPorts(
      siteAt({ host: "127.0.0.1", port }, { host: "127.0.0.1", port: 0 }),
      PATHS,
      true,
      [Deno.pid],
    );
    listener.close();
    await accepting;
    assert.equal(state.kind, "ours");
    assert.equal(connections, 0);
  },
});

Deno.test("gatherPorts says of a stopped service's ports whether they can be had", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const site = siteAt({ host: "127.0.0.1", port }, { host: "127.0.0.1", port: 0 });
  const found = await gatherPorts(site, PATHS, false, []);
  assert.deepEqual(found.map(({ state }) => state.kind), ["taken", "free"]);
});

Deno.test({
  name: "gatherPorts names who holds a port of a running service that could not have it: it is not served",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const other = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "const l = Deno.listen({ hostname: '127.0.0.1', port: 0 }); console.log(l.addr.port); await l.accept();",
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    using own = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const reader = other.stdout.getReader();
      const { value } = await reader.read();
      await reader.cancel();
      const port = Number(new TextDecoder().decode(value));
      const site = siteAt({ host: "127.0.0.1", port }, {
        host: "127.0.0.1",
        port: (own.addr as Deno.NetAddr).port,
      });
      const [sensors, page] = await gatherPorts(site, PATHS, true, [Deno.pid]);
      assert.equal(page.state.kind, "ours");
      assert(sensors.state.kind === "taken", sensors.state.kind);
      assert.match(sensors.state.holder ?? "", new RegExp(`process ${other.pid}`));
    } finally {
      other.kill("SIGKILL");
      await other.status;
    }
  },
});
