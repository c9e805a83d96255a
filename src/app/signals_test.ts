import assert from "node:assert/strict";
import { heardAgain } from "./signals.ts";

Deno.test("heardAgain ends a program that has not started, and has patience with one that stops", () => {
  const codes: number[] = [];
  heardAgain(true, (code) => codes.push(code));
  assert.equal(codes.length, 0);
  heardAgain(false, (code) => codes.push(code));
  assert.deepEqual(codes, [130]);
});
