import assert from "node:assert/strict";
import { type BootSources, chooseBoot, CRASHES_MAX, type KnownVersion } from "./boot.ts";
import { parseConfig } from "./load.ts";

const site = (zone: string) =>
  `outputs: [{id: bell, kind: siren, driver: simulated}]\nzones: [{id: ${zone}}]`;
const BROKEN = "zones: [{id: a, critcalC: 3}]";
const NONE: BootSources = { versions: [], crashes: 0 };

function known(version: number, outcome: KnownVersion["outcome"], text = site(`z${version}`)): KnownVersion {
  return { version, outcome, text };
}

function boot(sources: Partial<BootSources>) {
  const chosen = chooseBoot({ ...NONE, ...sources }, parseConfig);
  assert(chosen.ok, chosen.ok ? "" : chosen.fault);
  return chosen.value;
}

Deno.test("chooseBoot: the first file of a box is good, for there is nothing to go back to", () => {
  const chosen = boot({ file: { text: site("hall"), hash: "h1" } });
  assert.deepEqual([chosen.version, chosen.isNew, chosen.trialAgainst], [1, true, undefined]);
  assert.equal(chosen.config.zones[0].id, "hall");
});

Deno.test("chooseBoot: a broken file on a box that has never run says what is wrong with it", () => {
  const chosen = chooseBoot({ ...NONE, file: { text: BROKEN, hash: "h" } }, parseConfig);
  assert(!chosen.ok);
  assert.match(chosen.fault, /unknown key 'critcalC'/);
  const missing = chooseBoot({ ...NONE, file: { missing: "there is no file x" } }, parseConfig);
  assert(!missing.ok);
  assert.equal(missing.fault, "there is no file x");
});

Deno.test("chooseBoot: a file that was broken since starts what ran before, and says so", () => {
  const versions = [known(1, "good"), known(2, "good")];
  const chosen = boot({ versions, running: 2, fileHash: "h2", file: { text: BROKEN, hash: "h3" } });
  assert.equal(chosen.version, 2);
  assert.match(chosen.refused!, /critcalC/);
  assert.match(boot({ versions, running: 2, file: { missing: "gone" } }).refused!, /gone/);
});

Deno.test("chooseBoot: a file edited while the box was off is tried against the last good version", () => {
  const versions = [known(1, "good"), known(2, "rolled-back")];
  const chosen = boot({ versions, running: 1, fileHash: "h1", file: { text: site("new"), hash: "h3" } });
  assert.deepEqual([chosen.version, chosen.trialAgainst?.version], [3, 1]);
});

Deno.test("chooseBoot: a file that says what is good already is not tried", () => {
  const versions = [known(1, "good")];
  const chosen = boot({
    versions,
    running: 1,
    fileHash: "h1",
    file: { text: `# a comment\n${site("z1")}`, hash: "h2" },
  });
  assert.equal(chosen.trialAgainst, undefined);
});

Deno.test("chooseBoot: a file that was rolled back is not tried again, nor one that a later change replaced", () => {
  const versions = [known(1, "good"), known(2, "rolled-back")];
  const chosen = boot({ versions, running: 1, fileHash: "h2", file: { text: site("z2"), hash: "h2" } });
  assert.deepEqual([chosen.version, chosen.refused], [1, undefined]);
});

Deno.test("chooseBoot: a trial goes on after a start, until the service has died in it too often", () => {
  const versions = [known(1, "good"), known(2, "trial")];
  const again = boot({ versions, running: 2, crashes: CRASHES_MAX - 1 });
  assert.deepEqual([again.version, again.trialAgainst?.version], [2, 1]);
  const over = boot({ versions, running: 2, crashes: CRASHES_MAX });
  assert.equal(over.version, 1);
  assert.match(over.gaveUp!.why, /ended unexpectedly 2 times/);
});

Deno.test("chooseBoot: a version that this program refuses gives way to an older good one", () => {
  const versions = [known(1, "good"), known(2, "good", BROKEN)];
  const chosen = boot({ versions, running: 2 });
  assert.equal(chosen.version, 1);
  assert.match(chosen.gaveUp!.why, /critcalC/);
});

Deno.test("chooseBoot: with its database lost the box starts from the plain copy", () => {
  const chosen = boot({ copy: site("copied"), file: { text: BROKEN, hash: "h" } });
  assert.deepEqual([chosen.version, chosen.isNew, chosen.config.zones[0].id], [1, true, "copied"]);
  const edited = boot({ copy: site("copied"), file: { text: site("edited"), hash: "h" } });
  assert.equal(edited.trialAgainst?.config.zones[0].id, "copied");
});
