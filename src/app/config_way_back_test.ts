import assert from "node:assert/strict";
import type { ConfigVersion, VersionOutcome } from "../store/config_store.ts";
import { checkAll } from "./config_check.ts";
import { wayBack, withOutputsHeld } from "./config_way_back.ts";

const site = (zone: string, siren = "bell") =>
  `outputs: [{id: ${siren}, kind: siren, driver: simulated}]\nzones: [{id: ${zone}}]`;

function version(number: number, outcome: VersionOutcome, text = site(`zone-${number}`)): ConfigVersion {
  return {
    version: number,
    atWallMs: 0,
    author: "Anna",
    source: "page",
    reason: "",
    outcome,
    outcomeAtWallMs: 0,
    outcomeText: "",
    text,
  };
}

const configOf = (text: string) => {
  const checked = checkAll(text);
  assert(checked.ok);
  return checked.value;
};

Deno.test("wayBack leads to the last good version before the one that runs, past what was taken back", () => {
  const versions = [version(1, "good"), version(2, "good"), version(3, "rolled-back"), version(4, "trial")];
  const back = wayBack(versions, 4, undefined);
  assert(back.ok);
  assert.equal(back.value.version, 2);
  assert.deepEqual(back.value.config.zones.map(({ id }) => id), ["zone-2"]);
  const further = wayBack(versions, 2, undefined);
  assert(further.ok);
  assert.equal(further.value.version, 1);
});

Deno.test("wayBack leads to any version that is asked for, and says which there is not", () => {
  const versions = [version(1, "good"), version(2, "rolled-back"), version(3, "good")];
  const asked = wayBack(versions, 3, 2);
  assert(asked.ok);
  assert.equal(asked.value.version, 2);
  const unknown = wayBack(versions, 3, 9);
  assert(!unknown.ok);
  assert.deepEqual([unknown.fault.code, unknown.fault.message], ["unknown-version", "there is no version 9"]);
  const none = wayBack([version(1, "good")], 1, undefined);
  assert(!none.ok);
  assert.equal(none.fault.code, "unknown-version");
});

Deno.test("wayBack refuses a version that this program does not understand any more", () => {
  const back = wayBack([version(1, "good", "zones: [{id: '!'}]"), version(2, "good")], 2, undefined);
  assert(!back.ok);
  assert.equal(back.fault.code, "config-refused");
});

Deno.test("withOutputsHeld keeps the sirens of now while an alarm stands, and everything else of the way back", () => {
  const [now, then] = [configOf(site("hall", "bell")), configOf(site("yard", "horn"))];
  const vitals = { alarms: [{ alarmId: "alarm-1", zoneId: "hall" }], troubles: [], unproven: [] };
  const held = withOutputsHeld(now, then, vitals);
  assert.deepEqual(held?.config.outputs.map(({ id }) => id), ["bell"]);
  assert.deepEqual(held?.config.zones.map(({ id }) => id), ["yard"]);
  assert.deepEqual(held?.config, configOf(held!.text));
  assert.equal(withOutputsHeld(now, then, { ...vitals, alarms: [] }), undefined, "no alarm holds anything");
  assert.equal(withOutputsHeld(now, then, undefined), undefined, "nothing is known to sound");
  assert.equal(withOutputsHeld(now, configOf(site("yard", "bell")), vitals), undefined, "the same sirens");
});
