import assert from "node:assert/strict";
import { join } from "node:path";
import { readConfigFile } from "./config_file.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("readConfigFile takes UTF-8 with and without a mark, and says what to do with any other encoding", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "embereye.yaml");
    await Deno.writeTextFile(file, "\uFEFFsite: {name: Färberei}\r\n");
    assert.equal(await readConfigFile(file), "site: {name: Färberei}\r\n");
    await Deno.writeFile(file, Uint8Array.of(0x46, 0xE4, 0x72, 0x62));
    await assert.rejects(readConfigFile(file), (error) => {
      assert(error instanceof UsageError);
      assert.match(error.message, /is no text in UTF-8: save it in that encoding/);
      return true;
    });
    await assert.rejects(readConfigFile(join(folder, "none")), /there is no file/);
    await assert.rejects(readConfigFile(folder), /is a folder/);
    const loop = join(folder, "loop");
    await Deno.symlink("loop", loop);
    for (const path of [loop, join(file, "below a file"), join(folder, "n".repeat(300))]) {
      await assert.rejects(readConfigFile(path), (error) => {
        assert(error instanceof UsageError, "what the disk says is no fault of this program");
        assert.match(error.message, /cannot be read: /);
        return true;
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
