import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import { Gate } from "./gate.ts";
import { HOSTS_MAX } from "./hosts.ts";
import { isOpenToThisMachineAlone, sensorPortRules, webRules } from "./rules.ts";

const LIMITS = {
  connectionsPerSecond: 2,
  packetsPerSecond: 100,
  bytesPerSecond: 10_000,
  wrongTokens: 2,
  connectionsPerAddressMax: 15,
};

function config(more: string) {
  const parsed = parseConfig(`
outputs: [{id: hall, kind: siren, driver: simulated}]
zones: [{id: boiler}]
${more}`);
  assert(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

function gate(more: string): Gate {
  return new Gate("sensors", sensorPortRules(config(more)), LIMITS);
}

function refusal(at: Gate, address: string, nowMs = 0): string {
  const admitted = at.admit(address, nowMs);
  return admitted.ok ? "let in" : admitted.fault.reason;
}

Deno.test("Gate lets in whom the list names, and is closed to all other hosts where nothing is said", () => {
  const site = gate("sensorPort: {allow: [192.0.2.0/24, 2001:db8::/32]}");
  assert.equal(refusal(site, "192.0.2.200"), "let in");
  assert.equal(refusal(site, "::ffff:192.0.2.200"), "let in");
  assert.equal(refusal(site, "2001:db8::7"), "let in");
  for (const address of ["192.0.3.1", "127.0.0.1", "::1", "2001:db9::1", "unknown", ""]) {
    assert.equal(refusal(site, address), "not-allowed", address);
  }
  const fresh = gate("");
  assert.equal(refusal(fresh, "127.0.0.1"), "let in");
  for (const address of ["10.0.0.1", "192.168.1.5", "203.0.113.9", "fe80::1"]) {
    assert.equal(refusal(fresh, address), "not-allowed", address);
  }
});

Deno.test("Gate lets in the addresses that sensors name for themselves", () => {
  const site = gate(
    "sensors: [{id: a, zone: boiler, address: 192.0.2.7}, {id: b, zone: boiler, allow: [192.0.2.32/28]}]",
  );
  assert.equal(refusal(site, "192.0.2.7"), "let in");
  assert.equal(refusal(site, "192.0.2.40"), "let in");
  assert.equal(refusal(site, "192.0.2.8"), "not-allowed");
});

Deno.test("Gate asks for tokens by network, the narrowest first", () => {
  const site = gate(`
sensorPort:
  allow: [10.0.0.0/8]
  auth: connection
  authByNetwork: [{network: 10.1.0.0/16, auth: packet}, {network: 10.1.1.1, auth: none}, {network: any, auth: packet}]`);
  assert.deepEqual(["10.1.2.3", "10.1.1.1", "10.2.0.1", "11.0.0.1"].map((address) => site.policy(address)), [
    "packet",
    "none",
    "packet",
    undefined,
  ]);
});

Deno.test("Gate follows new rules at once, for the page as well", () => {
  const page = new Gate("page", webRules(["private"]), LIMITS);
  assert.equal(page.policy("192.168.1.4"), "none");
  assert.equal(page.policy("203.0.113.9"), undefined);
  page.update(webRules(["203.0.113.9"]), LIMITS);
  assert.equal(page.policy("192.168.1.4"), undefined);
  assert.equal(page.policy("203.0.113.9"), "none");
  assert.match(page.notAllowed("192.168.1.4").text, /page\.allow holds 192\.168\.1\.4/);
});

Deno.test("Gate bounds connections of one address, and how fast they come; IPv6 by /64", () => {
  const site = gate("sensorPort: {allow: [any]}");
  const passes = Array.from({ length: 15 }, (_, i) => site.admit(`2001:db8::${i}`, 0));
  assert(passes.every(({ ok }) => ok));
  assert.equal(refusal(site, "2001:db8::ffff"), "too-many-from-address");
  assert.equal(refusal(site, "2001:db8:0:1::1"), "let in");
  for (const pass of passes) if (pass.ok) site.left(pass.value.host);
  // Twenty at once, of which fifteen are spent.
  for (let i = 0; i < 5; i++) assert.equal(refusal(site, "2001:db8::1"), "let in");
  assert.equal(refusal(site, "2001:db8::1"), "connecting-too-fast");
  assert.equal(refusal(site, "2001:db8::1", 500), "let in");
});

Deno.test("Gate locks out who guesses, but never the address where a sensor of the site is", () => {
  const site = gate("sensorPort: {allow: [any]}");
  const guess = (address: string, times: number) => {
    for (let i = 0; i < times; i++) site.wrongToken(address, 0);
  };
  guess("192.0.2.1", 2);
  assert.equal(refusal(site, "192.0.2.1"), "let in");
  guess("192.0.2.1", 1);
  assert.equal(refusal(site, "192.0.2.1"), "locked-out");
  assert(site.lockedMs("192.0.2.1", 0) > 0);
  assert.equal(refusal(site, "192.0.2.1", 1_001), "let in");
  const sensor = site.admit("192.0.2.2", 0);
  assert(sensor.ok);
  site.place("boiler-burner", sensor.value.host);
  guess("192.0.2.2", 50);
  assert.equal(refusal(site, "192.0.2.2"), "let in");
});

Deno.test("Gate remembers nothing of hosts that it does not allow, and little of the others", () => {
  const closed = gate("");
  for (let i = 0; i < 10_000; i++) refusal(closed, `10.0.${i >> 8}.${i & 255}`);
  assert.equal(closed.hostCount, 0);
  const open = gate("sensorPort: {allow: [any]}");
  for (let i = 0; i < 20_000; i++) {
    const pass = open.admit(`10.${i >> 16}.${i >> 8 & 255}.${i & 255}`, i);
    if (pass.ok) open.left(pass.value.host);
  }
  assert.equal(open.hostCount, HOSTS_MAX);
});

Deno.test("isOpenToThisMachineAlone tells an installer who has not yet said where the sensors are", () => {
  const sensors = "sensors: [{id: a, zone: boiler}]";
  const isClosed = (more: string) => isOpenToThisMachineAlone(config(more));
  assert.equal(isClosed(sensors), true);
  assert.equal(isClosed(`${sensors}\nsensorPort: {allow: [127.0.0.1, '::1']}`), true);
  for (const allow of ["[private]", "[10.0.0.0/8]", "[loopback, 10.0.0.7]", "['2001:db8::/32']"]) {
    assert.equal(isClosed(`${sensors}\nsensorPort: {allow: ${allow}}`), false, allow);
  }
  assert.equal(isClosed(`${sensors}\nsensorPort: {host: 127.0.0.1}`), false, "a demo wants it so");
  assert.equal(isClosed("sensors: [{id: a, zone: boiler, address: 10.0.0.7}]"), false);
  assert.equal(
    isClosed("sensors: [{id: a, zone: boiler, attached: {bus: serial, path: /dev/ttyS0}}]"),
    false,
  );
  assert.equal(isClosed(""), false);
});
