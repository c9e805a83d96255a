import assert from "node:assert/strict";
import { join } from "node:path";
import { canFreezeDisk, FROZEN_MAX_MS, withFreezingDisk } from "./freezing_disk_for_tests.ts";
import { replaceFile } from "./replace_file.ts";

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("replaceFile makes a file and replaces it by a shorter one, for those who may read it alone", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const path = join(folder, "file");
    const how = { part: `${path}.part`, mode: 0o600, sync: true };
    for (const text of ["a long text", "short", ""]) {
      await replaceFile(path, bytesOf(text), how);
      assert.equal(Deno.readTextFileSync(path), text);
      assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    }
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(how.part, "left by a power cut, and longer than what comes");
    await replaceFile(path, bytesOf("again"), how);
    assert.equal(Deno.readTextFileSync(path), "again");
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600, "whoever widened it: what is new is private");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("replaceFile on a disk that hangs keeps nobody waiting who does not wait for it", {
  ignore: !await canFreezeDisk(),
}, async () => {
  await withFreezingDisk(async (folder, freeze) => {
    const path = join(folder, "file");
    const how = { part: `${path}.part`, sync: true };
    await replaceFile(path, bytesOf("before"), how);
    const thaw = await freeze();
    const startMs = performance.now();
    let done = false;
    const replaced = replaceFile(path, bytesOf("after"), how).then(() => done = true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const waitedMs = performance.now() - startMs;
    assert.equal(done, false, "the disk hangs");
    await thaw();
    await replaced;
    assert.ok(waitedMs < FROZEN_MAX_MS / 2, `the thread stood still for ${waitedMs} ms`);
    assert.equal(Deno.readTextFileSync(path), "after");
  });
});
