import assert from "node:assert/strict";
import { TROUBLES } from "../reading/trouble.ts";
import { troubleGuide } from "./trouble_guide.ts";

Deno.test("troubleGuide is what docs/troubles.md holds", async () => {
  const written = await Deno.readTextFile(new URL("../../docs/troubles.md", import.meta.url));
  assert.equal(written, troubleGuide(), "write it anew: deno eval with troubleGuide() into docs/troubles.md");
});

Deno.test("troubleGuide explains every code with a whole sentence and a remedy", () => {
  const guide = troubleGuide();
  for (const [code, { meaning, remedy }] of Object.entries(TROUBLES)) {
    assert(guide.includes(`| \`${code}\` |`), code);
    assert.match(meaning, /^[A-Z].*\.$/, code);
    assert.match(remedy, /^[A-Z`].*\.$/, code);
  }
});
