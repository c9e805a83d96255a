import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Secret } from "./secret.ts";

Deno.test("Secret shows its value to whoever asks for it, and to nobody else", () => {
  const secret = new Secret("hunter2");
  assert.equal(secret.reveal(), "hunter2");
  const shown = [
    `${secret}`,
    "" + secret,
    String([secret]),
    JSON.stringify({ deep: [{ secret }] }),
    Deno.inspect({ deep: { secret } }),
    inspect({ deep: { secret } }),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify({ ...secret }),
  ];
  for (const text of shown) assert.ok(!text.includes("hunter2"), text);
  assert.equal(JSON.stringify({ token: secret }), `{"token":"[secret]"}`);
});
