import assert from "node:assert/strict";
import { CONFIG_BYTES_MAX, describeFaults, FAULTS_MAX, parseConfig } from "./load.ts";

const SIREN = "outputs: [{id: hall, kind: siren, driver: simulated}]\n";

function faultsOf(text: string): string {
  const result = parseConfig(text);
  assert(!result.ok, "the configuration should have been refused");
  return describeFaults(result.fault);
}

Deno.test("parseConfig fills in every default of a small site", () => {
  const result = parseConfig(`${SIREN}zones: [{id: boiler}]\nsensors: [{id: s1, zone: boiler}]`);
  assert(result.ok);
  const { value } = result;
  assert.equal(value.zones[0].limits.preAlarmC, 40);
  assert.equal(value.zones[0].limits.criticalC, 60);
  assert.equal(value.sensors[0].emissivity, 0.95);
  assert.equal(value.sensors[0].calibration, "auto");
  assert.equal(value.sensorPort.port, 9001);
  assert.equal(value.sensorPort.unknown, "refuse");
  assert.equal(value.page.viewing, "token");
});

Deno.test("parseConfig names the nearest key for a mistyped one, at any depth", () => {
  const text = faultsOf(`${SIREN}zones: [{id: a, limits: {critcalC: 55}}]\nsensor: []`);
  assert.match(text, /zones\[0\]\.limits: unknown key 'critcalC'; did you mean 'criticalC'\?/);
  assert.match(text, /unknown key 'sensor'; did you mean 'sensors'\?/);
});

Deno.test("parseConfig says path, rule and value of a wrong value", () => {
  const text = faultsOf(`${SIREN}zones: [{id: a}]\nsensorPort: {port: 99999}`);
  assert.match(text, /sensorPort\.port: .*65535.*99999/);
});

Deno.test("parseConfig refuses a time server at a port that there is not, with which the service could not start", () => {
  const withServer = (server: string) =>
    `${SIREN}zones: [{id: a}]\ntimeSync: {servers: [${JSON.stringify(server)}]}`;
  for (const server of ["ntp:99999", "ntp:0", "[::1]:70000"]) {
    assert.match(faultsOf(withServer(server)), /timeSync\.servers\[0\]: .*from 1 to 65535/, server);
  }
  for (const server of ["ntp", "ntp:123", "[::1]:65535", "2001:db8::0", "10.0.0.1"]) {
    assert(parseConfig(withServer(server)).ok, server);
  }
});

Deno.test("parseConfig refuses a sensor in a zone that does not exist, and suggests one", () => {
  const text = faultsOf(`${SIREN}zones: [{id: boiler}]\nsensors: [{id: s1, zone: biler}]`);
  assert.match(text, /sensors\[0\]\.zone: there is no zone 'biler'; did you mean 'boiler'\?/);
});

Deno.test("parseConfig refuses an id given twice and says where it stands first", () => {
  const text = faultsOf(`${SIREN}zones: [{id: a}, {id: a}]`);
  assert.match(text, /zones\[1\]\.id: 'a' is zones\[0\]'s already/);
});

Deno.test("parseConfig refuses a zone whose alarm nobody would hear", () => {
  assert.match(faultsOf("zones: [{id: a}]"), /zones\[0\]\.sirens: zone 'a' has no siren/);
  assert.match(faultsOf(`${SIREN}zones: [{id: a, sirens: []}]`), /would not be heard/);
});

Deno.test("parseConfig refuses two sensors at one address: one of them would never be heard", () => {
  const sensors = (second: string) =>
    `${SIREN}zones: [{id: a}]\nsensors: [{id: s, zone: a, address: 192.0.2.4}, {id: t, zone: a, address: "${second}"}]`;
  assert.match(
    faultsOf(sensors("::ffff:192.0.2.4")),
    /sensors\[1\]\.address: '192\.0\.2\.4' is sensors\[0\]'s already/,
  );
  assert(parseConfig(sensors("192.0.2.5")).ok);
});

Deno.test("parseConfig refuses limits in the wrong order, with both values", () => {
  const text = faultsOf(`${SIREN}zones: [{id: a, limits: {preAlarmC: 70}}]`);
  assert.match(text, /zones\[0\]\.limits\.criticalC: 60 is not above preAlarmC, 70/);
});

Deno.test("parseConfig refuses YAML that cannot be read, duplicate keys and an empty file", () => {
  assert.match(faultsOf("zones: [{id: a"), /./);
  assert.match(faultsOf("zones: []\nzones: []"), /the key 'zones' stands here a second time/);
  assert.match(faultsOf(""), /the file is empty/);
});

Deno.test("parseConfig refuses a bomb of aliases and a file beyond its size", () => {
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"]) {
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(",")}]`);
  }
  assert.match(faultsOf(bomb.join("\n")), /alias/i);
  assert.match(faultsOf("#".repeat(CONFIG_BYTES_MAX + 1)), /at most/);
});

Deno.test("parseConfig lists no more faults than anybody reads", () => {
  const zones = Array.from({ length: 200 }, (_, i) => `{id: z${i}, nonsense: 1}`).join(",");
  const result = parseConfig(`${SIREN}zones: [${zones}]`);
  assert(!result.ok);
  assert.equal(result.fault.length, FAULTS_MAX);
});

Deno.test("parseConfig takes a simulated driver only when it is named", () => {
  assert.match(faultsOf("zones: [{id: a}]\noutputs: [{id: hall, kind: siren}]"), /outputs\[0\]\.driver/);
});

Deno.test("parseConfig knows the keys of each output driver", () => {
  const gpio = parseConfig(
    "zones: [{id: a}]\noutputs: [{id: hall, kind: siren, driver: gpio, chip: pinctrl, line: 17}]",
  );
  assert(gpio.ok);
  const mistyped = faultsOf(
    "zones: [{id: a}]\noutputs: [{id: hall, kind: siren, driver: gpio, chip: p, line: 1, activelow: true}]",
  );
  assert.match(mistyped, /unknown key 'activelow'; did you mean 'activeLow'\?/);
  assert.match(
    faultsOf("zones: [{id: a}]\noutputs: [{id: hall, kind: siren, driver: smoke-signal}]"),
    /outputs\[0\]/,
  );
});

Deno.test("parseConfig: a zone's neighbours are zones that exist, and others than itself", () => {
  const faults = (neighbours: string) => {
    const parsed = parseConfig(
      `zones: [{id: boiler, neighbours: [${neighbours}]}, {id: hall}]\noutputs: [{id: bell, kind: siren, driver: simulated}]`,
    );
    return parsed.ok ? "" : describeFaults(parsed.fault);
  };
  assert.equal(faults("hall"), "");
  assert.match(faults("hal"), /zones\[0\]\.neighbours\[0\]: there is no zone 'hal'; did you mean 'hall'\?/);
  assert.match(faults("boiler"), /'boiler' is no neighbour of itself/);
});
