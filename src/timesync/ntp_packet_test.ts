import assert from "node:assert/strict";
import { ntpReply, type ReplyFields } from "../../test/timesync/ntp_reply.ts";
import {
  decodeNtpReply,
  encodeNtpQuery,
  measureExchange,
  type NtpFault,
  ROOT_DISTANCE_MAX_MS,
} from "./ntp_packet.ts";

const NONCE = 0x0123_4567_89AB_CDEFn;
const NOW = Date.UTC(2026, 5, 1);
const query = encodeNtpQuery(NONCE);

function decode(fields: Partial<ReplyFields>) {
  return decodeNtpReply(ntpReply(query, { receiveMs: NOW, transmitMs: NOW + 1, ...fields }), NONCE);
}

function fault(fields: Partial<ReplyFields>): NtpFault {
  const result = decode(fields);
  assert(!result.ok, "the reply was believed");
  return result.fault;
}

Deno.test("encodeNtpQuery asks as a client of version 4 and tells the server nothing but the nonce", () => {
  assert.equal(query.length, 48);
  assert.equal(query[0], 0b00_100_011);
  assert.equal(new DataView(query.buffer).getBigUint64(40), NONCE);
  assert(query.subarray(1, 40).every((byte) => byte === 0));
});

Deno.test("decodeNtpReply reads what an honest server says", () => {
  const result = decode({ stratum: 3, rootDelayMs: 12.5, rootDispersionMs: 7, precision: -10 });
  assert(result.ok);
  const { stratum, precisionMs, rootDelayMs, rootDispersionMs, receiveMs, transmitMs } = result.value;
  assert.equal(stratum, 3);
  assert.equal(precisionMs, 1_000 / 1_024);
  assert(Math.abs(rootDelayMs - 12.5) < 0.02);
  assert(Math.abs(rootDispersionMs - 7) < 0.02);
  assert(Math.abs(receiveMs - NOW) < 0.001 && Math.abs(transmitMs - NOW - 1) < 0.001);
  assert(decode({ version: 3 }).ok, "a server of version 3");
  assert(decode({ bytes: 68 }).ok, "a reply with a message authentication code");
});

Deno.test("decodeNtpReply refuses what does not answer the query before it looks at anything else", () => {
  assert.deepEqual(fault({ origin: NONCE + 1n }), { kind: "origin-mismatch" });
  assert.deepEqual(fault({ origin: 0n, stratum: 0, referenceId: "DENY" }), { kind: "origin-mismatch" });
});

Deno.test("decodeNtpReply refuses packets that no server sends", () => {
  for (const bytes of [0, 1, 47, 1_025]) assert.deepEqual(fault({ bytes }), { kind: "wrong-length", bytes });
  for (const mode of [0, 1, 2, 3, 5, 6, 7]) assert.deepEqual(fault({ mode }), { kind: "wrong-mode", mode });
  for (const version of [0, 1, 2, 5, 7]) {
    assert.deepEqual(fault({ version }), { kind: "wrong-version", version });
  }
});

Deno.test("decodeNtpReply reads a kiss-o'-death with its code, and nothing else as one", () => {
  assert.deepEqual(fault({ stratum: 0, referenceId: "DENY" }), { kind: "kiss", code: "DENY" });
  assert.deepEqual(fault({ stratum: 0, referenceId: "RATE", leap: 3 }), { kind: "kiss", code: "RATE" });
  for (const referenceId of ["a\n\0\x7F", "\0\0\0\0", "RAT"]) {
    assert.deepEqual(fault({ stratum: 0, referenceId }), {
      kind: "server-unsynchronised",
      leap: 0,
      stratum: 0,
    });
  }
});

Deno.test("decodeNtpReply refuses a server that has no time itself", () => {
  assert.deepEqual(fault({ leap: 3 }), { kind: "server-unsynchronised", leap: 3, stratum: 2 });
  assert.deepEqual(fault({ stratum: 16 }), { kind: "server-unsynchronised", leap: 0, stratum: 16 });
  assert(decode({ leap: 1 }).ok && decode({ leap: 2 }).ok, "an announced leap second is no fault");
});

Deno.test("decodeNtpReply refuses times that cannot be", () => {
  assert.deepEqual(fault({ receiveMs: NaN }), { kind: "zero-timestamp", field: "receive" });
  assert.deepEqual(fault({ transmitMs: NaN, referenceMs: NOW }), {
    kind: "zero-timestamp",
    field: "transmit",
  });
  assert.deepEqual(fault({ receiveMs: NOW + 2 }), { kind: "times-disordered" });
  assert.deepEqual(fault({ referenceMs: NOW + 3_600_000 }), { kind: "times-disordered" });
  assert(decode({ referenceMs: NaN }).ok, "a server need not tell when it was last set");
});

Deno.test("decodeNtpReply refuses a server too far from the true source, however it says so", () => {
  for (
    const fields of [{ rootDelayMs: 3_200 }, { rootDispersionMs: 1_600 }, { precision: 127 }, {
      precision: 1,
    }]
  ) {
    const refused = fault(fields);
    assert(refused.kind === "root-distance", refused.kind);
    assert.equal(refused.limitMs, ROOT_DISTANCE_MAX_MS);
    assert(refused.distanceMs > refused.limitMs);
  }
  assert(decode({ rootDelayMs: 1_400, rootDispersionMs: 700 }).ok);
});

Deno.test("decodeNtpReply survives every single-byte change of a reply", () => {
  const honest = ntpReply(query, { receiveMs: NOW, transmitMs: NOW });
  for (let at = 0; at < honest.length; at++) {
    for (const value of [0, 1, 0x7F, 0x80, 0xFF]) {
      const changed = honest.slice();
      changed[at] = value;
      const result = decodeNtpReply(changed, NONCE);
      if (result.ok) assert(Object.values(result.value).every(Number.isFinite), `byte ${at} = ${value}`);
    }
  }
});

Deno.test("measureExchange gives offset, delay and a bound that holds for every asymmetry of the way", () => {
  const trueOffsetMs = NOW - 5_000;
  for (const [thereMs, backMs] of [[10, 10], [1, 40], [40, 1], [0, 0]]) {
    const sentMs = 5_000;
    const receiveMs = sentMs + thereMs + trueOffsetMs;
    const transmitMs = receiveMs + 3;
    const arrivedMs = sentMs + thereMs + 3 + backMs;
    const reply = {
      stratum: 1,
      precisionMs: 0.001,
      rootDelayMs: 4,
      rootDispersionMs: 1,
      receiveMs,
      transmitMs,
    };
    const measure = measureExchange(reply, sentMs, arrivedMs);
    assert(Math.abs(measure.delayMs - thereMs - backMs) < 0.001);
    assert(Math.abs(measure.utcMinusMonoMs - trueOffsetMs) <= measure.errorMs);
    assert(Math.abs(measure.errorMs - ((thereMs + backMs) / 2 + 3.001)) < 0.001);
    assert.equal(measure.atMs, arrivedMs);
  }
});

Deno.test("measureExchange takes a server that claims to have held the query longer than it was away for no delay", () => {
  const reply = {
    stratum: 1,
    precisionMs: 0,
    rootDelayMs: 0,
    rootDispersionMs: 0,
    receiveMs: NOW,
    transmitMs: NOW + 50,
  };
  assert.equal(measureExchange(reply, 0, 10).delayMs, 0);
});
