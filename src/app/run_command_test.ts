import assert from "node:assert/strict";
import { makeFirstToken } from "./run_command.ts";

Deno.test("makeFirstToken: a file of tokens that cannot be read is said, and does not keep the service from starting", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const said: string[] = [];
  const { error } = console;
  console.error = (text: string) => said.push(text);
  try {
    const tokens = `${folder}/tokens.json`;
    Deno.writeTextFileSync(tokens, '{"tokens": [{"na');
    await makeFirstToken({ tokens, auditDatabase: `${folder}/audit.db` }, Date.UTC(2026, 0, 1));
    assert.match(said.join("\n"), /sign in: cannot read the tokens in .*tokens\.json/);
    assert.equal(Deno.readTextFileSync(tokens), '{"tokens": [{"na', "and it is left for whoever can mend it");
  } finally {
    console.error = error;
    await Deno.remove(folder, { recursive: true });
  }
});
