import assert from "node:assert/strict";
import { ntpReply } from "../../test/timesync/ntp_reply.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { NtpClient, SERVERS_MAX } from "./ntp_client.ts";

const POLL_MS = 64_000;

/** A client and servers that answer at once with the wall clock, each wrong by as much as the test says. */
function rig(wrongMs: Record<string, number | undefined>, zeroRandom = false) {
  const clock = new FakeClock();
  const nonces: bigint[] = [];
  const client: NtpClient = new NtpClient(Object.keys(wrongMs), POLL_MS, {
    clock,
    random: () => 0,
    fillRandom: (bytes) => void (zeroRandom ? bytes.fill(0) : crypto.getRandomValues(bytes)),
    send: (server, query) => {
      nonces.push(new DataView(query.buffer).getBigUint64(40));
      const wrong = wrongMs[server];
      if (wrong === undefined) return;
      const nowMs = clock.wallMs() + wrong;
      client.onMessage(server, ntpReply(query, { receiveMs: nowMs, transmitMs: nowMs }));
    },
  });
  const run = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 500) {
      client.tick();
      await clock.advance(500);
    }
  };
  return { client, clock, nonces, run, wrongMs };
}

Deno.test("NtpClient finds the time that three servers agree on, and names the one that lies", async () => {
  const { client, clock, run } = rig({ a: 0, b: 8, liar: -86_400_000 });
  await run(10_000);
  const { verdict, servers } = client.view();
  assert(verdict.kind === "agreed");
  assert.deepEqual(verdict.falsetickers, ["liar"]);
  assert(Math.abs(verdict.best.utcMinusMonoMs - (clock.wallMs() - clock.monotonicMs())) < 9);
  assert.deepEqual(servers.map(({ answered }) => answered), [4, 4, 4]);
});

Deno.test("NtpClient works with the one server of three that answers", async () => {
  const { client, run } = rig({ a: undefined, b: 0, c: undefined });
  await run(30_000);
  const { verdict, servers } = client.view();
  assert(verdict.kind === "agreed");
  assert.deepEqual(verdict.agreeing, ["b"]);
  assert.deepEqual(servers.map(({ state }) => state), ["silent", "answering", "silent"]);
});

Deno.test("NtpClient does not see a step of our own wall clock as news from the servers", async () => {
  const servers = { a: 0 };
  const { client, clock, run } = rig(servers);
  await run(10_000);
  const before = client.view().verdict;
  clock.stepWall(7_200_000);
  servers.a = -7_200_000;
  client.hurry();
  await run(5_000);
  const after = client.view().verdict;
  assert(before.kind === "agreed" && after.kind === "agreed");
  assert(Math.abs(after.best.utcMinusMonoMs - before.best.utcMinusMonoMs) < 1);
  assert.equal(client.view().servers[0].jumps, 0);
});

Deno.test("NtpClient counts packets from strangers and takes nothing from them", async () => {
  const { client, clock, run } = rig({ a: undefined });
  await run(3_000);
  const query = new Uint8Array(48);
  const reply = ntpReply(query, { receiveMs: clock.wallMs(), transmitMs: clock.wallMs() });
  for (let i = 0; i < 1_000; i++) client.onMessage("stranger", reply);
  assert.equal(client.unknownSenders, 1_000);
  assert.deepEqual(client.view().verdict, { kind: "none" });
});

Deno.test("NtpClient never sends the nonce 0, and no nonce twice", async () => {
  const zero = rig({ a: 0 }, true);
  await zero.run(3_000);
  assert.deepEqual(new Set(zero.nonces), new Set([1n]));
  const many = rig({ a: 0, b: 0 });
  await many.run(10_000);
  assert.equal(new Set(many.nonces).size, many.nonces.length);
});

Deno.test("NtpClient without servers says nothing, and refuses more servers than it can use", () => {
  const { client } = rig({});
  client.tick();
  assert.deepEqual(client.view(), { verdict: { kind: "none" }, servers: [] });
  const many = Object.fromEntries(Array.from({ length: SERVERS_MAX + 1 }, (_, i) => [`s${i}`, 0]));
  assert.throws(() => rig(many), /time servers refused: 9, the most is 8/);
});
