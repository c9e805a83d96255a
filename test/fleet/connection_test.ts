/**
 * The connection to a site's real servers, where one of them takes only short messages.
 */
import assert from "node:assert/strict";
import { connectNats } from "../../src/app/nats_transport.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { keepConnected, publishOrLeave } from "../../src/fleet/connection.ts";
import { ok } from "../../src/reading/result.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "the connection to real NATS servers");

Deno.test({
  name:
    "publishOrLeave: a server that does not take the message is left, nothing is thrown, and the next one takes it",
  ignore,
  fn: async () => {
    await using small = await NatsServer.start({ config: "max_payload: 100" });
    await using large = await NatsServer.start();
    // The first connection leads to the small server, each further one to the other.
    const servers = [small, large];
    const abort = new AbortController();
    const faults: string[] = [];
    const taken: string[] = [];
    const running = keepConnected({
      clock: systemClock(),
      connect: connectNats,
      random: () => 0.5,
      options: () => {
        const { host, port } = servers.length > 1 ? servers.shift()! : servers[0];
        return ok({ servers: `${host}:${port}`, tls: null });
      },
      changed: () => {},
      work: (nc, ended) => {
        const sent = publishOrLeave(nc, "embereye.plant.beat.north", "x".repeat(500));
        if (sent.ok) taken.push(nc.getServer());
        else faults.push(sent.fault);
        return new Promise((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
      },
    }, abort.signal);
    try {
      await eventually("the other server to take it", () => taken.length > 0);
    } finally {
      abort.abort();
      await running;
    }
    assert.deepEqual(taken, [`${large.host}:${large.port}`]);
    assert.equal(faults.length, 1);
    assert.match(faults[0], /does not take embereye.plant.beat.north: .*max_payload/);
  },
});
