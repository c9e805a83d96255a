/**
 * A whole box in a fleet: what happens is in the stream once and in order whatever dies, and nothing that a server does delays a siren.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import assert from "node:assert/strict";
import { fleetEntrySchema, fleetLogSchema, jsonOfBytes, streamName } from "../../src/fleet/wire.ts";
import { SiteBox } from "./boxes.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "a box and a real NATS server");

/** What the stream holds: the numbers of the entries, the sentences of the alarms, and the last state. */
async function told(server: NatsServer) {
  const nc = await server.connect();
  try {
    const jsm = await jetstreamManager(nc);
    const { state } = await jsm.streams.info(streamName("plant"));
    const numbers: number[] = [];
    const alarms: string[] = [];
    const journal: number[] = [];
    let burning: string[] = [];
    for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
      const message = await jsm.streams.getMessage(streamName("plant"), { seq });
      for (const { n, body } of fleetLogSchema.parse(jsonOfBytes(message!.data)).entries) {
        numbers.push(n);
        const entry = fleetEntrySchema.parse(body);
        if (entry.kind === "state") burning = entry.state.alarms.map(({ id }) => id);
        if (entry.kind !== "event") continue;
        journal.push(entry.event.seq);
        if (entry.event.kind === "alarm") alarms.push(entry.event.alarmId!);
      }
    }
    return { numbers, alarms, journal, burning };
  } finally {
    await nc.close();
  }
}

Deno.test({
  name:
    "run: with a fleet, what happens while the server is dead and the role is killed is told afterwards, once and in order",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using north = await SiteBox.start("north", { servers: [server.url], zones: ["a", "b", "c"] });
    await north.box.pidOf("fleet");
    const ids = [await north.burn("a")];
    await eventually("the first alarm in the stream", async () => (await told(server)).alarms.length === 1);
    await server.kill();
    ids.push(await north.burn("b"));
    await north.box.kill("fleet");
    ids.push(await north.burn("c"));
    await north.box.pidOf("fleet");
    await server.restart();
    await eventually("all alarms in the stream", async () => {
      const { alarms, burning } = await told(server);
      return alarms.length === 3 && burning.length === 3;
    });
    const { numbers, alarms, journal, burning } = await told(server);
    assert.deepEqual(alarms, ids);
    assert.deepEqual([...burning].sort(), [...ids].sort());
    // States that were replaced while they waited leave gaps.
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), "each entry once, in order");
    assert.deepEqual(journal, journal.map((_, i) => journal[0] + i), "each line of the journal once");
  },
});

Deno.test({
  name:
    "run: a server that hangs, and one that talks nonsense, cost the siren nothing and are a trouble after half a minute",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    using liar = new Liar();
    await using north = await SiteBox.start("north", { servers: [server.url], zones: ["a", "b"] });
    await using south = await SiteBox.start("south", {
      servers: [`nats://127.0.0.1:${liar.port}`],
      zones: ["a"],
    });
    await eventually("the box to be heard", async () => (await told(server)).numbers.length > 0);
    server.freeze();
    await Promise.all([north.burn("a"), south.burn("a")]);
    await eventually("the siren of the one", () => north.sounds());
    await eventually("the siren of the other", () => south.sounds());
    for (const box of [north, south]) {
      await eventually("the trouble", async () => (await box.troubles()).includes("fleet-lost"), 90_000);
      const latency = /embereye_alarm_latency_seconds_bucket\{[^}]*le="1"[^}]*\} (\d+)/.exec(
        await (await fetch(new URL("/metrics", box.box.ready.ui), { signal: AbortSignal.timeout(10_000) }))
          .text(),
      );
      // A server would be waited for much longer; a processor, on a machine that does other things as well, for less.
      assert(Number(latency?.[1]) >= 1, "the alarm took a second at the most");
    }
    assert(liar.visits > 1, "the liar was tried again and again");
    server.thaw();
    await eventually("the trouble to go", async () => !(await north.troubles()).includes("fleet-lost"));
    await eventually("the alarm in the stream", async () => (await told(server)).alarms.length === 1);
  },
});

/** A server that says what no server says. */
class Liar implements Disposable {
  readonly port: number;
  visits = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();

  constructor() {
    this.port = this.#listener.addr.port;
    void this.#serve();
  }

  async #serve(): Promise<void> {
    const words = [
      "INFO {}\r\nMSG a 1 99999999\r\n",
      "INFO not json\r\n",
      "HTTP/1.1 200 OK\r\n\r\n",
      'INFO {"server_id":"x","version":"2.9.10","proto":1,"max_payload":1048576,"headers":true}\r\nPONG\r\n' +
      "MSG embereye.plant.x 9 5\r\nabc\r\n+OK\r\nMSG\r\n",
    ];
    for await (const conn of this.#listener) {
      const word = words[this.visits++ % words.length];
      conn.write(new TextEncoder().encode(word)).catch(() => undefined);
      // Left open, so that it is the box that gives up.
      this.#open.add(conn);
    }
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const conn of this.#open) conn.close();
  }
}
