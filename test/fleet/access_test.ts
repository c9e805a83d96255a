/**
 * Signing in at a real server: passwords, permissions and TLS as docs/fleet.md describes them.
 */
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import assert from "node:assert/strict";
import { fleetAccess } from "../../src/app/fleet_access.ts";
import { makeCertificate } from "../../src/app/make_certificate.ts";
import { connectNats } from "../../src/app/nats_transport.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { fleet, type FleetConfig } from "../../src/config/fleet_schema.ts";
import { centralBucket, offerKey, reportKey } from "../../src/fleet/central/wire.ts";
import { keepConnected } from "../../src/fleet/connection.ts";
import { describeNatsFault } from "../../src/fleet/fault.ts";
import { isStoreMissing, readKey, storeOf } from "../../src/fleet/kv.ts";
import { readLeases, tellOffer, writeLease } from "../../src/fleet/cameras/lease_table.ts";
import { cameraBucket } from "../../src/fleet/cameras/words.ts";
import { ensureStore, ensureStream } from "../../src/fleet/stream.ts";
import { beatSubject, logSubject, streamName } from "../../src/fleet/wire.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "signing in at a real NATS server");
const clock = systemClock();
const PASSWORD = "a-password-that-nobody-sees";

/** The permissions of docs/fleet.md. */
const USERS = `authorization {
  users: [
    { user: "north", password: "${PASSWORD}", permissions: {
        publish: ["embereye.plant.*.north", "embereye.plant.call.*.north", "embereye.plant.answer.*.north",
          "embereye.plant.loan.*.north", "embereye.plant.sighting.*.north",
          "$JS.API.STREAM.NAMES", "$JS.API.STREAM.MSG.GET.embereye-plant", "$JS.API.STREAM.CREATE.embereye-plant",
          "$JS.API.STREAM.MSG.GET.KV_embereye-plant-config", "$KV.embereye-plant-config.report.north",
          "$JS.API.STREAM.MSG.GET.KV_embereye-plant-cameras", "$JS.API.STREAM.CREATE.KV_embereye-plant-cameras",
          "$KV.embereye-plant-cameras.offer.north", "$KV.embereye-plant-cameras.lease.>"],
        subscribe: ["_INBOX.>", "embereye.plant.>"] } },
    { user: "watcher", password: "${PASSWORD}" }
  ]
}`;

function box(more: Partial<Record<keyof FleetConfig, unknown>>): FleetConfig {
  return fleet.parse({ site: "plant", box: "north", ...more });
}

/** Why a connection is not made; undefined where it is, and `work` has been done on it. */
async function tryOut(
  config: FleetConfig,
  work: (nc: NatsConnection) => Promise<void> = () => Promise.resolve(),
): Promise<string | undefined> {
  const abort = new AbortController();
  const outcome = Promise.withResolvers<string | undefined>();
  const running = keepConnected({
    clock,
    connect: connectNats,
    random: () => 0.5,
    options: () => fleetAccess(config, "test"),
    work: async (nc) => {
      await work(nc);
      outcome.resolve(undefined);
    },
    changed: (fault) => fault !== undefined && outcome.resolve(fault),
  }, abort.signal);
  try {
    return await outcome.promise;
  } finally {
    abort.abort();
    await running;
  }
}

async function secretFile(server: NatsServer, text: string, mode = 0o600): Promise<{ file: string }> {
  const file = await Deno.makeTempFile({ dir: server.folder });
  await Deno.writeTextFile(file, text);
  await Deno.chmod(file, mode);
  return { file };
}

Deno.test({
  name: "docs/fleet.md shows the permissions that are tried here",
  ignore,
  fn: async () => {
    const text = await Deno.readTextFile(new URL("../../docs/fleet.md", import.meta.url));
    for (const line of USERS.split("\n").slice(2, 10)) {
      assert(text.includes(line.trim().replaceAll(PASSWORD, "...")), `missing: ${line}`);
    }
  },
});

Deno.test({
  name: "a box with its own user tells of itself alone; another's name is refused",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start({ config: USERS });
    const password = await secretFile(server, PASSWORD);
    let refused = "";
    const fault = await tryOut(box({ servers: [server.url], user: "north", password }), async (nc) => {
      const jsm = await jetstreamManager(nc, { checkAPI: false });
      await ensureStream(jsm, "plant");
      const own = logSubject("plant", "north");
      const { seq } = await jetstream(nc).publish(own, "x", { expect: { lastSubjectSequence: 0 } });
      assert.equal(seq, 1);
      const last = await jsm.streams.getMessage(streamName("plant"), { last_by_subj: own });
      assert.equal(last?.seq, 1);
      await ensureStream(jsm, "plant");
      (async () => {
        for await (const status of nc.status()) {
          if (status.type === "error") refused = describeNatsFault(status.error);
        }
      })();
      nc.publish(beatSubject("plant", "south"), "x");
      await eventually("the refusal", () => refused !== "");
    });
    assert.equal(fault, undefined);
    assert.match(refused, /does not let this box publish 'embereye.plant.beat.south'/);
  },
});

