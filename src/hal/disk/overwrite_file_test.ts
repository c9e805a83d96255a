import assert from "node:assert/strict";
import { join } from "node:path";
import { overwriteFile } from "./overwrite_file.ts";

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

Deno.test("overwriteFile leaves the new content alone, longer or shorter, within the file's room", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "file");
    await Deno.writeFile(path, bytes(100, 1), { mode: 0o600 });
    assert.equal(await overwriteFile(path, bytes(300, 2)), true);
    assert.deepEqual(await Deno.readFile(path), bytes(300, 2));
    assert.equal(await overwriteFile(path, bytes(7, 3)), true);
    assert.deepEqual(await Deno.readFile(path), bytes(7, 3));
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("overwriteFile makes no file, and says so", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await overwriteFile(join(folder, "file"), bytes(1, 1)), false);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("overwriteFile leaves what has too little room as it is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "file");
    await Deno.writeFile(path, bytes(100, 1));
    assert.equal(await overwriteFile(path, bytes(1_000_000, 2)), false);
    assert.deepEqual(await Deno.readFile(path), bytes(100, 1));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
