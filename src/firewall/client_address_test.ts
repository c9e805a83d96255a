import assert from "node:assert/strict";
import { clientAddress } from "./client_address.ts";
import { networkSet } from "./rules.ts";

const isProxy = networkSet(["127.0.0.1", "10.0.0.0/24", "2001:db8::/64"]);

Deno.test("clientAddress believes nobody but named proxies", () => {
  assert.equal(clientAddress("192.0.2.9", "10.0.0.5", isProxy), "192.0.2.9");
  assert.equal(clientAddress("192.0.2.9", undefined, isProxy), "192.0.2.9");
  assert.equal(clientAddress("127.0.0.1", undefined, isProxy), "127.0.0.1");
  assert.equal(clientAddress("127.0.0.1", "192.0.2.9", () => false), "127.0.0.1");
  assert.equal(clientAddress("127.0.0.1", "192.0.2.9", isProxy), "192.0.2.9");
});

Deno.test("clientAddress reads the list from its end: what the client wrote itself counts for nothing", () => {
  assert.equal(clientAddress("10.0.0.1", "127.0.0.1, 192.0.2.9", isProxy), "192.0.2.9");
  assert.equal(clientAddress("10.0.0.1", "198.51.100.1, 192.0.2.9, 10.0.0.2", isProxy), "192.0.2.9");
  // A request that comes from a proxy itself.
  assert.equal(clientAddress("10.0.0.1", "10.0.0.2", isProxy), "10.0.0.2");
});

Deno.test("clientAddress takes ports, brackets and mapped addresses, and stops at what is no address", () => {
  assert.equal(clientAddress("::ffff:127.0.0.1", "192.0.2.9:4711", isProxy), "192.0.2.9");
  assert.equal(clientAddress("2001:db8::1", "[2001:DB8:1::9]:443", isProxy), "2001:db8:1::9");
  assert.equal(clientAddress("127.0.0.1", "2001:db8:1::9", isProxy), "2001:db8:1::9");
  for (const wrong of ["", ",", "unknown", "192.0.2.9, _hidden", "'; drop table", "x".repeat(10_000)]) {
    assert.equal(clientAddress("127.0.0.1", wrong, isProxy), "127.0.0.1", wrong.slice(0, 30));
  }
  assert.equal(clientAddress("127.0.0.1", new Array(50).fill("10.0.0.1").join(","), isProxy), "10.0.0.1");
  assert.equal(clientAddress("/run/page.sock", "192.0.2.9", isProxy), "/run/page.sock");
});
