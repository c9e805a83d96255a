import assert from "node:assert/strict";
import { FILE_NAME_OF_ID_MAX, fileNameOfId, idOfFileName } from "./file_name.ts";
import { isId } from "./ids.ts";

/** The longest ids: of one, two, three and four bytes a letter. */
const LONGEST = ["a", "я", "湯"].map((letter) => letter.repeat(64)).concat("\u{1e900}".repeat(32));

Deno.test("fileNameOfId is short enough for any id in any script, and holds nothing that a folder would be made of", () => {
  for (const id of [...LONGEST, "a:b.c d", "Печь 7"]) {
    assert(isId(id), id);
    const name = fileNameOfId(id);
    assert(name.length <= FILE_NAME_OF_ID_MAX, `${name.length}`);
    assert.match(name, /^[\w.%!~*'()-]+$/);
  }
});

Deno.test("fileNameOfId: ids that differ in their last letter alone have different names", () => {
  for (const id of LONGEST) {
    assert.notEqual(fileNameOfId(id), fileNameOfId([...id].slice(0, -1).join("") + "z"));
    assert(!isId(`${id}x`), "there is no longer one");
  }
});

Deno.test("idOfFileName gives the id back", () => {
  for (const id of [...LONGEST, "a:b.c d", "Печь 7"]) assert.equal(idOfFileName(fileNameOfId(id)), id);
  assert.equal(idOfFileName("%E0%A4%A"), "%E0%A4%A", "a stranger's file is no reason to fail");
});
