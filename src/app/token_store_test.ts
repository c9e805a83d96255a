import assert from "node:assert/strict";
import { join } from "node:path";
import { verifyToken } from "../firewall/token.ts";
import { issueToken, readTokens } from "./token_store.ts";

async function inFolder(test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "tokens.json"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("issueToken keeps what others have and replaces what the same person had", () =>
  inFolder(async (file) => {
    const anna = await issueToken(file, "anna", "operator", 1);
    const bert = await issueToken(file, "bert", "viewer", 2);
    const annaAnew = await issueToken(file, "anna", "operator", 3);
    const { tokens } = await readTokens(file);
    assert.equal(verifyToken(tokens, anna), undefined);
    assert.deepEqual(verifyToken(tokens, annaAnew), { name: "anna", role: "operator" });
    assert.deepEqual(verifyToken(tokens, bert), { name: "bert", role: "viewer" });
  }));

Deno.test("issueToken writes a file that only its owner can read", () =>
  inFolder(async (file) => {
    await issueToken(file, "anna", "operator", 1);
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  }));

Deno.test("readTokens refuses a file that is not ours, with its name", () =>
  inFolder(async (file) => {
    await Deno.writeTextFile(file, '{"tokens": "all"}');
    await assert.rejects(() => readTokens(file), new RegExp(`cannot read the tokens in .*tokens\\.json`));
  }));
