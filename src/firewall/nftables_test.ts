import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import { comparableListing, renderNftables, unguardable } from "./nftables.ts";

function site(more: string) {
  const parsed = parseConfig(`
outputs: [{id: hall, kind: siren, driver: simulated}]
zones: [{id: boiler}]
${more}`);
  assert(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

Deno.test("renderNftables guards both ports with the configuration's lists, sensors' own networks included", () => {
  const rules = renderNftables(site(`
sensors: [{id: a, zone: boiler, address: 192.0.2.7}, {id: b, zone: boiler, allow: ['2001:db8:1::/48']}]
sensorPort: {port: 4888, allow: [10.0.0.0/8]}
page: {port: 443, allow: [10.1.0.0/16]}
metrics: {allow: [192.0.2.9]}`));
  assert.match(
    rules,
    /set sensors4 \{\n\t\ttype ipv4_addr;.*\n\t\telements = \{ 10\.0\.0\.0\/8, 192\.0\.2\.7 \}/,
  );
  assert.match(rules, /set sensors6 \{\n.*\n\t\telements = \{ 2001:db8:1::\/48 \}/);
  assert.match(rules, /set page4 \{\n.*\n\t\telements = \{ 10\.1\.0\.0\/16, 192\.0\.2\.9 \}/);
  assert.match(
    rules,
    /set page6 \{\n\t\ttype ipv6_addr; flags interval; auto-merge;\n\t\}/,
    "nobody: all are dropped",
  );
  assert.match(rules, /tcp dport 4888 jump sensors\n\t\ttcp dport 443 jump page/);
  assert.match(
    rules,
    /^table inet embereye\ndelete table inet embereye\n/,
    "one transaction replaces what was there",
  );
});

Deno.test("unguardable names the ports that the system chooses", () => {
  assert.deepEqual(unguardable(site("sensorPort: {port: 0}")), ["sensorPort.port"]);
  assert.deepEqual(unguardable(site("")), []);
});

Deno.test("comparableListing leaves out what differs between two listings of one table, and nothing else", () => {
  const listing = (handle: number, packets: number, elem: unknown, met: unknown) =>
    JSON.stringify({
      nftables: [
        { metainfo: { version: `1.0.${handle}` } },
        { set: { name: "sensors4", handle, flags: ["interval"], elem } },
        { set: { name: "sensors_rate4", handle, flags: ["timeout"], elem: met } },
        { rule: { handle, expr: [{ counter: { packets, bytes: packets * 60 } }, { drop: null }] } },
      ],
    });
  const one = comparableListing(listing(3, 0, ["192.0.2.7"], undefined));
  assert.equal(comparableListing(listing(9, 500, ["192.0.2.7"], ["10.0.0.1"])), one);
  assert.notEqual(comparableListing(listing(3, 0, ["192.0.2.8"], undefined)), one);
});
