import assert from "node:assert/strict";
import { CATALOG } from "./catalog.ts";
import { english } from "./english.ts";
import { LANGUAGE_TAGS } from "./languages.ts";
import { holesIn, type Message } from "./message.ts";

function textsOf(message: Message): string[] {
  return typeof message === "string" ? [message] : [message.one, message.other];
}

for (const tag of LANGUAGE_TAGS) {
  Deno.test(`the messages in ${tag} have the holes of the English ones, and no others`, () => {
    const wrong: string[] = [];
    for (const [key, message] of Object.entries(english) as [keyof typeof english, Message][]) {
      const wanted = new Set(textsOf(message).flatMap(holesIn));
      for (const text of textsOf(CATALOG[tag][key])) {
        const holes = new Set(holesIn(text));
        const strange = [...holes].filter((hole) => !wanted.has(hole));
        // A text for one may say the number in words.
        const missing = [...wanted].filter((hole) => !holes.has(hole) && hole !== "count");
        if (strange.length + missing.length > 0) wrong.push(`${key}: ${[...strange, ...missing]}`);
        if (text.trim() !== text || text === "") wrong.push(`${key}: "${text}"`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(Object.keys(CATALOG[tag]).sort(), Object.keys(english).sort());
  });
}

Deno.test("every other language says something of its own", () => {
  for (const tag of LANGUAGE_TAGS) {
    if (tag === "en") continue;
    const keys = Object.keys(english) as (keyof typeof english)[];
    const same = keys.filter((key) => JSON.stringify(CATALOG[tag][key]) === JSON.stringify(english[key]));
    // Units, names and a few words are the same everywhere.
    assert.ok(same.length < keys.length / 10, `${tag}: ${same.length} of ${keys.length} are English`);
  }
});
