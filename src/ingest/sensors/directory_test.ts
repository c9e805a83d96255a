import assert from "node:assert/strict";
import { parseConfig } from "../../config/load.ts";
import { describeDirectoryFault, SensorDirectory } from "./directory.ts";

function directory(text: string): SensorDirectory {
  const config = parseConfig(`outputs: [{id: hall, kind: siren, driver: simulated}]\n${text}`);
  assert(config.ok, JSON.stringify(config));
  return new SensorDirectory(config.value);
}

const SITE = `
zones: [{id: boiler, limits: {preAlarmC: 45}}, {id: yard}]
sensors:
  - {id: s1, zone: boiler, location: default room}
  - {id: s2, zone: yard, serial: SIM1, address: 10.0.0.7}
`;

Deno.test("SensorDirectory finds a configured sensor by its location, spaces included", () => {
  const found = directory(SITE).resolve({ location: "default room", address: "10.0.0.1" });
  assert(found.ok);
  assert.equal(found.value.sensorId, "s1");
  assert.equal(found.value.limits.preAlarmC, 45);
  assert.equal(found.value.admitted, false);
});

Deno.test("SensorDirectory refuses a stranger where the site does, and says which location it named", () => {
  const found = directory(SITE).resolve({ location: "1234", address: "10.0.0.1" });
  assert(!found.ok);
  assert.match(describeDirectoryFault(found.fault), /no sensor of the configuration has location '1234'/);
});

Deno.test("SensorDirectory admits strangers once each, into the named zone, up to the bound", () => {
  const site = directory(`${SITE}\nsensorPort: {unknown: admit, unknownZone: yard, unknownMax: 2}`);
  const first = site.resolve({ location: "1234", address: "a" });
  const again = site.resolve({ location: "1234", address: "b" });
  assert(first.ok && again.ok);
  assert.equal(first.value, again.value);
  assert.equal(first.value.zoneId, "yard");
  assert.equal(first.value.admitted, true);
  assert.equal(first.value.index, 2);
  assert(site.resolve({ location: "1235", address: "a" }).ok);
  const third = site.resolve({ location: "1236", address: "a" });
  assert(!third.ok);
  assert.match(describeDirectoryFault(third.fault), /2 unknown devices have been admitted already/);
});

Deno.test("SensorDirectory refuses a device with another serial number than configured", () => {
  const site = directory(SITE);
  assert(site.resolve({ location: "s2", address: "a", serial: "SIM1" }).ok);
  const wrong = site.resolve({ location: "s2", address: "a", serial: "SIM2" });
  assert(!wrong.ok);
  assert.match(describeDirectoryFault(wrong.fault), /must have serial number SIM1, it says SIM2/);
});

Deno.test("SensorDirectory knows the location of a device by its address", () => {
  const site = directory(SITE);
  assert.equal(site.locationOf("10.0.0.7"), "s2");
  assert.equal(site.locationOf("10.0.0.8"), undefined);
});

Deno.test("SensorDirectory refuses a location that could not be an id", () => {
  const site = directory(`${SITE}\nsensorPort: {unknown: admit}`);
  for (const location of ["", " ", "../etc", "a\nb", "x".repeat(65), "<b>"]) {
    assert(!site.resolve({ location, address: "a" }).ok, JSON.stringify(location));
  }
});

Deno.test("SensorDirectory exchanges masks while running, and takes them away again", () => {
  const site = (masks: string) =>
    parseConfig(`
zones: [{id: hall}]
sensors: [{id: s1, zone: hall, masks: [${masks}]}]
outputs: [{id: siren, kind: siren, driver: simulated}]
`);
  const [plain, masked] = [site(""), site("{column: 1, row: 0, columns: 2, rows: 1}")];
  assert(plain.ok && masked.ok);
  const directory = new SensorDirectory(plain.value);
  const [spec] = directory.specs;
  assert.equal(spec.masked, undefined);
  directory.reconfigure(masked.value);
  assert.deepEqual([...spec.masked!.slice(0, 4)], [0, 1, 1, 0]);
  directory.reconfigure(plain.value);
  assert.equal(spec.masked, undefined);
});
