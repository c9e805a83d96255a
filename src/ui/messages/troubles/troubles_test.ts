import assert from "node:assert/strict";
import { type TroubleCode, TROUBLES } from "../../../reading/trouble.ts";
import { CATALOG } from "../catalog.ts";
import { LANGUAGE_TAGS } from "../languages.ts";

const CODES = Object.keys(TROUBLES) as TroubleCode[];

function typed(text: string): string[] {
  return text.split("`").filter((_, index) => index % 2 === 1).sort();
}

for (const tag of LANGUAGE_TAGS) {
  const messages = CATALOG[tag];

  Deno.test(`every trouble has a title, a meaning and a remedy in ${tag}`, () => {
    for (const code of CODES) {
      for (const part of ["title", "meaning", "remedy"] as const) {
        assert.ok(messages[`trouble.${part}.${code}`]?.length > 3, `${part} of ${code}`);
      }
      // A title stands in a heading on a phone.
      assert.ok(messages[`trouble.title.${code}`].length <= 40, `the title of ${code} is long`);
    }
  });

  Deno.test(`what is to be typed is the same in ${tag} as in English`, () => {
    for (const code of CODES) {
      const { meaning, remedy } = TROUBLES[code];
      assert.deepEqual(typed(messages[`trouble.remedy.${code}`]), typed(remedy), `remedy of ${code}`);
      assert.deepEqual(typed(messages[`trouble.meaning.${code}`]), typed(meaning), `meaning of ${code}`);
    }
  });
}

Deno.test("no language leaves a trouble in English, or gives two the same name", () => {
  for (const tag of LANGUAGE_TAGS) {
    const titles = CODES.map((code) => CATALOG[tag][`trouble.title.${code}`]);
    assert.equal(new Set(titles).size, titles.length, tag);
    if (tag === "en") continue;
    for (const code of CODES) {
      assert.notEqual(CATALOG[tag][`trouble.meaning.${code}`], TROUBLES[code].meaning);
      assert.notEqual(CATALOG[tag][`trouble.remedy.${code}`], TROUBLES[code].remedy);
    }
  }
});
