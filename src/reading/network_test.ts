import assert from "node:assert/strict";
import { formatNetwork, parseNetwork, parseNetworks } from "./network.ts";

Deno.test("parseNetwork reads networks and single addresses, and formatNetwork writes them back", () => {
  for (
    const text of [
      "192.0.2.0/24",
      "192.0.2.7",
      "0.0.0.0/0",
      "10.0.0.0/8",
      "2001:db8::/32",
      "::1",
      "::/0",
      "fe80::/10",
    ]
  ) {
    const network = parseNetwork(text);
    assert(network.ok, text);
    assert.equal(formatNetwork(network.value), text);
  }
  const whole = parseNetwork("192.0.2.7/32");
  assert(whole.ok && formatNetwork(whole.value) === "192.0.2.7");
});

Deno.test("parseNetwork says what to write instead", () => {
  const fault = (text: string) => {
    const network = parseNetwork(text);
    assert(!network.ok, text);
    return network.fault;
  };
  assert.match(
    fault("192.0.2.7/24"),
    /192\.0\.2\.0\/24 for the network, or 192\.0\.2\.7 for the one address/,
  );
  assert.match(fault("2001:db8::1/32"), /2001:db8::\/32/);
  assert.match(fault("192.0.2.0/33"), /0 to 32/);
  assert.match(fault("::/129"), /0 to 128/);
  for (const text of ["192.0.2.0/", "192.0.2.0/024", "192.0.2.0/-1", "192.0.2.0/2 4"]) fault(text);
  assert.match(fault("lan"), /loopback, private, any/);
  assert.match(fault("192.0.2.*"), /is no network/);
});

Deno.test("parseNetworks knows the words", () => {
  for (const word of ["loopback", "private", "any"]) assert(parseNetworks(word).ok, word);
  assert(!parseNetworks("toString").ok);
});
