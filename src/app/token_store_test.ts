import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { newPin, verifyPin } from "../firewall/pin.ts";
import { verifyToken } from "../firewall/token.ts";
import { addToken, issueToken, putPin, readTokens, revoke } from "./token_store.ts";

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
    assert.equal(verifyToken(tokens, anna, 5), undefined);
    assert.equal(verifyToken(tokens, annaAnew, 5)?.name, "anna");
    assert.equal(verifyToken(tokens, bert, 5)?.role, "viewer");
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

Deno.test("addToken refuses to take another's place, and adds many at once without losing one", () =>
  inFolder(async (file) => {
    const names = Array.from({ length: 20 }, (_, i) => `person ${i}`);
    await Promise.all(names.map((name) => addToken(file, { name, role: "viewer", replace: false }, 1)));
    assert.deepEqual((await readTokens(file)).tokens.map(({ name }) => name).sort(), names.sort());
    assert.equal(await addToken(file, { name: "person 3", role: "installer", replace: false }, 2), undefined);
    assert.equal((await readTokens(file)).tokens.find(({ name }) => name === "person 3")?.role, "viewer");
  }));

Deno.test("revoke takes away what one person has and says who is left", () =>
  inFolder(async (file) => {
    const anna = await issueToken(file, "anna", "operator", 1);
    const bert = await issueToken(file, "bert", "viewer", 2);
    const revoked = await revoke(file, "anna");
    assert.deepEqual(revoked?.left.tokens.map(({ name }) => name), ["bert"]);
    assert.deepEqual(revoked?.before, { token: { role: "operator" } });
    const { tokens } = await readTokens(file);
    assert.equal(verifyToken(tokens, anna, 5), undefined);
    assert(verifyToken(tokens, bert, 5));
    assert.equal(await revoke(file, "anna"), undefined);
  }));

Deno.test("addToken writes nothing that could not be read again", () =>
  inFolder(async (file) => {
    await issueToken(file, "anna", "operator", 1);
    await assert.rejects(() => issueToken(file, "x".repeat(61), "viewer", 1));
    assert.deepEqual((await readTokens(file)).tokens.map(({ name }) => name), ["anna"]);
  }));

Deno.test({
  name: "issueToken as root leaves a file that the service's user owns",
  ignore: Deno.uid() !== 0,
  fn: () =>
    inFolder(async (file) => {
      const folder = dirname(file);
      await Deno.chown(folder, 12_345, 12_346);
      await issueToken(file, "anna", "operator", 1);
      const { uid, gid, mode } = await Deno.stat(file);
      assert.deepEqual([uid, gid, mode! & 0o777], [12_345, 12_346, 0o600]);
    }),
});

Deno.test("putPin keeps one PIN a person, whatever the capitals, and revoke takes it away with the token", () =>
  inFolder(async (file) => {
    await issueToken(file, "Anna", "operator", 1);
    await putPin(file, await newPin({ name: "Anna", role: "viewer" }, "271828", 1));
    const { before, after } = await putPin(
      file,
      await newPin({ name: "Anna", role: "operator" }, "314159", 2),
    );
    assert.deepEqual([before.pin?.role, after.pin?.role], ["viewer", "operator"]);
    const { pins } = await readTokens(file);
    assert.equal(pins.length, 1);
    assert.equal(await verifyPin(pins, "anna", "271828"), undefined);
    assert.equal((await verifyPin(pins, "anna", "314159"))?.name, "Anna");
    assert.deepEqual((await revoke(file, "Anna"))?.before, {
      token: { role: "operator" },
      pin: { role: "operator" },
    });
    assert.deepEqual((await readTokens(file)).pins, []);
  }));

Deno.test("addToken with a life makes a token that runs out then", () =>
  inFolder(async (file) => {
    const made = await addToken(file, { name: "ivo", role: "installer", replace: false, lifeMs: 1_000 }, 500);
    const { tokens } = await readTokens(file);
    assert.equal(verifyToken(tokens, made!.token, 1_499)?.name, "ivo");
    assert.equal(verifyToken(tokens, made!.token, 1_500), undefined);
    assert.equal(made!.after.token?.expiresAtWallMs, 1_500);
  }));
