import assert from "node:assert/strict";
import { jsonOf } from "./stored_json.ts";

Deno.test("jsonOf gives the value, and undefined for rotten text, NULL and blobs", () => {
  assert.deepEqual(jsonOf('{"a":[1,null]}'), { a: [1, null] });
  for (const rotten of ["", '{"a":', "\u0000", null, new Uint8Array(3), 5]) {
    assert.equal(jsonOf(rotten), undefined);
  }
});
