import assert from "node:assert/strict";
import { withTempFolder } from "../../test/temp_folder.ts";
import { writePrivately } from "./write_privately.ts";

Deno.test("writePrivately puts the whole text in place of what was there, for nobody else to read", () =>
  withTempFolder(async (folder) => {
    for (const how of [{}, { sync: true }]) {
      const path = `${folder}/file`;
      await writePrivately(path, "before", how);
      await writePrivately(path, "now", how);
      assert.equal(Deno.readTextFileSync(path), "now");
      assert.equal(Deno.statSync(path).mode! & 0o077, 0);
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  }));

Deno.test("writePrivately says why it failed, and leaves nothing behind", () =>
  withTempFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/file`);
    await assert.rejects(writePrivately(`${folder}/file`, "text"), Deno.errors.IsADirectory);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
    await assert.rejects(writePrivately(`${folder}/none/file`, "text"), Deno.errors.NotFound);
  }));
