import assert from "node:assert/strict";
import { join } from "node:path";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { findEntry, readModels } from "./model_files.ts";

/** The manifest of the shipped models, with the first of them under another name. */
async function manifestOf(name: string): Promise<string> {
  const shipped = await readModels(undefined);
  assert.ok(shipped.ok);
  return JSON.stringify({ version: 1, models: [{ ...shipped.value[0]!.manifest, name }] });
}

Deno.test("findEntry gives the first of the shipped models where none is named, and a site's own by its name", () =>
  inTempFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "manifest.json"), await manifestOf("own"));
    const shipped = await readModels(undefined);
    assert.ok(shipped.ok);
    const first = await findEntry(undefined, folder);
    assert.deepEqual(first, { ok: true, value: shipped.value[0] });
    const own = await findEntry("own", folder);
    assert.deepEqual(own.ok && [own.value.manifest.name, own.value.folder], ["own", folder]);
    const none = await findEntry("nowhere", folder);
    assert.ok(!none.ok);
    assert.match(none.fault.detail, /^there is no model 'nowhere'; known: .*, own$/);
    assert.ok((await findEntry(undefined, join(folder, "not there"))).ok);
  }));

Deno.test("findEntry: a fault in a site's manifest takes away its own models alone: cameras must not be blind for a typing error", async () => {
  const shipped = await readModels(undefined);
  assert.ok(shipped.ok);
  const { name } = shipped.value[0]!.manifest;
  const ugly: Record<string, (path: string) => void | Promise<void>> = {
    "no JSON": (path) => Deno.writeTextFileSync(path, "{models: oops"),
    "a folder": (path) => Deno.mkdirSync(path),
    "a shipped name": async (path) => Deno.writeTextFileSync(path, await manifestOf(name)),
  };
  for (const [what, make] of Object.entries(ugly)) {
    await inTempFolder(async (folder) => {
      await make(join(folder, "manifest.json"));
      for (const wanted of [undefined, name]) {
        const found = await findEntry(wanted, folder);
        assert.equal(found.ok && found.value.manifest.name, name, what);
      }
      const own = await findEntry("own", folder);
      assert.equal(own.ok ? "found" : own.fault.code, "model-refused", what);
    });
  }
});
