import assert from "node:assert/strict";
import { newToken, tokenFileSchema, verifyToken } from "./token.ts";

Deno.test("verifyToken knows the bearer of each token and nobody else", () => {
  const anna = newToken({ name: "anna", role: "operator" }, 1);
  const bert = newToken({ name: "bert", role: "viewer" }, 2);
  const tokens = [anna.entry, bert.entry];
  assert.deepEqual(verifyToken(tokens, anna.token), { name: "anna", role: "operator" });
  assert.deepEqual(verifyToken(tokens, bert.token), { name: "bert", role: "viewer" });
  assert.equal(verifyToken([bert.entry], anna.token), undefined);
});

Deno.test("verifyToken refuses cut, changed, empty and oversized tokens", () => {
  const { token, entry } = newToken({ name: "anna", role: "operator" }, 1);
  for (
    const wrong of [
      "",
      token.slice(0, -1),
      token + "A",
      token.toUpperCase(),
      "x".repeat(1_000_000),
      entry.hash,
    ]
  ) {
    assert.equal(verifyToken([entry], wrong), undefined, wrong.slice(0, 80));
  }
});

Deno.test("newToken keeps nothing from which the token could be read, and never repeats itself", () => {
  const made = Array.from({ length: 50 }, () => newToken({ name: "n", role: "viewer" }, 0));
  assert.equal(new Set(made.map(({ token }) => token)).size, 50);
  assert.equal(new Set(made.map(({ entry }) => entry.salt)).size, 50);
  for (const { token, entry } of made) {
    assert(token.length >= 43, "256 bits in base64url");
    assert(!JSON.stringify(entry).includes(token));
  }
});

Deno.test("tokenFileSchema refuses a file with unknown keys or a plain token", () => {
  const { entry } = newToken({ name: "n", role: "viewer" }, 0);
  assert(tokenFileSchema.safeParse({ version: 1, tokens: [entry] }).success);
  assert(!tokenFileSchema.safeParse({ version: 1, tokens: [{ ...entry, token: "secret" }] }).success);
  assert(!tokenFileSchema.safeParse({ version: 1, tokens: [{ ...entry, hash: "secret" }] }).success);
});
