import assert from "node:assert/strict";
import { checkTmpfs } from "./tmpfs.ts";
import { verdicts } from "./testing.ts";

const RUN = { path: "/run/embereye", isThere: true, isMemory: true };
const RING = {
  folder: "/run/embereye",
  neededBytes: 80e6,
  freeBytes: 400e6,
  isMemory: true,
  isTaken: false,
};

Deno.test("checkTmpfs wants sockets and pictures in memory", () => {
  assert.equal(verdicts(checkTmpfs({ run: RUN })), "ok");
  assert.equal(verdicts(checkTmpfs({ run: { ...RUN, isThere: false, isMemory: false } })), "ok");
  assert.equal(verdicts(checkTmpfs({ run: { ...RUN, isMemory: false } })), "warning");
  assert.equal(verdicts(checkTmpfs({ run: RUN, ring: { ...RING, isMemory: false } })), "ok failed");
});

Deno.test("checkTmpfs compares what the pictures need with what is free, unless they have it already", () => {
  assert.equal(verdicts(checkTmpfs({ run: RUN, ring: RING })), "ok ok");
  const small = checkTmpfs({ run: RUN, ring: { ...RING, freeBytes: 64 * 1024 ** 2 } });
  assert.equal(verdicts(small), "ok failed");
  assert.match(small[1].found, /needs 77 MB, .* has 64 MB free/);
  assert.equal(verdicts(checkTmpfs({ run: RUN, ring: { ...RING, freeBytes: 0, isTaken: true } })), "ok ok");
});
