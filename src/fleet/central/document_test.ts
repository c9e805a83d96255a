import assert from "node:assert/strict";
import { describeFaults, parseConfig } from "../../config/load.ts";
import { configOf, documentFor, parseDocument } from "./document.ts";

const DOCUMENT = `
site: plant
base:
  outputs: [{id: bell, kind: siren, driver: simulated}]
  zones: [{id: hall, limits: &usual {criticalC: 65}}]
  changes: {trialMinutes: 5}
boxes:
  north: {}
  south:
    zones: {hall: {limits: {criticalC: 80}}, attic: {limits: *usual}}
    changes: null
`;

function parsed(text: string) {
  const document = parseDocument(text);
  assert(document.ok, document.ok ? "" : describeFaults(document.fault));
  return document.value;
}

function config(box: string, fleet?: unknown) {
  const text = configOf(parsed(DOCUMENT), box, fleet);
  assert(text.ok);
  const checked = parseConfig(text.value);
  assert(checked.ok, checked.ok ? "" : describeFaults(checked.fault));
  return checked.value;
}

Deno.test("configOf lays a box's part over the base: entries by their ids, null takes a key away", () => {
  const north = config("north");
  assert.deepEqual(north.zones.map(({ id, limits }) => [id, limits.criticalC]), [["hall", 65]]);
  assert.equal(north.changes.trialMinutes, 5);
  const south = config("south");
  assert.deepEqual(south.zones.map(({ id, limits }) => [id, limits.criticalC]), [["hall", 80], [
    "attic",
    65,
  ]]);
  assert.equal(south.changes.trialMinutes, 10, "the default again");
});

Deno.test("configOf keeps the box's own way to the fleet, whatever the document says", () => {
  const fleet = { site: "plant", box: "south", servers: ["nats://192.0.2.1:4222"] };
  assert.equal(config("south", fleet).fleet?.box, "south");
  assert.equal(config("south").fleet, undefined);
  const stealing = parseDocument("site: plant\nbase: {fleet: {site: x}}\nboxes: {north: {fleet: null}}\n");
  assert(!stealing.ok);
  assert.deepEqual(stealing.fault.map(({ path }) => path), ["base.fleet", "boxes.north.fleet"]);
});

Deno.test("configOf refuses a box that the document does not know, and parts that cannot be laid", () => {
  for (const box of ["west", "constructor", "__proto__"]) {
    const text = configOf(parsed(DOCUMENT), box, undefined);
    assert(!text.ok);
    assert.match(text.fault[0].message, /there is nothing for the box/);
  }
  const wrong = configOf(
    parsed("site: plant\nbase: {zones: [{id: a}]}\nboxes: {north: {zones: {b: null}}}\n"),
    "north",
    undefined,
  );
  assert(!wrong.ok);
  assert.match(wrong.fault[0].message, /no such entry to take away/);
});

Deno.test("parseDocument says all that is wrong", () => {
  const faults = (text: string) => {
    const document = parseDocument(text);
    return document.ok ? "" : describeFaults(document.fault);
  };
  assert.match(faults("site: plant\nboxs: {}"), /unknown key 'boxs'; did you mean 'boxes'\?/);
  assert.match(faults("site: plant\nboxes: {}"), /1 to 256 boxes; found 0/);
  assert.match(faults("site: plant\nboxes: {'a.b': {}}"), /boxes\.a\.b: Invalid key/);
  assert.match(faults("site: plant\nboxes: {north: [1]}"), /boxes\.north/);
  assert.match(faults("{"), /./);
});

Deno.test("documentFor holds nothing of other boxes, and means the same for this one", () => {
  const whole = parsed(DOCUMENT);
  const own = documentFor(whole, "south");
  assert.doesNotMatch(own, /north/);
  assert.deepEqual(configOf(parsed(own), "south", undefined), configOf(whole, "south", undefined));
});