Deno.test({
  name:
    "a box with its own user cannot let the server speak in another's name, nor end what the others have told",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start({ config: USERS });
    const password = await secretFile(server, PASSWORD);
    const heard: string[] = [];
    const fault = await tryOut(box({ servers: [server.url], user: "north", password }), async (nc) => {
      const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: 20_000 });
      await ensureStream(jsm, "plant");
      nc.subscribe(beatSubject("plant", "south"), {
        callback: (_error, { data }) => void heard.push(`${data}`),
      });
      await jetstream(nc).publish(logSubject("plant", "north"), "south is well");
      const stream = streamName("plant");
      const asSouth = (src: string) => ({ src, dest: beatSubject("plant", "south") });
      const own = logSubject("plant", "north");
      const beats = beatSubject("plant", "north");
      const tries: Record<string, () => Promise<unknown>> = {
        "a stream that says again": () =>
          jsm.streams.add({ name: "other", subjects: [beats], republish: asSouth(beats) }),
        "the site's stream, made to say again": () =>
          jsm.streams.add({ name: stream, subjects: [own], republish: asSouth(own) }),
        "the site's stream, changed": () =>
          nc.request(`$JS.API.STREAM.UPDATE.${stream}`, "{}", { timeout: 20_000 }),
        "a consumer that delivers under another name": () =>
          jsm.consumers.add(stream, {
            deliver_subject: beatSubject("plant", "south"),
            ack_policy: AckPolicy.None,
          }),
        "its end": () => jsm.streams.delete(stream),
        "its emptying": () => jsm.streams.purge(stream),
        "one message less": () => jsm.streams.deleteMessage(stream, 1),
      };
      for (const [what, attempt] of Object.entries(tries)) {
        await assert.rejects(attempt, /Permissions Violation|name already in use/, what);
      }
      const kept = await jsm.streams.getMessage(stream, { seq: 1 });
      assert.equal(kept?.string(), "south is well");
    });
    assert.equal(fault, undefined);
    assert.deepEqual(heard, []);
  },
});

Deno.test({
  name: "a box with its own user offers to watch cameras in its own name alone, and takes leases",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start({ config: USERS });
    const password = await secretFile(server, PASSWORD);
    const camera = { home: "south", id: "gate" };
    const offer = { v: 1, box: "north", weight: 1, camerasMax: 4, takes: [camera] } as const;
    const told: unknown[] = [];
    const fault = await tryOut(box({ servers: [server.url], user: "north", password }), async (nc) => {
      await ensureStore(await jetstreamManager(nc, { checkAPI: false }), cameraBucket("plant"));
      const kv = await storeOf(nc, cameraBucket("plant"));
      await tellOffer(kv, { ...offer, takes: [camera] });
      await writeLease(kv, { camera, act: "take", onRevision: 0 }, "north");
      await assert.rejects(() => tellOffer(kv, { ...offer, box: "south", takes: [] }));
      await readLeases(
        kv,
        { boxes: ["north", "south"], cameras: [camera] },
        ({ kind }) => void told.push(kind),
      );
    });
    assert.equal(fault, undefined);
    assert.deepEqual(told.sort(), ["lease", "offer"]);
  },
});

Deno.test({
  name: "a wrong password is said in one sentence without it, and a file that others can read is none",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start({ config: USERS });
    const wrong = await secretFile(server, "wrong-password-1234");
    const said = await tryOut(box({ servers: [server.url], user: "north", password: wrong }));
    assert.match(said!, /refuses this box/i);
    assert(!said!.includes("wrong-password"));
    const open = await secretFile(server, PASSWORD, 0o644);
    assert.match((await tryOut(box({ servers: [server.url], user: "north", password: open })))!, /chmod 600/);
  },
});

Deno.test({
  name: "with TLS a server that has none, or one that nobody vouches for, is refused",
  ignore,
  fn: async () => {
    await using plain = await NatsServer.start();
    const made = await makeCertificate(["localhost", "127.0.0.1"], clock.wallMs());
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/cert.pem`, made.certificate);
    await Deno.writeTextFile(`${folder}/key.pem`, made.key);
    await using secure = await NatsServer.start({
      config: `tls { cert_file: "${folder}/cert.pem", key_file: "${folder}/key.pem" }`,
    });
    const tls = (server: NatsServer, ca?: string) =>
      box({ servers: [`tls://localhost:${server.port}`], tls: ca === undefined ? {} : { ca } });
    assert.match((await tryOut(tls(plain, `${folder}/cert.pem`)))!, /does not support 'tls'/);
    assert.equal(await tryOut(tls(secure, `${folder}/cert.pem`)), undefined);
    assert.notEqual(await tryOut(tls(secure)), undefined);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name:
    "fleet.user: a box reads its configuration and tells of itself, and can lay nothing out, nor speak for another",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start({ config: USERS });
    const password = await secretFile(server, PASSWORD);
    const as = (user: string) => box({ servers: [server.url], user, password });
    const bucket = centralBucket("plant");
    const fault = await tryOut(as("north"), async (nc) => {
      const kv = await storeOf(nc, bucket);
      await assert.rejects(() => readKey(kv, offerKey("north")), isStoreMissing);
    });
    assert.equal(fault, undefined);
    await tryOut(as("watcher"), async (nc) => {
      await (await new Kvm(nc).create(bucket)).put(offerKey("north"), "an order");
    });
    const again = await tryOut(as("north"), async (nc) => {
      const kv = await storeOf(nc, bucket);
      assert.equal((await readKey(kv, offerKey("north")))?.text, "an order");
      await kv.put(reportKey("north"), "fine");
      for (const key of [offerKey("north"), reportKey("south"), "rollout"]) {
        await assert.rejects(async () => await kv.put(key, "forged"), key);
      }
    });
    assert.equal(again, undefined);
  },
});
