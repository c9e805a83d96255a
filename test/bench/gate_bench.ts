/**
 * Measures what the gate costs: one look at an address, one accept, one packet with its token.
 */
import { DeviceKeys } from "../../src/firewall/device_keys.ts";
import { newDeviceToken } from "../../src/firewall/device_token.ts";
import { Gate } from "../../src/firewall/gate.ts";
import { NetworkTable } from "../../src/firewall/network_table.ts";
import { sensorPortLimits, sensorPortRules } from "../../src/firewall/rules.ts";
import { encodeInputs } from "../../src/ingest/protocol/encoder.ts";
import { DeviceSession, type SessionHandler } from "../../src/ingest/protocol/session.ts";
import { parseConfig } from "../../src/config/load.ts";
import { type Address, parseAddress } from "../../src/reading/address.ts";
import { parseNetwork } from "../../src/reading/network.ts";
import { leastUs } from "./statistics.ts";

const ROUNDS = 50;
const TIMES = 4_000;
/** Packets in one chunk, as a busy device sends them. */
const PACKETS = 100;

/** Runs for a few seconds. */
export function benchGate() {
  return {
    lookupUs: { of10: lookup(10), of10000: lookup(10_000) },
    acceptUs: {
      of10: accept(10, true),
      of10000: accept(10_000, true),
      refusedOf10000: accept(10_000, false),
    },
    packetUs: packet(),
    target: { packetUsBelow: 2, acceptUsBelow: 20, of10000: "no slower than of 10" },
  };
}

/** Networks of four lengths of both families, as a site mixes them: single hosts for the most part. */
function networks(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [i >> 8 & 255, i & 255];
    if (i % 10 === 9) return `2001:db8:${a.toString(16)}:${b.toString(16)}::/64`;
    if (i % 10 === 8) return `10.${a}.${b}.0/24`;
    if (i % 10 === 7) return `2001:db8:ffff::${a.toString(16)}:${b.toString(16)}`;
    return `172.16.${a}.${b}`;
  });
}

/** Half of them are on the list. */
function addresses(count: number): Address[] {
  return Array.from({ length: 1_024 }, (_, i) => {
    const at = i * 7 % count;
    const [a, b] = [at >> 8 & 255, at & 255];
    return parseAddress(i % 2 === 0 ? `172.16.${a}.${b}` : `203.0.${a}.${b}`)!;
  });
}

function lookup(count: number): number {
  const table = new NetworkTable(
    networks(count).map((text) => {
      const network = parseNetwork(text);
      if (!network.ok) throw new Error(network.fault);
      return [network.value, true] as const;
    }),
  );
  const asked = addresses(count);
  let at = 0;
  let found = 0;
  const us = leastUs(TIMES, ROUNDS, () => {
    if (table.find(asked[at++ & 1_023]) !== undefined) found++;
  });
  if (found === 0) throw new Error("bench: nobody was on the list");
  return us;
}

function site(sensorPort: string) {
  const parsed = parseConfig(`
outputs: [{id: hall, kind: siren, driver: simulated}]
zones: [{id: boiler}]
sensorPort: ${sensorPort}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  return parsed.value;
}

/** The whole of what happens between the kernel's word of a connection and the first read: parsing the address included. */
function accept(count: number, isAllowed: boolean): number {
  const config = site(
    `{allow: [${
      networks(count).map((text) => `'${text}'`).join(", ")
    }], limits: {connectionsPerSecond: 10000}}`,
  );
  const gate = new Gate("sensors", sensorPortRules(config), sensorPortLimits(config.sensorPort));
  let nowMs = 0;
  let at = 0;
  return leastUs(TIMES, ROUNDS, () => {
    const address = isAllowed ? `172.16.0.${at++ % 7}` : `203.0.113.${at++ & 255}`;
    const pass = gate.admit(address, nowMs += 1);
    if (pass.ok !== isAllowed) throw new Error(`bench: ${address} was not treated as expected`);
    if (pass.ok) gate.left(pass.value.host);
  });
}

/** What one packet costs more with a token in each, the host's account included, than where nothing is asked. */
function packet(): { readonly without: number; readonly withToken: number; readonly gate: number } {
  const { token, entry } = newDeviceToken("room", 0);
  const keys = new DeviceKeys(() => Date.now());
  keys.load([entry]);
  const gate = new Gate("sensors", sensorPortRules(site("{allow: [any]}")), {
    ...sensorPortLimits(site("{}").sensorPort),
    packetsPerSecond: 1e9,
    bytesPerSecond: 1e12,
  });
  const pass = gate.admit("192.0.2.1", 0);
  if (!pass.ok) throw new Error("bench: the device was turned away");
  const values = { ADC1: 269, ADC2: 1296, "ADC3:": 1, DIO: 0 };
  let nowMs = 0;
  const open = new DeviceSession({ address: "192.0.2.1" }, quiet(), 0);
  const plain = repeat(encodeInputs(values, { location: "room" }));
  const without = leastUs(50, ROUNDS, () => open.receive(plain, nowMs += 20)) / PACKETS;
  const guarded = new DeviceSession({ address: "192.0.2.1", auth: "packet", tokens: keys }, quiet(), nowMs);
  const proven = repeat(encodeInputs(values, { location: "room", token }));
  const withToken = leastUs(50, ROUNDS, () => {
    const before = guarded.packetCount;
    guarded.receive(proven, nowMs += 20);
    gate.spend(pass.value.host, guarded.packetCount - before, proven.length, nowMs);
  }) / PACKETS;
  return { without, withToken, gate: withToken - without };
}

function repeat(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length * PACKETS);
  for (let i = 0; i < PACKETS; i++) all.set(bytes, i * bytes.length);
  return all;
}

function quiet(): SessionHandler {
  const refuse = (what: string) => () => {
    throw new Error(`bench: ${what}`);
  };
  return {
    send() {},
    location() {},
    frame() {},
    inputs() {},
    eeprom() {},
    serial() {},
    eepromUnavailable() {},
    close: refuse("closed"),
    refused: refuse("refused"),
  };
}

if (import.meta.main) console.log(JSON.stringify(benchGate(), null, 2));
