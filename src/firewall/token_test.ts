import assert from "node:assert/strict";
import { bearerByCredential, bearerOf, newToken, tokenFileSchema, verifyToken } from "./token.ts";

Deno.test("verifyToken knows the bearer of each token and nobody else", () => {
  const anna = newToken({ name: "anna", role: "operator" }, 1);
  const bert = newToken({ name: "bert", role: "viewer" }, 2);
  const tokens = [anna.entry, bert.entry];
  assert.deepEqual(verifyToken(tokens, anna.token, 5), bearerOf(anna.entry));
  assert.deepEqual(verifyToken(tokens, bert.token, 5), bearerOf(bert.entry));
  assert.equal(verifyToken([bert.entry], anna.token, 5), undefined);
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
    assert.equal(verifyToken([entry], wrong, 5), undefined, wrong.slice(0, 80));
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

Deno.test("bearerByCredential knows who holds what has been shown, until it is taken away or has run out", () => {
  const { entry } = newToken({ name: "anna", role: "operator" }, 1_000, 500);
  const file = { version: 1 as const, tokens: [entry], pins: [] };
  const { credential } = bearerOf(entry);
  assert.equal(bearerByCredential(file, credential, 1_499)?.name, "anna");
  assert.equal(bearerByCredential(file, credential, 1_500), undefined);
  assert.equal(bearerByCredential({ ...file, tokens: [] }, credential, 1_200), undefined);
  const { entry: replaced } = newToken({ name: "anna", role: "operator" }, 1_100);
  assert.equal(bearerByCredential({ ...file, tokens: [replaced] }, credential, 1_200), undefined);
});
