import assert from "node:assert/strict";
import { DeviceKeys } from "../../firewall/device_keys.ts";
import { newDeviceToken } from "../../firewall/device_token.ts";
import { encodeAuth, encodeInputs, encodeLocation } from "../protocol/encoder.ts";
import { Desk, siteOf } from "./desk_for_tests.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const inputs = (location: string, token?: string) =>
  encodeInputs({ ADC1: 300 }, { location, ...(token === undefined ? {} : { token }) });

function withTokens(...devices: string[]) {
  const made = devices.map((device) => newDeviceToken(device, 0));
  const keys = new DeviceKeys(() => 1_000);
  keys.load(made.map(({ entry }) => entry));
  return { keys, made, tokens: made.map(({ token }) => token) };
}

Deno.test("Reception turns away at the gate whom no list names", () => {
  const desk = new Desk({ port: "allow: [10.0.0.0/24]" });
  assert(desk.connect("10.0.0.9") !== undefined);
  assert.equal(desk.connect("10.0.1.9"), undefined);
  assert.equal(desk.connect("2001:db8::1"), undefined);
  assert.deepEqual(desk.refusals, ["not-allowed", "not-allowed"]);
});

Deno.test("Reception lets a sensor be only where it may be", () => {
  const desk = new Desk({
    port: "allow: [10.0.0.0/24]",
    sensors: "{id: s1, zone: boiler, allow: [10.0.0.7, 10.9.0.0/16]}",
  });
  const there = desk.connect("10.9.1.1")!;
  there.connection.receive(inputs("s1"), 1_000);
  const elsewhere = desk.connect("10.0.0.8")!;
  elsewhere.connection.receive(inputs("s1"), 1_100);
  assert.deepEqual(desk.refusals, ["wrong-address"]);
  assert.deepEqual(
    [elsewhere.peer.closed, there.peer.closed],
    [true, false],
    "the true one is not pushed out",
  );
});

Deno.test("Reception bounds connections of one address and of strangers in all", () => {
  const desk = new Desk({ port: "connectionsMax: 10, connectionsPerAddressMax: 3" });
  for (let i = 0; i < 3; i++) assert(desk.connect("10.0.0.1") !== undefined);
  assert.equal(desk.connect("10.0.0.1"), undefined);
  for (const address of ["10.0.0.2", "10.0.0.3"]) assert(desk.connect(address) !== undefined);
  assert.equal(desk.connect("10.0.0.4"), undefined);
  assert.deepEqual(desk.refusals, ["too-many-from-address", "too-many-strangers"]);
});

Deno.test("Reception keeps room for the sensors of the site through a flood of strangers", () => {
  const desk = new Desk({ port: "connectionsMax: 20, connectionsPerAddressMax: 3" });
  const sensor = desk.connect("10.0.0.1")!;
  sensor.connection.receive(inputs("s1"), 1_000);
  let strangers = 0;
  const flood = () => {
    for (let i = 0; i < 1_000; i++) {
      if (desk.connect(`10.1.${i >> 8}.${i & 255}`) !== undefined) strangers++;
    }
  };
  flood();
  assert.equal(strangers, 10, "half of all places");
  assert.equal(sensor.peer.closed, false);
  // It comes back in the middle of the flood, and so does one that was known from an earlier run.
  desk.reception.remember([["s2", "10.0.0.2"]], desk.nowMs);
  for (const [location, address] of [["s1", "10.0.0.1"], ["s2", "10.0.0.2"]] as const) {
    const back = desk.connect(address);
    assert(back !== undefined, address);
    back.connection.receive(inputs(location), 1_200);
    assert.equal(back.peer.closed, false);
  }
  assert.equal(desk.reception.devices().filter(({ connected }) => connected).length, 2);
});

Deno.test("Reception pushes the oldest stranger out where all places are taken and a sensor comes", () => {
  const desk = new Desk({ port: "connectionsMax: 4, connectionsPerAddressMax: 4" });
  desk.reception.remember([["s1", "10.0.0.1"], ["s2", "10.0.0.2"]], desk.nowMs);
  const held = Array.from({ length: 4 }, () => desk.connect("10.0.0.1")!);
  const sensor = desk.connect("10.0.0.2");
  assert(sensor !== undefined);
  assert.deepEqual(held.map(({ peer }) => peer.closed), [true, false, false, false]);
  assert.deepEqual(desk.refusals, ["pushed-out"]);
});

Deno.test("Reception lets a newcomer in where strangers only hold their places", () => {
  const desk = new Desk({ port: "connectionsMax: 4, connectionsPerAddressMax: 4" });
  const first = desk.connect("10.0.0.1")!;
  desk.connect("10.0.0.2");
  assert.equal(desk.connect("10.0.0.3"), undefined, "everybody has a moment to say who it is");
  desk.nowMs += 1_000;
  assert(desk.connect("10.0.0.3") !== undefined);
  assert.equal(first.peer.closed, true);
});

