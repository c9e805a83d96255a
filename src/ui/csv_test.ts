import assert from "node:assert/strict";
import { csvLine } from "./csv.ts";

Deno.test("csvLine quotes what would end a cell, and leaves out what is absent", () => {
  assert.equal(csvLine([1, "plain", undefined, 'say "hi", now']), '1,plain,,"say ""hi"", now"\r\n');
  assert.equal(csvLine(["two\r\nlines"]), "two lines\r\n");
});

Deno.test("csvLine lets no cell be taken for a formula", () => {
  for (const evil of ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "\r=1", "＝1"]) {
    const line = csvLine([evil]);
    assert.match(line, /^"?'/, JSON.stringify(evil));
  }
  // A number is a number: it is ours.
  assert.equal(csvLine([-5]), "-5\r\n");
});
