import assert from "node:assert/strict";
import { RateLimit } from "./rate_limit.ts";

Deno.test("RateLimit logs the first at once, then one per interval with the count of those held back", () => {
  const limit = new RateLimit(10_000);
  assert.equal(limit.admit("10.0.0.7 too-long", 0), 0);
  for (let atMs = 1; atMs <= 500; atMs++) assert.equal(limit.admit("10.0.0.7 too-long", atMs), undefined);
  assert.equal(limit.admit("10.0.0.7 too-long", 10_000), 500);
  assert.equal(limit.admit("10.0.0.7 too-long", 20_000), 0);
});

Deno.test("RateLimit keeps keys apart", () => {
  const limit = new RateLimit(10_000);
  assert.equal(limit.admit("a", 0), 0);
  assert.equal(limit.admit("b", 1), 0);
  assert.equal(limit.admit("a", 2), undefined);
});

Deno.test("RateLimit tells the end of a series once when it is swept", () => {
  const limit = new RateLimit(10_000);
  limit.admit("a", 0);
  limit.admit("a", 1);
  limit.admit("a", 2);
  limit.admit("quiet", 3);
  assert.deepEqual(limit.sweep(9_999), []);
  assert.deepEqual(limit.sweep(10_003), [{ key: "a", count: 2 }]);
  assert.deepEqual(limit.sweep(99_999), []);
  assert.equal(limit.admit("a", 100_000), 0);
});

Deno.test("RateLimit stays bounded under ever new keys and counts what it forgot", () => {
  const limit = new RateLimit(10_000, 100);
  limit.admit("first", 0);
  limit.admit("first", 0);
  for (let n = 0; n < 100_000; n++) limit.admit(`key ${n}`, 1);
  assert.equal(limit.forgotten, 1);
  assert.equal(limit.admit("first", 2), 0, "a forgotten key is logged at once again");
  for (let n = 0; n < 10; n++) limit.admit("first", 3);
  assert.deepEqual(limit.sweep(1e9), [{ key: "first", count: 10 }]);
});
