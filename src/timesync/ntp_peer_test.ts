import assert from "node:assert/strict";
import { ntpReply, type ReplyFields } from "../../test/timesync/ntp_reply.ts";
import { BURST_MS, MONOTONIC_DRIFT, NtpPeer, REPLY_TIMEOUT_MS } from "./ntp_peer.ts";

const POLL_MS = 64_000;
const EPOCH_MS = Date.UTC(2026, 5, 1);

/** A peer and the server it asks, in a time of their own; the server is right and 10 ms away unless a test says. */
class Rig {
  nowMs = 0;
  /** Added to the server's honest time. */
  wrongMs = 0;
  delayMs = 10;
  answer: Partial<ReplyFields> | "nothing" = {};
  readonly queriesAtMs: number[] = [];
  readonly peer: NtpPeer;

  constructor(random = 0.5) {
    let nonce = 0n;
    this.peer = new NtpPeer("ntp", { pollMs: POLL_MS, random: () => random, nonce: () => ++nonce }, 0);
  }

  /** Lets `ms` pass in steps of a tenth of a second. */
  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += 100) {
      const query = this.peer.poll(this.nowMs);
      if (query === undefined) continue;
      this.queriesAtMs.push(this.nowMs);
      if (this.answer === "nothing") continue;
      const atServerMs = EPOCH_MS + this.nowMs + this.delayMs / 2 + this.wrongMs;
      const reply = ntpReply(query, { receiveMs: atServerMs, transmitMs: atServerMs, ...this.answer });
      this.peer.receive(reply, this.nowMs + this.delayMs);
    }
  }
  get status() {
    return this.peer.status(this.nowMs);
  }
  get offsetMs() {
    return this.peer.estimate(this.nowMs)?.utcMinusMonoMs;
  }
  /** Distances between the last `count` + 1 queries. */
  gapsMs(count: number): number[] {
    return this.queriesAtMs.slice(-count - 1).flatMap((at, i, all) => i === 0 ? [] : [at - all[i - 1]]);
  }
}

const near = (actual: number | undefined, expected: number, within: number) =>
  assert(actual !== undefined && Math.abs(actual - expected) <= within, `${actual}, expected ${expected}`);

Deno.test("NtpPeer gets its first measures in a short burst and then keeps to its pace", () => {
  const rig = new Rig();
  rig.run(10_000);
  assert.equal(rig.status.answered, 4);
  assert.equal(rig.status.state, "answering");
  near(rig.offsetMs, EPOCH_MS, 0.01);
  rig.run(10 * POLL_MS);
  for (const gap of rig.gapsMs(8)) near(gap, POLL_MS, 200);
});

Deno.test("NtpPeer varies its pace by a tenth at most, so that boxes do not ask in step", () => {
  for (const [random, part] of [[0, 0.9], [0.999, 1.1]]) {
    const rig = new Rig(random);
    rig.run(10 * POLL_MS);
    for (const gap of rig.gapsMs(5)) near(gap, part * POLL_MS, 200);
  }
});

Deno.test("NtpPeer has one query under way at a time, and ends it after its time", () => {
  const rig = new Rig();
  rig.answer = "nothing";
  rig.run(BURST_MS);
  assert.equal(rig.queriesAtMs.length, 1);
  rig.run(REPLY_TIMEOUT_MS + BURST_MS);
  assert.equal(rig.status.timeouts, 1);
  assert.equal(rig.queriesAtMs.length, 2);
});

Deno.test("NtpPeer asks a silent server less and less, says so, and heals with its first reply", () => {
  const rig = new Rig();
  rig.answer = "nothing";
  rig.run(30_000);
  assert.equal(rig.status.state, "silent");
  rig.run(3 * 3_600_000);
  for (const gap of rig.gapsMs(3)) near(gap, 4 * POLL_MS, 4_000);
  assert.equal(rig.peer.estimate(rig.nowMs), undefined);
  rig.answer = {};
  rig.run(5 * POLL_MS);
  assert.equal(rig.status.state, "answering");
  near(rig.offsetMs, EPOCH_MS, 0.01);
});

Deno.test("NtpPeer counts how many of its last eight queries were answered", () => {
  const rig = new Rig();
  assert.equal(rig.status.reach, 0);
  rig.run(3 * BURST_MS);
  assert.equal(rig.status.reach, rig.queriesAtMs.length);
  rig.run(20 * POLL_MS);
  assert.equal(rig.status.reach, 8);
  rig.answer = "nothing";
  rig.run(20 * POLL_MS);
  const lost = rig.status.reach;
  assert(lost < 8, `${lost}`);
  rig.run(200 * POLL_MS);
  assert.equal(rig.status.reach, 0);
});

Deno.test("NtpPeer waits on when packets come that do not answer its query", () => {
  const rig = new Rig();
  const query = rig.peer.poll(5_000)!;
  const times = { receiveMs: EPOCH_MS, transmitMs: EPOCH_MS };
  rig.peer.receive(ntpReply(query, { ...times, origin: 77n, stratum: 0, referenceId: "DENY" }), 5_001);
  rig.peer.receive(ntpReply(query, { ...times, mode: 3 }), 5_001);
  rig.peer.receive(new Uint8Array(0), 5_001);
  rig.peer.receive(new Uint8Array(60_000), 5_001);
  assert.equal(rig.peer.status(5_001).answered, 0);
  const honest = ntpReply(query, { receiveMs: EPOCH_MS + 5_005, transmitMs: EPOCH_MS + 5_005 });
  rig.peer.receive(honest, 5_010);
  rig.peer.receive(honest, 5_011);
  const status = rig.peer.status(5_011);
  assert.equal(status.answered, 1);
  assert.equal(status.strays, 5);
  near(rig.peer.estimate(5_011)?.utcMinusMonoMs, EPOCH_MS, 0.01);
});

