import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { type ConfigVersion, readConfigHistory, VERSIONS_KEPT_MAX } from "./config_store.ts";
import { ConfigStore } from "./config_store.ts";
import { ConfigWriter } from "./config_writer.ts";
import { inTempFolder } from "./samples_for_tests.ts";

function version(number: number, changes: Partial<ConfigVersion> = {}): ConfigVersion {
  return {
    version: number,
    atWallMs: 1_000 * number,
    author: "anna",
    source: "page",
    reason: "a warmer boiler",
    outcome: "trial",
    outcomeAtWallMs: 1_000 * number,
    outcomeText: "on trial",
    text: `zones: [{id: z${number}}]`,
    ...changes,
  };
}

Deno.test("ConfigWriter stores versions with their newest outcome, and what they said first", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "config.db");
    const writer = new ConfigWriter({
      path,
      clock: new FakeClock(),
      onFault: (fault) => assert.fail(fault?.kind),
      onMovedAside: () => assert.fail("nothing is damaged"),
    });
    writer.write(version(1));
    writer.note("running", "1");
    writer.write(version(2));
    writer.write(version(1, { outcome: "good", outcomeText: "quiet", text: "another text" }));
    writer.note("running", "2");
    await writer.close();
    const read = readConfigHistory(path);
    assert(read.ok);
    assert.equal(read.value.memos.get("running"), "2");
    assert.deepEqual(read.value.versions.map(({ version, outcome }) => [version, outcome]), [[1, "good"], [
      2,
      "trial",
    ]]);
    assert.equal(read.value.versions[0].author, "anna");
  });
});

Deno.test("ConfigStore keeps the newest versions and, however old, the last good one", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "config.db");
    const opened = ConfigStore.open(path, 0);
    assert(opened.ok);
    const versions = [version(1, { outcome: "good" })];
    for (let n = 2; n <= VERSIONS_KEPT_MAX + 20; n++) versions.push(version(n, { outcome: "rolled-back" }));
    assert(opened.value.write({ versions, memos: [] }).ok);
    opened.value.close();
    const read = readConfigHistory(path);
    assert(read.ok);
    assert.equal(read.value.versions.length, VERSIONS_KEPT_MAX + 1);
    assert.equal(read.value.versions[0].version, 1);
    await Promise.resolve();
  });
});

Deno.test("readConfigHistory says what is wrong with a file that is no database", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "config.db");
    await Deno.writeTextFile(path, "not a database at all, by any means".repeat(50));
    const read = readConfigHistory(path);
    assert(!read.ok);
    assert.equal(read.fault.kind, "corrupt");
    const missing = readConfigHistory(join(folder, "none.db"));
    assert(!missing.ok);
    assert.equal(missing.fault.kind, "cannot-open");
  });
});
