import assert from "node:assert/strict";
import { ROLES } from "../reading/ids.ts";
import { parseConfig } from "./load.ts";
import type { Config } from "./schema.ts";
import { restartsFor, rolesOf, wiringOf } from "./wiring.ts";

const SITE = `
zones: [{id: hall}, {id: boiler}]
sensors: [{id: s1, zone: hall}]
outputs: [{id: siren, kind: siren, driver: simulated}]
`;

function config(text: string): Config {
  const parsed = parseConfig(text);
  assert(parsed.ok);
  return parsed.value;
}

/** What each role must do, roles with nothing to do left out. */
function wiring(change: (config: Config) => void, base = SITE) {
  const before = config(base);
  const after = structuredClone(before);
  change(after);
  return Object.fromEntries(
    ROLES.map((role) => [role, wiringOf(role, before, after)]).filter(([, what]) => what !== "none"),
  );
}

Deno.test("wiringOf: a changed limit restarts nobody", () => {
  const all = wiring((after) => after.zones[0].limits.criticalC = 70);
  assert.deepEqual(all, { fusion: "live", sensors: "live", ui: "live" });
});

Deno.test("wiringOf: a mask of a thermal sensor cuts off no device", () => {
  const masks = [{ column: 0, row: 0, columns: 2, rows: 2 }];
  assert.deepEqual(wiring((after) => after.sensors[0].masks = masks), {
    fusion: "live",
    sensors: "live",
    ui: "live",
  });
});

Deno.test("wiringOf: a mask of a camera concerns the detector; captures and the page's sessions stay", () => {
  const masks = [{ x: 0, y: 0, width: 0.5, height: 0.5 }];
  const base = `${SITE}cameras: [{id: yard, zone: hall, source: "test:room"}]\n`;
  const all = wiring((after) => after.cameras[0].masks = masks, base);
  assert.deepEqual(all, { fusion: "live", detect: "restart", ui: "live" });
});

Deno.test("wiringOf: TLS on the sensor port is a matter of the sensors' listener alone", () => {
  assert.deepEqual(wiring((after) => after.sensorPort.tls = "self-signed"), {
    sensors: "restart",
    fusion: "live",
    ui: "live",
  });
});

Deno.test("wiringOf: a zone's sirens reach the outputs without a restart", () => {
  const all = wiring((after) => after.zones[0].sirens = ["siren"]);
  assert.equal(all.outputs, "live");
});

Deno.test("wiringOf: a new output restarts the outputs, and they come last", () => {
  const before = config(SITE);
  const after = config(
    SITE.replace("driver: simulated}", "driver: simulated}, {id: r, kind: relay, driver: simulated}")
      .replace("id: s1", "id: s2"),
  );
  assert.deepEqual(restartsFor(before, after), ["sensors", "outputs"]);
});

Deno.test("wiringOf: fusion is never restarted by a change", () => {
  const before = config(SITE);
  const after = config(`
zones: [{id: attic}]
sensors: [{id: other, zone: attic}]
outputs: [{id: bell, kind: siren, driver: simulated}]
page: {port: 9999}
sensorPort: {port: 9998}
`);
  assert.equal(wiringOf("fusion", before, after), "live");
  assert.equal(wiringOf("fusion", before, before), "none");
});

Deno.test("rolesOf: cameras and their detector run only where there are cameras", () => {
  const bare = config(SITE);
  assert.deepEqual(rolesOf(bare), ["outputs", "fusion", "sensors", "ui"]);
  const seeing = config(`${SITE}cameras: [{id: c, zone: hall, source: "test:room"}]`);
  assert.deepEqual(rolesOf(seeing), ROLES.filter((role) => role !== "notify" && role !== "fleet"));
  assert.deepEqual(restartsFor(bare, seeing), ["ui", "cameras", "detect"]);
  const telling = config(
    `${SITE}notify: {targets: [{id: w, kind: webhook, url: "http://192.0.2.1/", secret: 0123456789abcdef}]}`,
  );
  assert.deepEqual(rolesOf(telling), [...rolesOf(bare), "notify"]);
  const joined = config(`${SITE}fleet: {site: plant, box: north, servers: ["nats://192.0.2.1"]}`);
  assert.deepEqual(rolesOf(joined), [...rolesOf(bare), "fleet"]);
  assert.deepEqual(restartsFor(bare, joined), ["fleet"]);
});

Deno.test("wiringOf: another model restarts nobody, more threads restart the detector", () => {
  const seeing = `${SITE}cameras: [{id: c, zone: hall, source: "test:room"}]`;
  assert.equal(wiring((after) => after.detect.model = "site", seeing).detect, "live");
  assert.equal(wiring((after) => after.detect.threads = 2, seeing).detect, "restart");
});
