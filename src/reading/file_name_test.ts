import assert from "node:assert/strict";
import { FILE_NAME_OF_ID_MAX, fileNameOfId, idOfFileName } from "./file_name.ts";
import { isId } from "./ids.ts";

/** The longest ids: of one, two, three and four bytes a letter. */
const LONGEST = ["a", "я", "湯", "\u{1e900}"].map((letter) => letter.repeat(64));

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
  }
});

Deno.test("idOfFileName gives the id back, but for one of four bytes a letter, of which it gives the name", () => {
  for (const id of [...LONGEST.slice(0, 3), "a:b.c d", "Печь 7"]) {
    assert.equal(idOfFileName(fileNameOfId(id)), id);
  }
  const name = fileNameOfId(LONGEST[3]);
  assert.equal(idOfFileName(name), name);
  assert.equal(idOfFileName("%E0%A4%A"), "%E0%A4%A", "a stranger's file is no reason to fail");
});
