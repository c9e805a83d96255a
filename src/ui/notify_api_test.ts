import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";

Deno.test("the test button says whether a notification has arrived, to operators, and is a deed", async () => {
  const deps = new FakeDeps(new FakeClock());
  const app = createUi(deps);
  const ask = async (method: string, path: string, token: string) => {
    const answer = await app.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: answer.status, body: await answer.json() };
  };
  assert.equal((await ask("GET", "/notify", TOKENS.viewer)).status, 403);
  assert.equal((await ask("GET", "/notify", TOKENS.operator)).body[0].id, "ops");
  assert.deepEqual((await ask("POST", "/notify/ops/test", TOKENS.operator)).body, {
    ok: true,
    message: "ops was tried",
  });
  assert.equal((await ask("POST", "/notify/nobody/test", TOKENS.operator)).body.ok, false);
  assert.deepEqual(deps.audited.map(({ act, subject }) => [act, subject]), [["notify-test", "ops"], [
    "notify-test",
    "nobody",
  ]]);
});
