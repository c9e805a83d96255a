import assert from "node:assert/strict";
import { readLastUse } from "./last_use.ts";

Deno.test("readLastUse: a file that the disk does not give is said, and taken for one that knows nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const notes: string[] = [];
    const note = (text: string) => notes.push(text);
    assert.deepEqual(await readLastUse(`${folder}/none`, note), {});
    Deno.writeTextFileSync(`${folder}/garbage`, "\0\0");
    assert.deepEqual(await readLastUse(`${folder}/garbage`, note), {});
    assert.equal(notes.length, 0);
    // A link to itself: ELOOP, which nobody can take for a file that is not there.
    Deno.symlinkSync(`${folder}/loop`, `${folder}/loop`);
    assert.deepEqual(await readLastUse(`${folder}/loop`, note), {});
    assert.match(notes.join(), /loop cannot be read: .*when each was used last is not known/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
