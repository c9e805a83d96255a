import assert from "node:assert/strict";
import { parseConfig } from "./load.ts";
import { parseSiteConfig } from "./site_schema.ts";

function faults(fleet: string): string[] {
  const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
fleet: {site: plant, box: north, ${fleet}}
`);
  return parsed.ok ? [] : parsed.fault.map(({ path, message }) => `${path}: ${message}`);
}

const SERVERS = 'servers: ["nats://192.0.2.1:4222"]';

Deno.test("checkFleet: a plain fleet is taken, and so is one with everything", () => {
  assert.deepEqual(faults(SERVERS), []);
  assert.deepEqual(
    faults(
      'servers: ["tls://nats.plant", "tls://[2001:db8::1]:4222"], user: u, password: {file: /etc/p}, tls: {ca: /etc/ca.pem}, ' +
        "key: {credential: site-key}, calls: [{boxes: [south]}], answers: [{box: south, zone: hall}]",
    ),
    [],
  );
});

Deno.test("checkFleet: ways to sign in that exclude one another or lack a half are named", () => {
  assert.match(
    faults(`${SERVERS}, user: u, password: {file: /p}, token: {file: /t}`).join(),
    /fleet.token: one way/,
  );
  assert.match(faults(`${SERVERS}, user: u`).join(), /fleet.password: user needs password/);
  assert.match(
    faults(`${SERVERS}, tls: {}`).join(),
    /fleet.servers\[0\]: with fleet.tls every server is tls/,
  );
});

Deno.test("fleet: names and addresses that NATS would read otherwise, and secrets in the file itself, are refused", () => {
  for (const box of ["a.b", "*", ">", "a b", "-a", ""]) {
    assert.match(faults(`${SERVERS}, box: "${box}"`).join(), /a second time|a name in the fleet/, box);
  }
  assert.match(faults('servers: ["http://192.0.2.1"]').join(), /a server is nats:/);
  assert.match(faults('servers: ["nats://user:secret@192.0.2.1"]').join(), /a server is nats:/);
  assert.notDeepEqual(faults(`${SERVERS}, user: u, password: secret`), []);
});

Deno.test("checkCalls: calls that lead nowhere are named with what was meant", () => {
  assert.match(faults(`${SERVERS}, calls: [{boxes: [south]}]`).join(), /fleet.key: .* it is missing/);
  const withKey = `${SERVERS}, key: {file: /k}`;
  assert.match(
    faults(`${withKey}, calls: [{zones: [hal], boxes: [south]}]`).join(),
    /no zone 'hal'; did you mean 'hall'/,
  );
  assert.match(faults(`${withKey}, calls: [{boxes: [north]}]`).join(), /'north' is this box itself/);
  assert.match(
    faults(`${withKey}, answers: [{box: south, zone: hall}, {box: south, zone: hall}]`).join(),
    /'south' is answered by answers\[0\] already/,
  );
});

Deno.test("parseSiteConfig: a wrong key is named with the nearest one", () => {
  const parsed = parseSiteConfig('fleet: {site: plant, servers: ["nats://192.0.2.1"]}\nsilentSecond: 3\n');
  assert(!parsed.ok);
  assert.match(parsed.fault[0].message, /did you mean 'silentSeconds'/);
  assert(
    parseSiteConfig('fleet: {site: plant, servers: ["nats://192.0.2.1"]}\nneighbours: [[a/x, b/y z]]').ok,
  );
});

/** What is wrong with zones and cameras of the box `south`. */
function homeFaults(
  zones: string,
  cameras: string,
  fleet = `fleet: {site: plant, box: south, ${SERVERS}}`,
): string[] {
  const parsed = parseConfig(`
zones: [${zones}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras: [${cameras}]
${fleet}
`);
  return parsed.ok ? [] : parsed.fault.map(({ path, message }) => `${path}: ${message}`);
}

Deno.test("checkHomes: a camera of another box must be able to alarm where nothing else watches, and no box lives by others' cameras alone", () => {
  const kettle = '{id: kettle, zone: boiler, home: north, source: "test:room"}';
  const mute = homeFaults("{id: hall}, {id: boiler}", kettle);
  assert.match(mute.join(), /^zones\[1\]\.limits\.visionAlone: nothing but cameras of box 'north'/);
  const alone = "{id: boiler, limits: {visionAlone: true}}";
  assert.deepEqual(homeFaults(`{id: hall}, ${alone}`, kettle), []);
  assert.match(homeFaults(alone, kettle).join(), /^zones: every zone is another box's/);
  const wired = '{id: kettle, zone: hall, home: north, source: "v4l2:/dev/video0"}';
  assert.match(homeFaults("{id: hall}", wired).join(), /^cameras\[0\]\.source: a camera at another machine/);
  // At its home the same lines mean nothing new.
  const atHome = `fleet: {site: plant, box: north, ${SERVERS}}`;
  assert.deepEqual(homeFaults("{id: hall}, {id: boiler}", kettle, atHome), []);
  assert.match(
    homeFaults("{id: hall}, {id: boiler}", kettle, "").join(),
    /^cameras\[0\]\.home: .* no section fleet/,
  );
});
