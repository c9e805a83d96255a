import assert from "node:assert/strict";
import { join } from "node:path";
import {
  beginTrial,
  endTrial,
  outcomeOf,
  readRecords,
  type Records,
  withProved,
  writeRecords,
} from "./records.ts";

const INSTALLED: Records = {
  proved: ["flashed"],
  installed: { bundle: "b", slot: "B", content: "new", atWallMs: 1, fresh: ["a"] },
};

Deno.test("records survive, are whole or not there, and keep what a later version has added", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "update", "records.json");
  assert.deepEqual(await readRecords(path), { proved: [] });
  await writeRecords(path, { ...INSTALLED, later: 7 });
  assert.deepEqual(await readRecords(path), { ...INSTALLED, later: 7 });
  for (const torn of ["", "{", `{"proved": 3}`]) {
    await Deno.writeTextFile(path, torn);
    assert.deepEqual(await readRecords(path), { proved: [] }, "then each slot has to prove itself");
  }
  await beginTrial(path, "B");
  assert.equal((await Deno.stat(join(folder, "update", "trial-B"))).isFile, true);
  await endTrial(path, "B");
  await endTrial(path, "B");
  await assert.rejects(Deno.stat(join(folder, "update", "trial-B")), Deno.errors.NotFound);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("withProved names a content once, and a bounded number of them", () => {
  let records: Records = { proved: [] };
  for (let i = 0; i < 300; i++) records = withProved(records, `content ${i}`);
  records = withProved(records, "content 299");
  assert.equal(records.proved.length, 100);
  assert.equal(records.proved.filter((one) => one === "content 299").length, 1);
});

Deno.test("outcomeOf tells an update that waits from one on trial, in use, and rolled back", () => {
  const running = (name: string, content: string) => ({ name, content });
  assert.equal(outcomeOf({ proved: [] }, running("A", "flashed"), true), "none");
  assert.equal(outcomeOf(INSTALLED, running("A", "flashed"), false), "waits-for-restart");
  assert.equal(outcomeOf(INSTALLED, running("B", "new"), true), "on-trial");
  assert.equal(outcomeOf(withProved(INSTALLED, "new"), running("B", "new"), true), "in-use");
  assert.equal(outcomeOf(INSTALLED, running("A", "flashed"), true), "rolled-back");
});
