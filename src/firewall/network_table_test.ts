import assert from "node:assert/strict";
import { parseAddress } from "../reading/address.ts";
import { masked, type Network, parseNetwork } from "../reading/network.ts";
import { NetworkTable } from "./network_table.ts";

function network(text: string): Network {
  const parsed = parseNetwork(text);
  assert(parsed.ok, text);
  return parsed.value;
}

Deno.test("NetworkTable gives what belongs to the narrowest network, of both families in one table", () => {
  const table = new NetworkTable<string>([
    [network("10.0.0.0/8"), "site"],
    [network("10.1.0.0/16"), "floor"],
    [network("10.1.2.3"), "device"],
    [network("2001:db8::/32"), "site six"],
    [network("2001:db8::7"), "device six"],
    [network("10.0.0.0/8"), "given twice"],
  ]);
  const found = (text: string) => table.find(parseAddress(text)!);
  assert.equal(found("10.9.9.9"), "site");
  assert.equal(found("10.1.9.9"), "floor");
  assert.equal(found("10.1.2.3"), "device");
  assert.equal(found("::ffff:10.1.2.3"), "device");
  assert.equal(found("11.0.0.1"), undefined);
  assert.equal(found("2001:db8:ffff::1"), "site six");
  assert.equal(found("2001:db8::7"), "device six");
  assert.equal(found("2001:db9::7"), undefined);
  // An IPv4 network says nothing of the IPv6 addresses that look like it.
  assert.equal(found("::10.1.2.3"), undefined);
  assert.equal(table.size, 5);
});

Deno.test("NetworkTable holds nobody where it is empty, and everybody where a network is as wide as the world", () => {
  const empty = new NetworkTable<true>([]);
  const all = new NetworkTable<true>([[network("0.0.0.0/0"), true], [network("::/0"), true]]);
  for (const text of ["0.0.0.0", "255.255.255.255", "::", "ffff::1"]) {
    assert.equal(empty.find(parseAddress(text)!), undefined);
    assert.equal(all.find(parseAddress(text)!), true);
  }
  const four = new NetworkTable<true>([[network("0.0.0.0/0"), true]]);
  assert.equal(four.find(parseAddress("2001:db8::1")!), undefined);
});

Deno.test("NetworkTable agrees with looking through all networks one by one", () => {
  let seed = 3;
  const random = (below: number) => (seed = Math.imul(seed, 1664525) + 1013904223 >>> 0) % below;
  // Few different bits, so that networks lie within one another.
  const words = () => Uint32Array.from({ length: 4 }, () => random(4) << 30 | random(4));
  const entries = Array.from({ length: 200 }, (_, i): [Network, number] => {
    const bits = random(129);
    return [{ address: masked(words(), bits), bits }, i];
  });
  const table = new NetworkTable(entries);
  let held = 0;
  for (let i = 0; i < 2_000; i++) {
    const address = words();
    const holding = entries.filter(([{ address: base, bits }]) =>
      masked(address, bits).every((word, at) => word === base[at])
    );
    const longest = Math.max(...holding.map(([{ bits }]) => bits));
    const expected = holding.find(([{ bits }]) => bits === longest)?.[1];
    if (expected !== undefined) held++;
    assert.equal(table.find(address), expected);
  }
  assert(held > 200, `${held} addresses were in a network`);
});
