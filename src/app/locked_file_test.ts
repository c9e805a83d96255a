import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "./failure.ts";
import { changeLockedFile, type LockedFile, readLockedFile, readLockedFileNow } from "./locked_file.ts";

const schema = z.strictObject({ names: z.array(z.string()) });

async function withFile(
  run: (file: LockedFile<z.infer<typeof schema>>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    await run({ path: join(folder, "names.json"), what: "the names", schema, empty: { names: [] } }, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("changeLockedFile: of changes at the same time none is lost, and the file is private", () =>
  withFile(async (file, folder) => {
    const names = Array.from({ length: 12 }, (_, n) => `person-${n}`);
    await Promise.all(
      names.map((name) =>
        changeLockedFile(file, (value) => ({ result: name, next: { names: [...value.names, name] } }))
      ),
    );
    assert.deepEqual((await readLockedFile(file)).names.toSorted(), names.toSorted());
    assert.deepEqual(readLockedFileNow(file), await readLockedFile(file));
    assert.equal((await Deno.stat(file.path)).mode! & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["names.json"]);
  }));

Deno.test("changeLockedFile without a next value writes nothing, nor with one that the schema refuses", () =>
  withFile(async (file) => {
    assert.equal(await changeLockedFile(file, ({ names }) => ({ result: names.length })), 0);
    await assert.rejects(Deno.stat(file.path), Deno.errors.NotFound);
    await changeLockedFile(file, () => ({ result: undefined, next: { names: ["Anna"] } }));
    const wrong = { names: [1] } as unknown as { names: string[] };
    await assert.rejects(changeLockedFile(file, () => ({ result: undefined, next: wrong })));
    assert.deepEqual(await readLockedFile(file), { names: ["Anna"] });
    // The lock is free again after a failure.
    await changeLockedFile(file, () => ({ result: undefined, next: { names: [] } }));
  }));

Deno.test("readLockedFile: an absent file holds what is said; garbage and foreign files are refused, not taken for empty", () =>
  withFile(async (file) => {
    assert.deepEqual(await readLockedFile(file), { names: [] });
    for (const text of ["", "{", "[]", '{"names":[],"more":1}', "\0\0\0\0"]) {
      await Deno.writeTextFile(file.path, text);
      await assert.rejects(readLockedFile(file), Failure, JSON.stringify(text));
      assert.throws(() => readLockedFileNow(file), /cannot read the names in .*names\.json/);
      await assert.rejects(
        changeLockedFile(file, () => ({ result: undefined, next: { names: [] } })),
        Failure,
      );
      assert.equal(await Deno.readTextFile(file.path), text, "what was there is left for whoever looks");
    }
  }));
