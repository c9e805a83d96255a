import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { fail, ok } from "../reading/result.ts";
import type { StoreFault } from "../store/store_fault.ts";
import { Publisher } from "./publisher.ts";

Deno.test("Publisher: with an outbox that cannot note what was sent it goes on at a slow pace", async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  const faults: StoreFault[] = [];
  let published = 0;
  const publisher = new Publisher({
    clock,
    outbox: {
      id: "0".repeat(16),
      waiting: () => ok([{ n: 1, boot: "b", atMs: 0, atWallMs: 0, body: "x" }]),
      sentUpTo: (n) => n === 0 ? ok(0) : fail({ kind: "full", path: "fleet.db" }),
    },
    box: "north",
    boot: "b",
    stream: "embereye-plant",
    subject: "embereye.plant.log.north",
    accepted: () => {},
    double: () => {},
    storeFault: (fault) => void faults.push(fault),
    note: () => {},
  });
  const js = {
    publish: () => {
      // Without a pause it would never end.
      if (++published >= 100) abort.abort();
      return Promise.resolve({ seq: published, duplicate: false });
    },
  } as unknown as JetStreamClient;
  const jsm = { streams: { getMessage: () => Promise.resolve(null) } } as unknown as JetStreamManager;
  const running = publisher.run(js, jsm, abort.signal);
  await clock.advance(0);
  assert.equal(published, 1);
  assert.deepEqual(faults, [{ kind: "full", path: "fleet.db" }]);
  await clock.advance(60_000);
  assert(published > 1 && published < 20);
  abort.abort();
  await running;
});
