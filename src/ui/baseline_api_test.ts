import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { baselinesAnswer, candidateAnswer } from "./baseline_api.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";

Deno.test("the review: pictures before and now for who may look, decisions with a reason for installers alone", async () => {
  const deps = new FakeDeps(new FakeClock());
  const app = createUi(deps);
  const ask = async (method: string, path: string, token: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}` };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const answer = await app.request(`/api/v1${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  assert.equal(
    baselinesAnswer.parse((await ask("GET", "/baselines", TOKENS.viewer)).body)[0].candidate?.kind,
    "drift",
  );
  candidateAnswer.parse((await ask("GET", "/baselines/boiler-1/candidate", TOKENS.viewer)).body);
  assert.equal((await ask("GET", "/baselines/other/candidate", TOKENS.viewer)).status, 404);
  const decision = { candidateId: "boiler-1:drift:1", reason: "a new machine" };
  assert.equal((await ask("POST", "/baselines/boiler-1/approve", TOKENS.operator, decision)).status, 403);
  assert.equal(
    (await ask("POST", "/baselines/boiler-1/approve", TOKENS.installer, { candidateId: "x" })).status,
    400,
  );
  assert.equal((await ask("POST", "/baselines/boiler-1/approve", TOKENS.installer, decision)).status, 200);
  assert.equal(
    (await ask("POST", "/baselines/boiler-1/revert", TOKENS.installer, { version: 1, reason: "r" })).status,
    200,
  );
  assert.equal((await ask("POST", "/baselines/other/reject", TOKENS.installer, decision)).status, 404);
  assert.deepEqual(deps.baselineActs.map(({ act }) => act.act), ["approve", "revert", "reject"]);
});