Deno.test("NtpPeer does not believe a reply that comes after its time", () => {
  const rig = new Rig();
  const query = rig.peer.poll(5_000)!;
  const lateMs = 5_000 + REPLY_TIMEOUT_MS + 100;
  rig.peer.poll(lateMs);
  rig.peer.receive(ntpReply(query, { receiveMs: EPOCH_MS, transmitMs: EPOCH_MS }), lateMs);
  assert.equal(rig.peer.estimate(lateMs), undefined);
  assert.equal(rig.peer.status(lateMs).strays, 1);
});

Deno.test("NtpPeer leaves a server that denies it alone for a day, and cannot be hurried", () => {
  for (const referenceId of ["DENY", "RSTR"]) {
    const rig = new Rig();
    rig.answer = { stratum: 0, referenceId };
    rig.run(10_000);
    assert.equal(rig.status.state, "denied");
    assert.deepEqual(rig.status.lastFault, { kind: "kiss", code: referenceId });
    rig.peer.hurry(rig.nowMs);
    rig.run(23 * 3_600_000);
    assert.equal(rig.queriesAtMs.length, 1);
    rig.answer = {};
    rig.run(3 * 3_600_000);
    assert.equal(rig.status.state, "answering");
  }
});

Deno.test("NtpPeer slows down for good when a server asks for it", () => {
  const rig = new Rig();
  rig.run(10_000);
  rig.answer = { stratum: 0, referenceId: "RATE" };
  rig.run(1.2 * POLL_MS);
  rig.answer = {};
  rig.run(10 * POLL_MS);
  for (const gap of rig.gapsMs(3)) near(gap, 2 * POLL_MS, 200);
  const before = rig.queriesAtMs.length;
  rig.peer.hurry(rig.nowMs);
  rig.run(10_000);
  assert(rig.queriesAtMs.length <= before + 1);
});

Deno.test("NtpPeer calls a server that answers without time unusable, with the reason", () => {
  const rig = new Rig();
  rig.answer = { leap: 3, stratum: 16 };
  rig.run(60_000);
  assert.equal(rig.status.state, "unusable");
  assert.deepEqual(rig.status.lastFault, { kind: "server-unsynchronised", leap: 3, stratum: 16 });
  assert.equal(rig.peer.estimate(rig.nowMs), undefined);
  rig.answer = "nothing";
  rig.run(20 * POLL_MS);
  assert.equal(rig.status.state, "silent");
});

Deno.test("NtpPeer believes the quickest of its last measures, and the less the older they are", () => {
  const rig = new Rig();
  rig.run(10_000);
  const youngMs = rig.status.errorMs!;
  rig.delayMs = 400;
  rig.wrongMs = 150;
  rig.run(2 * POLL_MS);
  near(rig.offsetMs, EPOCH_MS, 0.01);
  rig.answer = "nothing";
  rig.run(3_600_000);
  near(rig.status.errorMs! - youngMs, MONOTONIC_DRIFT * 3_600_000, 10);
  assert.equal(rig.peer.estimate(rig.nowMs), undefined);
});

Deno.test("NtpPeer drops a server that jumps until it has agreed with itself for a while", () => {
  const rig = new Rig();
  rig.run(5 * POLL_MS);
  rig.wrongMs = 3_600_000;
  const before = rig.status.answered;
  while (rig.status.answered === before) rig.run(100);
  assert.equal(rig.status.state, "jumped");
  assert.equal(rig.peer.estimate(rig.nowMs), undefined);
  near(rig.status.lastJump?.byMs, 3_600_000, 1);
  rig.run(10_000);
  assert.equal(rig.status.state, "answering");
  near(rig.offsetMs, EPOCH_MS + 3_600_000, 0.01);
  assert.equal(rig.status.jumps, 1);
});

Deno.test("NtpPeer never believes a server that jumps with every reply", () => {
  const rig = new Rig();
  rig.run(10_000);
  for (let reply = 1; reply <= 20; reply++) {
    rig.wrongMs = reply % 2 === 0 ? reply * 1_000 : -reply * 1_000;
    const before = rig.status.answered;
    while (rig.status.answered === before) rig.run(100);
    assert.equal(rig.peer.estimate(rig.nowMs), undefined);
    assert.equal(rig.status.state, "jumped");
    assert.equal(rig.status.jumps, reply);
  }
});

Deno.test("NtpPeer takes a slow line and a clock that is being bent for no jump", () => {
  const rig = new Rig();
  rig.run(5 * POLL_MS);
  rig.delayMs = 900;
  rig.run(5 * POLL_MS);
  rig.delayMs = 10;
  for (let poll = 0; poll < 30; poll++) {
    rig.wrongMs += 500e-6 * POLL_MS;
    rig.run(POLL_MS);
  }
  assert.equal(rig.status.jumps, 0);
});

Deno.test("NtpPeer can be hurried, but not faster than a burst", () => {
  const rig = new Rig();
  rig.run(2 * POLL_MS);
  const before = rig.queriesAtMs.length;
  for (let i = 0; i < 10; i++) {
    rig.peer.hurry(rig.nowMs);
    rig.run(100);
  }
  rig.run(2 * BURST_MS);
  assert.equal(rig.queriesAtMs.length, before + 1);
});
