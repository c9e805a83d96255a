/**
 * The outbox of one box and a real server: whatever dies or hangs in between, the stream has each entry once, in order.
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import assert from "node:assert/strict";
import { connectNats } from "../../src/app/nats_transport.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { keepConnected } from "../../src/fleet/connection.ts";
import { Publisher } from "../../src/fleet/publisher.ts";
import { ensureStream } from "../../src/fleet/stream.ts";
import { fleetLogSchema, jsonOfBytes, logSubject, streamName } from "../../src/fleet/wire.ts";
import { ok } from "../../src/reading/result.ts";
import { FleetOutbox } from "../../src/store/fleet_outbox.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "the outbox and a real NATS server");
const clock = systemClock();

/** Twenty-five lines a second, as docs/fleet.md has it. */
const HOUR_ENTRIES = 90_000;
/** It takes some seconds of a core; others may have that core. */
const HOUR_PATIENCE_MS = 180_000;

/** A box that tells of numbers. */
class Teller implements AsyncDisposable {
  readonly outbox: FleetOutbox;
  readonly doubles: boolean[] = [];
  accepted = 0;
  readonly #publisher: Publisher;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;

  constructor(port: number, path: string, box = "north") {
    const opened = FleetOutbox.open({ path, nowWallMs: clock.wallMs(), boot: "b" });
    assert(opened.ok);
    this.outbox = opened.value;
    this.#publisher = new Publisher({
      clock,
      outbox: this.outbox,
      box,
      boot: "b",
      stream: streamName("plant"),
      subject: logSubject("plant", box),
      accepted: (count) => this.accepted += count,
      double: (isSo) => this.doubles.push(isSo),
      storeFault: (fault) => {
        throw new Error(JSON.stringify(fault));
      },
      note: () => {},
    });
    this.#running = keepConnected({
      clock,
      connect: connectNats,
      random: () => 0.5,
      options: () => ok({ servers: `127.0.0.1:${port}` }),
      changed: () => {},
      work: async (nc, ended) => {
        const jsm = await jetstreamManager(nc, { checkAPI: false });
        await ensureStream(jsm, "plant");
        await this.#publisher.run(jetstream(nc), jsm, ended);
      },
    }, this.#abort.signal);
  }

  tell(from: number, count: number): void {
    const entries = Array.from({ length: count }, (_, i) => ({
      kind: "event" as const,
      atMs: clock.monotonicMs(),
      atWallMs: clock.wallMs(),
      body: from + i,
    }));
    assert(this.outbox.put(entries).ok);
    this.#publisher.nudge();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
    this.outbox.close();
  }
}

/** All that the stream holds of a box, in its order. */
async function stored(server: NatsServer, box = "north"): Promise<unknown[]> {
  const nc = await server.connect();
  try {
    const jsm = await jetstreamManager(nc);
    const bodies: unknown[] = [];
    const { state } = await jsm.streams.info(streamName("plant"));
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await jsm.streams.getMessage(streamName("plant"), { seq });
      if (message === null || message.subject !== logSubject("plant", box)) continue;
      const log = fleetLogSchema.parse(jsonOfBytes(message.data));
      bodies.push(...log.entries.map(({ body }) => body));
    }
    return bodies;
  } finally {
    await nc.close();
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

Deno.test({
  name: "Publisher: kill -9 of the server again and again in mid-stream loses nothing and doubles nothing",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using teller = new Teller(server.port, `${server.folder}/outbox.db`);
    let told = 0;
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 20; i++) {
        teller.tell(told, 7);
        told += 7;
        await clock.sleep(5);
      }
      await server.kill();
      teller.tell(told, 50);
      told += 50;
      await server.restart();
    }
    await eventually("all to be taken", () => teller.outbox.waitingCount === 0);
    assert.deepEqual(await stored(server), numbers(told));
    assert(!teller.doubles.includes(true));
  },
});

Deno.test({
  name:
    "Publisher: what a site in uproar has to tell after an hour without a server is told once each and in order, though that one dies in the middle",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using teller = new Teller(server.port, `${server.folder}/outbox.db`);
    await server.kill();
    for (let from = 0; from < HOUR_ENTRIES; from += 1_000) teller.tell(from, 1_000);
    assert.equal(teller.outbox.waitingCount, HOUR_ENTRIES, "there is room for all of it");
    await server.restart();
    await eventually(
      "half of it to be told",
      () => teller.outbox.waitingCount < HOUR_ENTRIES / 2,
      HOUR_PATIENCE_MS,
    );
    await server.kill();
    await server.restart();
    await eventually("all to be taken", () => teller.outbox.waitingCount === 0, HOUR_PATIENCE_MS);
    assert.deepEqual(await stored(server), numbers(HOUR_ENTRIES));
    assert(!teller.doubles.includes(true));
  },
});

Deno.test({
  name: "Publisher: a server that hangs is left, and what it may have taken is not told twice",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using teller = new Teller(server.port, `${server.folder}/outbox.db`);
    teller.tell(0, 10);
    await eventually("the first to be taken", () => teller.outbox.waitingCount === 0);
    server.freeze();
    teller.tell(10, 10);
    // Longer than the wait for an acknowledgement: what lies in the frozen server's socket is taken when it thaws.
    await clock.sleep(7_000);
    server.thaw();
    teller.tell(20, 10);
    await eventually("all to be taken", () => teller.outbox.waitingCount === 0);
    assert.deepEqual(await stored(server), numbers(30));
  },
});

Deno.test({
  name: "Publisher: a new process goes on where the last one was killed, whatever was acknowledged",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const path = `${server.folder}/outbox.db`;
    {
      await using teller = new Teller(server.port, path);
      teller.tell(0, 25);
      await eventually("some to be taken", () => teller.outbox.waitingCount === 0);
      teller.tell(25, 25);
    }
    // As if it had died before it could note what was acknowledged.
    const opened = FleetOutbox.open({ path, nowWallMs: 0, boot: "b" });
    assert(opened.ok && opened.value.sentUpTo(3).ok);
    opened.value.close();
    await using teller = new Teller(server.port, path);
    teller.tell(50, 5);
    await eventually("all to be taken", () => teller.outbox.waitingCount === 0);
    assert.deepEqual(await stored(server), numbers(55));
  },
});

Deno.test({
  name: "Publisher: a server that comes back empty is told again what is still kept",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using teller = new Teller(server.port, `${server.folder}/outbox.db`);
    teller.tell(0, 30);
    await eventually("all to be taken", () => teller.outbox.waitingCount === 0);
    await server.kill();
    await Deno.remove(`${server.folder}/data`, { recursive: true });
    await server.restart();
    teller.tell(30, 1);
    await eventually("all to be taken again", () => teller.accepted >= 61);
    assert.deepEqual(await stored(server), numbers(31));
  },
});

Deno.test({
  name: "Publisher: two boxes of one name are noticed, and neither stops the other for ever",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using one = new Teller(server.port, `${server.folder}/one.db`);
    one.tell(0, 1);
    await eventually("the first to be taken", () => one.outbox.waitingCount === 0);
    await using two = new Teller(server.port, `${server.folder}/two.db`);
    two.tell(100, 1);
    await eventually("the other to be taken", () => two.outbox.waitingCount === 0);
    one.tell(1, 1);
    await eventually("the first to notice", () => one.doubles.includes(true));
    await eventually("the first to be taken again", () => one.outbox.waitingCount === 0);
    assert.deepEqual(await stored(server), [0, 100, 1]);
  },
});
