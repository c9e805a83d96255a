import assert from "node:assert/strict";
import { join } from "node:path";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { ArchiveRecord, readArchiveRecord } from "./archive_record.ts";

const DAY = "2026-03-01";
const PART = { bytes: 7, sha256: "ab" };

function unexpected(text: string): never {
  throw new Error(text);
}

Deno.test("ArchiveRecord adds a line for each part, whatever a power cut left, and forgets them with their day", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "archive.json");
    const lines = join(folder, "archive-parts.ndjson");
    const record = new ArchiveRecord(path, unexpected);
    await record.keep({ through: "2026-02-28", day: DAY, done: {} });
    const before = Deno.statSync(path).mtime;
    await record.keepPart("a", PART);
    Deno.writeTextFileSync(lines, '\n{"day":"2026-03-01","name":"b","by', { append: true });
    await record.keepPart("c", PART);
    assert.deepEqual(Deno.statSync(path).mtime, before, "the list is not written again");

    const again = new ArchiveRecord(path, unexpected);
    assert.deepEqual(again.progress, { through: "2026-02-28", day: DAY, done: { a: PART, c: PART } });
    assert.deepEqual(readArchiveRecord(path, unexpected).done, { a: PART, c: PART });
    await again.keepFault({ kind: "away", detail: "no network" });
    assert.deepEqual(Object.keys(readArchiveRecord(path, unexpected).done), ["a", "c"]);
    assert.equal(again.fault?.detail, "no network");

    await again.keep({ through: DAY, done: {} });
    assert.deepEqual(readArchiveRecord(path, unexpected), { through: DAY, done: {} });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["archive.json"]);
  });
});

Deno.test("ArchiveRecord goes on from what the version before kept, which can go on from what is kept now", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "archive.json");
    Deno.writeTextFileSync(path, JSON.stringify({ day: DAY, done: { a: PART } }));
    const record = new ArchiveRecord(path, unexpected);
    await record.keepPart("b", PART);
    assert.deepEqual(new ArchiveRecord(path, unexpected).progress.done, { a: PART, b: PART });
    await record.keepFault(undefined);
    // It reads this one file alone, and puts into the store again what it does not find there.
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), { day: DAY, done: { a: PART } });
  });
});

Deno.test("ArchiveRecord leaves out lines of another day", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "archive.json");
    const record = new ArchiveRecord(path, unexpected);
    await record.keep({ day: DAY, done: {} });
    Deno.writeTextFileSync(
      join(folder, "archive-parts.ndjson"),
      JSON.stringify({ day: "2026-02-28", name: "old", ...PART }),
    );
    await record.keepPart("new", PART);
    assert.deepEqual(Object.keys(record.progress.done), ["new"]);
  });
});
