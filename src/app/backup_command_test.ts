import assert from "node:assert/strict";
import { join } from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";
import { ConfigStore, readConfigHistory } from "../store/config_store.ts";
import { backup, restore } from "./backup_command.ts";
import { Failure } from "./failure.ts";

async function box(work: (state: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const state = join(folder, "state");
  await Deno.mkdir(join(state, "logs"), { recursive: true });
  await Deno.mkdir(join(state, "baselines"));
  await Deno.writeTextFile(join(state, "logs", "ui.log"), "not worth keeping");
  await Deno.writeTextFile(join(state, "tokens.json"), "{}");
  await Deno.writeTextFile(join(state, "baselines", "s%201.baseline"), "x".repeat(10_000));
  const store = ConfigStore.open(join(state, "config.db"), 0);
  assert(store.ok);
  // It stays open: a box is backed up while it runs.
  store.value.write({ versions: [], memos: [{ name: "running", value: "12" }] });
  try {
    await work(state, folder);
  } finally {
    store.value.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("backup and restore: a running box's memory comes back whole, what was there is kept", async () => {
  await box(async (state, folder) => {
    const file = join(folder, "box.zip");
    assert.equal(await backup(file, { state, json: true }), 0);
    assert.equal(await restore(file, { state, check: true, json: true }), 0);
    await Deno.writeTextFile(join(state, "tokens.json"), "changed since");
    assert.equal(await restore(file, { state, json: true }), 0);
    assert.equal(await Deno.readTextFile(join(state, "tokens.json")), "{}");
    assert.equal((await Deno.readTextFile(join(state, "baselines", "s%201.baseline"))).length, 10_000);
    const history = readConfigHistory(join(state, "config.db"));
    assert(history.ok);
    assert.equal(history.value.memos.get("running"), "12");
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.equal(names.length, 3, names.join());
    assert.match(names[2], /^state\.before-/);
    assert.equal((await Deno.stat(file)).mode! & 0o077, 0, "it is private");
  });
});

Deno.test("backup: what a running box writes just now, or removes while it is gathered, does not keep the rest from being kept", async () => {
  await box(async (state, folder) => {
    await Deno.writeTextFile(join(state, "latch-0.tmp"), "half of it");
    await Deno.writeTextFile(join(state, "gone.json"), "{}");
    const { readFile } = Deno;
    Deno.readFile = async (path, options) => {
      if (`${path}`.endsWith("gone.json")) await Deno.remove(path);
      return await readFile(path, options);
    };
    const file = join(folder, "box.zip");
    try {
      assert.equal(await backup(file, { state, json: true }), 0);
    } finally {
      Deno.readFile = readFile;
    }
    const kept = Object.keys(unzipSync(await Deno.readFile(file))).sort();
    assert.deepEqual(kept, ["backup.json", "baselines/s%201.baseline", "config.db", "tokens.json"]);
  });
});

Deno.test("restore: a backup that was cut short or changed is refused, and the state stays as it is", async () => {
  await box(async (state, folder) => {
    const file = join(folder, "box.zip");
    await backup(file, { state, json: true });
    const bytes = await Deno.readFile(file);
    const parts = unzipSync(bytes);
    const { "config.db": _, ...without } = parts;
    const changed = { ...parts, "tokens.json": strToU8("{ }") };
    for (const wrong of [bytes.slice(0, -200), zipSync(changed), zipSync(without), new Uint8Array(10)]) {
      await Deno.writeFile(file, wrong);
      await assert.rejects(() => restore(file, { state, json: true }), Failure);
    }
    assert.equal(await Deno.readTextFile(join(state, "tokens.json")), "{}");
  });
});

Deno.test("restore --check: needs no place beside the state folder, which may be on a disk that cannot be written", async () => {
  await box(async (state, folder) => {
    const file = join(folder, "box.zip");
    await backup(file, { state, json: true });
    const nowhere = join(file, "below", "state");
    assert.equal(await restore(file, { state: nowhere, check: true, json: true }), 0);
    await assert.rejects(() => restore(file, { state: nowhere, json: true }), /restored-\d+ cannot be made/);
  });
});

Deno.test("backup and restore: where they cannot write they say so, and leave nothing behind", async () => {
  await box(async (state, folder) => {
    const file = join(folder, "box.zip");
    await backup(file, { state, json: true });
    const taken = join(folder, "taken");
    await Deno.mkdir(taken);
    for (const place of [taken, join(file, "below"), join(folder, "n".repeat(300))]) {
      await assert.rejects(() => backup(place, { state, json: true }), (error) => {
        assert(error instanceof Failure);
        assert.match(error.message, /cannot be written: /);
        return true;
      });
    }
    await assert.rejects(() => restore(file, { state: file, json: true }), /box\.zip is no folder/);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["box.zip", "state", "taken"]);
    assert(![...Deno.readDirSync(state)].some(({ name }) => name.endsWith(".part")));
  });
});