Deno.test("Reception holds back a host that sends too much, by as much as it is too much, and no sensor of its own rate", () => {
  const desk = new Desk({ port: "limits: {packetsPerSecond: 10, kilobytesPerSecond: 1}" });
  const { connection } = desk.connect()!;
  assert.equal(connection.receive(encodeLocation("s1"), 1_000), 0);
  let waitMs = 0;
  for (let i = 0; i < 40; i++) waitMs = connection.receive(bytes("#Sensor:ADC1=1!"), 1_000);
  assert(waitMs > 1_500 && waitMs <= 2_500, `${waitMs} ms`);
  assert.equal(connection.receive(bytes("#Sensor:ADC1=1!"), 1_000 + waitMs + 100), 0);
  const large = desk.connect("10.0.0.2")!.connection;
  assert.equal(large.receive(new Uint8Array(2_000), 1_000), 0);
  assert.equal(large.receive(new Uint8Array(1_000), 1_000), 1_000);
  const wired = desk.reception.openWired({ address: "/dev/ttyS0", send: () => {}, close: () => {} }, 1_000);
  assert.equal(
    wired.receive(new Uint8Array(16_000), 1_000),
    0,
    "a line of this machine has a rate of its own",
  );
});

Deno.test("Reception takes a token for the sensor it stands for, and for no other", () => {
  const { keys, tokens: [mine, other] } = withTokens("s1", "s2");
  for (const auth of ["connection", "packet"]) {
    const desk = new Desk({ port: `auth: ${auth}`, keys });
    const good = desk.connect("10.0.0.1")!;
    good.connection.receive(encodeAuth(mine), 1_000);
    good.connection.receive(inputs("s1", mine), 1_000);
    assert.equal(desk.reception.devices().length, 1);
    // Replayed by somebody else: for another sensor it is worth nothing.
    const replayed = desk.connect("10.0.0.2")!;
    replayed.connection.receive(encodeAuth(other), 1_100);
    replayed.connection.receive(inputs("s1", other), 1_100);
    assert.deepEqual(desk.refusals, ["wrong-device", "not-authenticated"], auth);
    assert.deepEqual([replayed.peer.closed, good.peer.closed], [true, false], auth);
  }
});

Deno.test("Reception turns away truncated, unknown and missing tokens, and locks out who goes on", () => {
  const { keys, tokens: [token] } = withTokens("s1");
  const desk = new Desk({ port: "auth: connection, limits: {wrongTokens: 3}", keys });
  for (const wrong of [token.slice(0, -1), `${token}A`, newDeviceToken("s1", 0).token]) {
    const { connection, peer } = desk.connect()!;
    connection.receive(encodeAuth(wrong), desk.nowMs);
    assert.equal(peer.closed, true);
  }
  const silent = desk.connect()!;
  silent.connection.receive(inputs("s1"), desk.nowMs);
  assert.equal(desk.readings.length, 0);
  const last = desk.connect()!;
  last.connection.receive(encodeAuth("dev_nonsense"), desk.nowMs);
  assert.equal(desk.connect(), undefined);
  assert.equal(desk.refusals.at(-1), "locked-out");
  desk.nowMs += 1_001;
  const right = desk.connect()!;
  right.connection.receive(encodeAuth(token), desk.nowMs);
  right.connection.receive(inputs("s1"), desk.nowMs);
  assert(desk.readings.length > 0);
});

Deno.test("Reception ends an open connection as soon as its token is revoked", () => {
  const { keys, made, tokens } = withTokens("s1", "s2");
  const desk = new Desk({ port: "auth: connection", keys });
  const [first, second] = tokens.map((token, i) => {
    const device = desk.connect(`10.0.0.${i}`)!;
    device.connection.receive(encodeAuth(token), 1_000);
    device.connection.receive(inputs(`s${i + 1}`), 1_000);
    return device;
  });
  keys.load([made[1].entry]);
  desk.reception.checkTokens(1_001);
  assert.deepEqual([first.peer.closed, second.peer.closed], [true, false]);
  assert.deepEqual(desk.refusals, ["token-withdrawn"]);
  assert.equal(desk.absences.at(-1)?.reason, "disconnected");
});

Deno.test("Reception applies new rules to open connections at once", () => {
  const sensors = "{id: s1, zone: boiler}, {id: s2, zone: boiler}";
  const desk = new Desk({ port: "allow: [10.0.0.0/24]", sensors });
  const devices = ["10.0.0.1", "10.0.0.2"].map((address, i) => {
    const device = desk.connect(address)!;
    device.connection.receive(inputs(`s${i + 1}`), 1_000);
    return device;
  });
  const stranger = desk.connect("10.0.0.3")!;
  desk.reception.reconfigure(siteOf({ port: "allow: [10.0.0.2]", sensors }), 1_100);
  assert.deepEqual(devices.map(({ peer }) => peer.closed), [true, false]);
  assert.equal(stranger.peer.closed, true, "also one that has said nothing yet");
  desk.reception.reconfigure(siteOf({ port: "allow: [10.0.0.2], auth: packet", sensors }), 1_200);
  const before = desk.readings.length;
  devices[1].connection.receive(inputs("s2"), 1_300);
  assert.equal(desk.readings.length, before);
  assert.equal(desk.refusals.at(-1), "not-authenticated");
  desk.reception.reconfigure(
    siteOf({
      port: "allow: [10.0.0.2]",
      sensors: "{id: s1, zone: boiler}, {id: s2, zone: boiler, allow: [10.5.0.0/16]}",
    }),
    1_400,
  );
  assert.equal(devices[1].peer.closed, true);
  assert.equal(desk.refusals.at(-1), "wrong-address");
});
