import assert from "node:assert/strict";
import { NAME_CHARS_MAX } from "../firewall/token.ts";
import { nameFault, nearNamesake } from "./person_name.ts";

Deno.test("nameFault lets names of all scripts pass, and nothing that looks like another name", () => {
  for (const name of ["Anna", "Łukasz O'Neill", "अनिता", "x".repeat(NAME_CHARS_MAX)]) {
    assert.equal(nameFault(name), undefined, name);
  }
  for (const name of ["", " ", " Anna", "Anna ", "An\nna", "Anna\u0000", "x".repeat(NAME_CHARS_MAX + 1)]) {
    assert.match(nameFault(name) ?? "", /is no name/, JSON.stringify(name));
  }
});

Deno.test("nearNamesake finds who would be mixed up at a sign-in, whatever they hold, and not the person itself", () => {
  const file = { tokens: [{ name: "Anna" }], pins: [{ name: "bert" }] } as unknown as Parameters<
    typeof nearNamesake
  >[0];
  assert.equal(nearNamesake(file, "ANNA"), "Anna");
  assert.equal(nearNamesake(file, "Bert"), "bert");
  assert.equal(nearNamesake(file, "Anna"), undefined);
  assert.equal(nearNamesake(file, "Berta"), undefined);
});
