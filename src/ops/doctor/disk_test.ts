import assert from "node:assert/strict";
import { checkDisk } from "./disk.ts";
import { verdicts } from "./testing.ts";

const GB = 1024 ** 3;
const SPACE = { freeBytes: 20 * GB, totalBytes: 32 * GB, freeFiles: 1e6, totalFiles: 2e6, isMemory: false };
const FACTS = { path: "/var/lib/embereye", space: SPACE, write: { tookMs: 8 } };

Deno.test("checkDisk warns of little room, and fails where the journal would not fit", () => {
  assert.equal(verdicts(checkDisk(FACTS)), "ok ok");
  const free = (freeBytes: number) => verdicts(checkDisk({ ...FACTS, space: { ...SPACE, freeBytes } }));
  assert.equal(free(GB / 2), "warning ok");
  assert.equal(free(GB * 1.2), "warning ok", "less than a twentieth");
  assert.equal(free(1_000), "failed ok");
  assert.equal(free(0), "failed ok");
});

Deno.test("checkDisk finds a disk without room for file names, but not one that does not count them", () => {
  assert.equal(verdicts(checkDisk({ ...FACTS, space: { ...SPACE, freeFiles: 3 } })), "ok failed ok");
  assert.equal(verdicts(checkDisk({ ...FACTS, space: { ...SPACE, freeFiles: 0, totalFiles: 0 } })), "ok ok");
});

Deno.test("checkDisk fails a state folder in memory and one that takes no file, and warns of a slow one", () => {
  assert.equal(verdicts(checkDisk({ ...FACTS, space: { ...SPACE, isMemory: true } })), "ok failed ok");
  assert.equal(verdicts(checkDisk({ ...FACTS, write: { fault: "Read-only file system" } })), "ok failed");
  assert.equal(verdicts(checkDisk({ ...FACTS, write: { tookMs: 4_000 } })), "ok warning");
  assert.equal(verdicts(checkDisk({ path: "/var/lib/embereye" })), "warning");
});
