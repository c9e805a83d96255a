import assert from "node:assert/strict";
import { join } from "node:path";
import { boxId } from "./box_id.ts";

Deno.test("boxId keeps the name that it has made, and has one where the file cannot be read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "box-id");
    const name = await boxId(file);
    assert.match(name, /^embereye-[0-9a-f]{12}$/);
    assert.equal(await boxId(file), name);
    const folderInPlace = join(folder, "folder");
    await Deno.mkdir(folderInPlace);
    assert.match(await boxId(folderInPlace), /^embereye-[0-9a-f]{12}$/);
    assert.match(await boxId(join(folder, "box-id", "below-a-file")), /^embereye-[0-9a-f]{12}$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
