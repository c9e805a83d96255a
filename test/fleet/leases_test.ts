/**
 * Leases of cameras in the store of a real NATS server: read key by key, taken by one only, and told anew where the store was lost.
 */
import assert from "node:assert/strict";
import { jetstreamManager } from "@nats-io/jetstream";
import type { GuardInput } from "../../src/fleet/cameras/guard.ts";
import { readLeases, tellOffer, writeLease } from "../../src/fleet/cameras/lease_table.ts";
import { cameraBucket, leaseKey } from "../../src/fleet/cameras/words.ts";
import { storeOf } from "../../src/fleet/kv.ts";
import { ensureStore } from "../../src/fleet/stream.ts";
import { natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "leases of cameras in a real store");

const KETTLE = { home: "north", id: "Kessel: 1" };

Deno.test({
  name:
    "readLeases and writeLease: of two boxes one takes a camera, both read who, and a store that is lost is noticed",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const nc = await server.connect();
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const bucket = cameraBucket("plant");
    await ensureStore(jsm, bucket);
    await ensureStore(jsm, bucket);
    const kv = await storeOf(nc, bucket);
    const read = async (): Promise<GuardInput[]> => {
      const told: GuardInput[] = [];
      await readLeases(kv, { boxes: ["south", "west"], cameras: [KETTLE] }, (input) => void told.push(input));
      return told;
    };
    const lease = async (): Promise<{ holder?: string | undefined; revision: number }> => {
      const told = (await read()).find((input) => input.kind === "lease");
      assert(told !== undefined);
      assert.deepEqual(told.camera, KETTLE);
      return told.lease;
    };
    assert.deepEqual(await lease(), { holder: undefined, lent: undefined, revision: 0 });
    const offer = { v: 1, box: "south", weight: 1, camerasMax: 4, takes: [KETTLE] } as const;
    await tellOffer(kv, { ...offer, takes: [KETTLE] });
    assert.deepEqual((await read()).filter(({ kind }) => kind === "offer"), [
      { kind: "offer", box: "south", offer },
    ]);

    const take = { camera: KETTLE, act: "take", onRevision: 0 } as const;
    await Promise.all([writeLease(kv, take, "south"), writeLease(kv, take, "west")]);
    const { holder, revision } = await lease();
    assert(holder === "south" || holder === "west");
    await writeLease(kv, take, holder === "south" ? "west" : "south");
    assert.deepEqual(
      await lease(),
      { holder, lent: undefined, revision },
      "on an old revision nothing is written",
    );
    await writeLease(kv, { camera: KETTLE, act: "release", onRevision: revision }, holder);
    assert.equal((await lease()).holder, undefined);
    // Written by hand: a lease of nobody, on which the next one is written.
    await kv.put(leaseKey(KETTLE), "mine!");
    await writeLease(kv, { ...take, onRevision: (await lease()).revision }, "west");
    assert.equal((await lease()).holder, "west");

    await jsm.streams.delete(`KV_${bucket}`);
    await assert.rejects(read);
    await assert.rejects(() => tellOffer(kv, { ...offer, takes: [KETTLE] }));
    await nc.close();
  },
});
