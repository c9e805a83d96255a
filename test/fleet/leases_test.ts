/**
 * Leases of cameras in the store of a real NATS server: read as they change, taken by one only, and told anew where the store was lost.
 */
import assert from "node:assert/strict";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { GuardInput } from "../../src/fleet/cameras/guard.ts";
import { readLeases, tellOffer, writeLease } from "../../src/fleet/cameras/lease_table.ts";
import { cameraBucket } from "../../src/fleet/cameras/words.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "leases of cameras in a real store");

const KETTLE = { home: "north", id: "Kessel: 1" };

Deno.test({
  name:
    "readLeases and writeLease: of two boxes one takes a camera, both read who, and a store that is lost is noticed",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const nc = await server.connect();
    const js = jetstream(nc, { timeout: 3_000 });
    const kv = await new Kvm(js).create(cameraBucket("plant"), { history: 1 });
    const takes = [KETTLE];
    await tellOffer(kv, { v: 1, box: "south", weight: 1, camerasMax: 4, takes });
    const told: GuardInput[] = [];
    const stop = new AbortController();
    const reading = readLeases(kv, (input) => void told.push(input), stop.signal);
    await eventually("the store to be read", () => told.some(({ kind }) => kind === "read"));
    assert.deepEqual(told.map(({ kind }) => kind), ["offer", "read"]);

    const take = { camera: KETTLE, act: "take", onRevision: 0 } as const;
    await Promise.all([writeLease(kv, take, "south"), writeLease(kv, take, "west")]);
    const [, , lease] = await eventually("the lease", () => told.length === 3 && told);
    assert(lease.kind === "lease" && lease.lease.holder !== undefined);
    assert.deepEqual(lease.camera, KETTLE);
    const { revision } = lease.lease;
    await writeLease(kv, { camera: KETTLE, act: "release", onRevision: revision }, "south");
    const back = await eventually("that it was given back", () => told[3]);
    assert(back.kind === "lease" && back.lease.holder === undefined && back.lease.revision > revision);
    // Written by hand: a lease of nobody, on which the next one is written.
    await kv.put("lease.north.S2Vzc2VsOiAx", "mine!");
    const strange = await eventually("what was written by hand", () => told[4]);
    assert(strange.kind === "lease" && strange.lease.holder === undefined);
    await writeLease(kv, { ...take, onRevision: strange.lease.revision }, "west");
    const last = await eventually("the lease again", () => told[5]);
    assert(last.kind === "lease" && last.lease.holder === "west");

    const jsm = await jetstreamManager(nc, { checkAPI: false });
    await jsm.streams.delete(`KV_${cameraBucket("plant")}`);
    await assert.rejects(() => tellOffer(kv, { v: 1, box: "south", weight: 1, camerasMax: 4, takes }));
    stop.abort();
    await reading;
    await nc.close();
  },
});
