import assert from "node:assert/strict";
import { type HostLimits, Hosts, HOSTS_MAX } from "./hosts.ts";
import { Lockout } from "./lockout.ts";
import { TokenBucket } from "./token_bucket.ts";

const LIMITS: HostLimits = {
  connectionsPerSecond: 2,
  packetsPerSecond: 10,
  bytesPerSecond: 1_000,
  wrongTokens: 3,
};

Deno.test("TokenBucket lets a burst pass, then so much a second", () => {
  const rate = { perSecond: 2, burst: 3 };
  const bucket = new TokenBucket(rate, 0);
  assert.deepEqual([0, 0, 0, 0, 400, 500].map((ms) => bucket.take(rate, ms)), [
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
  assert.equal(bucket.level(rate, 1e9), 3);
});

Deno.test("TokenBucket says how long to wait for what was spent beyond it", () => {
  const rate = { perSecond: 100, burst: 200 };
  const bucket = new TokenBucket(rate, 0);
  assert.equal(bucket.spend(150, rate, 0), 0);
  assert.equal(bucket.spend(150, rate, 0), 1_000);
  assert.equal(bucket.spend(0, rate, 1_000), 0);
});

Deno.test("Lockout lasts twice as long each time, up to a quarter of an hour", () => {
  const lockout = new Lockout(3, 0);
  let nowMs = 0;
  const wrong = () => {
    lockout.wrong(nowMs);
    const ms = lockout.remainingMs(nowMs);
    nowMs += ms;
    return ms;
  };
  assert.deepEqual([wrong(), wrong(), wrong()], [0, 0, 0], "a person mistypes");
  assert.deepEqual([wrong(), wrong(), wrong()], [1_000, 2_000, 4_000]);
  for (let i = 0; i < 10; i++) wrong();
  assert.equal(wrong(), 15 * 60_000);
});

Deno.test("Lockout forgives with time, and at once for a right token", () => {
  const lockout = new Lockout(1, 0);
  lockout.wrong(0);
  lockout.wrong(0);
  lockout.wrong(1_000);
  assert.equal(lockout.remainingMs(1_000), 2_000);
  lockout.right();
  assert.equal(lockout.remainingMs(1_000), 0);
  lockout.wrong(1_000);
  assert.equal(lockout.remainingMs(1_000), 1_000, "the next is a first one");
  lockout.wrong(4_000_000_000);
  assert.equal(lockout.remainingMs(4_000_000_000), 0, "mistyping once a month costs nothing");
});

Deno.test("Host has a share for each sensor that is there", () => {
  const hosts = new Hosts();
  const host = hosts.of("a", LIMITS, 0);
  assert.equal(host.spend(40, 0, LIMITS, 0), 2_000, "20 packets at once, the other 20 take two seconds");
  for (const id of ["s1", "s2", "s3"]) hosts.place(id, host);
  const other = hosts.of("b", LIMITS, 0);
  for (const id of ["s4", "s5", "s6", "s7"]) hosts.place(id, other);
  assert.equal(other.spend(40, 0, LIMITS, 0), 500);
  assert.equal(other.spend(40, 0, LIMITS, 10_000), 0, "once full, it holds a burst for each of the four");
  hosts.place("s4", host);
  assert.deepEqual([host.sensors, other.sensors], [4, 3], "a sensor that moves takes its share along");
});

Deno.test("Hosts stays bounded, and forgets nobody who is in use", () => {
  const hosts = new Hosts();
  const sensor = hosts.of("sensor", LIMITS, 0);
  hosts.place("s1", sensor);
  const open = hosts.of("open", LIMITS, 0);
  open.connections = 1;
  for (let i = 0; i < 3 * HOSTS_MAX; i++) hosts.of(`stranger ${i}`, LIMITS, i);
  assert.equal(hosts.size, HOSTS_MAX);
  assert.equal(hosts.of("sensor", LIMITS, 0), sensor);
  assert.equal(hosts.of("open", LIMITS, 0), open);
});
