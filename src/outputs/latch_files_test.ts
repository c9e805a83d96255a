import assert from "node:assert/strict";
import { join } from "node:path";
import { canMountSmallDisk, withSmallDisk } from "../store/small_disk_for_tests.ts";
import type { LatchContent } from "./latch.ts";
import { LatchFiles } from "./latch_files.ts";

function content(revision: number): LatchContent {
  return { epoch: 1, revision, sirens: { s: "temporal-3" }, relays: {}, latched: [], released: [] };
}

function inFolder(test: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = await Deno.makeTempDir();
    try {
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
}

async function save(files: LatchFiles, revision: number): Promise<void> {
  assert.deepEqual(await files.save(content(revision), 0), { ok: true, value: undefined });
}

Deno.test(
  "LatchFiles finds nothing and complains of nothing at the first start",
  inFolder(async (folder) => {
    assert.deepEqual(new LatchFiles(folder).load(), { faults: [] });
    await Promise.resolve();
  }),
);

Deno.test(
  "LatchFiles gives the newest of many writes to the next process, from two files",
  inFolder(async (folder) => {
    const files = new LatchFiles(folder);
    for (let revision = 1; revision <= 7; revision++) await save(files, revision);
    assert.equal(new LatchFiles(folder).load().content?.revision, 7);
    assert.deepEqual([...Deno.readDirSync(folder)].map((entry) => entry.name).sort(), ["latch-0", "latch-1"]);
  }),
);

Deno.test(
  "LatchFiles falls back to the file before when the newest is damaged, says so, and writes on over the damage",
  inFolder(async (folder) => {
    const files = new LatchFiles(folder);
    await save(files, 1);
    await save(files, 2);
    const newest = join(folder, "latch-1");
    Deno.writeFileSync(newest, Deno.readFileSync(newest).slice(0, 90));
    const restarted = new LatchFiles(folder);
    const loaded = restarted.load();
    assert.equal(loaded.content?.revision, 1);
    assert.equal(loaded.faults.length, 1);
    assert.match(loaded.faults[0]!, /latch-1.*checksum/);
    await save(restarted, 3);
    assert.deepEqual(new LatchFiles(folder).load(), { content: content(3), faults: [] });
  }),
);

Deno.test(
  "LatchFiles never writes over the only file that can be read",
  inFolder(async (folder) => {
    const files = new LatchFiles(folder);
    await save(files, 1);
    await save(files, 2);
    Deno.writeTextFileSync(join(folder, "latch-0"), "rotten");
    const restarted = new LatchFiles(folder);
    assert.equal(restarted.load().content?.revision, 2);
    await save(restarted, 3);
    Deno.writeTextFileSync(join(folder, "latch-0"), "rotten again");
    assert.equal(new LatchFiles(folder).load().content?.revision, 2);
  }),
);

Deno.test(
  "LatchFiles ignores a half-written temporary file, and names both files when both are lost",
  inFolder(async (folder) => {
    const files = new LatchFiles(folder);
    await save(files, 1);
    Deno.writeTextFileSync(join(folder, "latch-1.tmp"), "embereye-la");
    assert.equal(new LatchFiles(folder).load().content?.revision, 1);
    Deno.writeFileSync(join(folder, "latch-0"), new Uint8Array(3 * 1024 * 1024));
    Deno.removeSync(join(folder, "latch-1"));
    Deno.mkdirSync(join(folder, "latch-1"));
    const loaded = new LatchFiles(folder).load();
    assert.equal(loaded.content, undefined);
    assert.equal(loaded.faults.length, 2);
  }),
);

Deno.test(
  "LatchFiles answers with a sentence when the folder has gone, and writes again when it is back",
  inFolder(async (folder) => {
    const state = join(folder, "state");
    Deno.mkdirSync(state);
    const files = new LatchFiles(state);
    await save(files, 1);
    Deno.removeSync(state, { recursive: true });
    const refused = await files.save(content(2), 0);
    assert.match(refused.ok ? "" : refused.fault, /cannot be written/);
    Deno.mkdirSync(state);
    await save(files, 2);
    assert.equal(new LatchFiles(state).load().content?.revision, 2);
  }),
);

Deno.test(
  "LatchFiles writes on a disk that is full to the last byte, also a new box that has written only once",
  {
    ignore: !canMountSmallDisk(),
  },
  async () => {
    await withSmallDisk("64k", async (disk) => {
      const files = new LatchFiles(disk);
      await save(files, 2);
      assert.throws(
        () => Deno.writeFileSync(join(disk, "ballast"), new Uint8Array(100 * 1024)),
        /os error 28/,
      );
      for (let revision = 3; revision <= 6; revision++) {
        await save(files, revision);
        assert.deepEqual(new LatchFiles(disk).load(), { content: content(revision), faults: [] });
      }
      Deno.writeTextFileSync(join(disk, "latch-0"), "torn");
      assert.equal(new LatchFiles(disk).load().content?.revision, 5, "the write before");
    });
  },
);

Deno.test(
  "LatchFiles keeps the state before when it has outgrown its room on a full disk, and writes again when there is room",
  {
    ignore: !canMountSmallDisk(),
  },
  async () => {
    await withSmallDisk("64k", async (disk) => {
      const files = new LatchFiles(disk);
      await save(files, 1);
      Deno.writeFileSync(join(disk, "ballast"), new Uint8Array(50 * 1024));
      const relays = Object.fromEntries(
        Array.from({ length: 200 }, (_, n) => [`${n}`.padStart(64, "r"), true]),
      );
      const refused = await files.save({ ...content(2), relays }, 0);
      assert.match(refused.ok ? "" : refused.fault, /cannot be written/);
      assert.equal(new LatchFiles(disk).load().content?.revision, 1);
      Deno.removeSync(join(disk, "ballast"));
      assert.ok((await files.save({ ...content(2), relays }, 0)).ok);
      assert.equal(new LatchFiles(disk).load().content?.revision, 2);
    });
  },
);
