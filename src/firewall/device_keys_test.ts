import assert from "node:assert/strict";
import { DeviceKeys } from "./device_keys.ts";
import { deviceTokenFileSchema, newDeviceToken, splitDeviceToken } from "./device_token.ts";

const NOW = 1_000_000;

function keys(nowWallMs = () => NOW) {
  const mine = newDeviceToken("boiler-burner", NOW);
  const other = newDeviceToken("paint-shelf", NOW);
  const book = new DeviceKeys(nowWallMs);
  book.load([mine.entry, other.entry]);
  return { book, mine, other };
}

Deno.test("DeviceKeys knows which sensor each token stands for, and no other token", () => {
  const { book, mine, other } = keys();
  for (const [made, device] of [[mine, "boiler-burner"], [other, "paint-shelf"]] as const) {
    const grant = book.verify(made.token);
    assert(typeof grant === "object");
    assert.equal(grant.device, device);
    assert(book.stands(grant));
  }
  const [, id, secret] = mine.token.split("_");
  const swapped = `dev_${other.entry.id}_${mine.token.slice(17)}`;
  for (
    const wrong of [
      "",
      "dev_",
      mine.token.slice(0, -1),
      mine.token + "A",
      mine.token.toUpperCase(),
      ` ${mine.token}`,
      swapped,
      secret,
      id,
      mine.entry.hash,
      newDeviceToken("boiler-burner", NOW).token,
      "x".repeat(1_000_000),
    ]
  ) assert.equal(book.verify(wrong), "bad-token", wrong.slice(0, 80));
});

Deno.test("DeviceKeys refuses every token that differs in one character", () => {
  const { book, mine } = keys();
  for (let at = 0; at < mine.token.length; at++) {
    const changed = mine.token.slice(0, at) + (mine.token[at] === "A" ? "B" : "A") + mine.token.slice(at + 1);
    // The last character carries two bits that decoders ignore; the text is compared, not the bytes.
    assert.equal(book.verify(changed), "bad-token", `character ${at}`);
  }
});

Deno.test("DeviceKeys lets tokens expire by the wall clock, and says so", () => {
  let nowWallMs = NOW;
  const { token, entry } = newDeviceToken("a", NOW, NOW + 1_000);
  const book = new DeviceKeys(() => nowWallMs);
  book.load([entry]);
  const grant = book.verify(token);
  assert(typeof grant === "object" && book.stands(grant));
  nowWallMs = NOW + 1_000;
  assert.equal(book.stands(grant), false);
  assert.equal(book.verify(token), "expired-token");
  assert.equal(
    book.verify(token.slice(0, -1) + "_"),
    "bad-token",
    "who does not know the secret learns nothing",
  );
});

Deno.test("DeviceKeys withdraws at once what is no more in the file, and leaves the others their grants", () => {
  const { book, mine, other } = keys();
  const [gone, stays] = [book.verify(mine.token), book.verify(other.token)];
  assert(typeof gone === "object" && typeof stays === "object");
  book.load([other.entry]);
  assert.equal(book.stands(gone), false);
  assert.equal(book.stands(stays), true);
  assert.equal(book.verify(mine.token), "bad-token");
  // The same token for another sensor is another token.
  book.load([{ ...other.entry, device: "dock-gate" }]);
  assert.equal(book.stands(stays), false);
});

Deno.test("DeviceKeys tells when each token was used last, and forgets it with the token", () => {
  let nowWallMs = NOW;
  const { book, mine, other } = keys(() => nowWallMs);
  const grant = book.verify(mine.token);
  assert(typeof grant === "object");
  nowWallMs += 5_000;
  book.used(grant);
  assert.deepEqual([...book.uses], [[mine.entry.id, NOW + 5_000]]);
  book.load([other.entry]);
  book.used(grant);
  assert.equal(book.uses.size, 0);
});

Deno.test("newDeviceToken keeps nothing from which the token could be read, and fits the protocol", () => {
  const made = Array.from({ length: 50 }, () => newDeviceToken("a", NOW));
  assert.equal(new Set(made.map(({ token }) => token)).size, 50);
  for (const { token, entry } of made) {
    const parts = splitDeviceToken(token);
    assert(parts !== undefined && parts.id === entry.id && parts.secret.length === 43);
    assert.match(token, /^[\w-]{1,128}$/);
    assert(!JSON.stringify(entry).includes(parts.secret));
    assert(deviceTokenFileSchema.safeParse({ version: 1, tokens: [entry] }).success);
  }
  assert(
    !deviceTokenFileSchema.safeParse({ version: 1, tokens: [{ ...made[0].entry, token: "x" }] }).success,
  );
});
