import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { configAnswer, configHistoryAnswer } from "./config_api.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";

function setUp() {
  const deps = new FakeDeps(new FakeClock({ wallMs: Date.UTC(2026, 2, 1, 12) }));
  const app = createUi(deps);
  const ask = async (method: string, path: string, body?: unknown, token = TOKENS.installer) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const answer = await app.request(`/api/v1${path}`, init, { remoteAddr: { hostname: "10.20.0.7" } });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
    };
  };
  return { deps, ask };
}

Deno.test("PUT /config asks the supervisor in the person's name, and answers with what changes", async () => {
  const { deps, ask } = setUp();
  const { status, body } = await ask("PUT", "/config", {
    text: "zones: []",
    reason: "a new hall",
    trialSeconds: 60,
  });
  assert.equal(status, 200);
  assert.deepEqual(configAnswer.parse(body).changes, deps.config.changes);
  assert.deepEqual(deps.config.asked[0].act, {
    act: "apply",
    text: "zones: []",
    reason: "a new hall",
    trialSeconds: 60,
    mustConfirm: false,
    dryRun: false,
  });
});

Deno.test("PATCH /config hands the patch on; a dry run changes nothing and is no deed", async () => {
  const { deps, ask } = setUp();
  const patch = { zones: { boiler: { limits: { criticalC: 70 } } } };
  assert.equal((await ask("PATCH", "/config", { patch, reason: "warmer", dryRun: true })).status, 200);
  const [{ act }] = deps.config.asked;
  assert(act.act === "apply");
  assert.deepEqual([act.patch, act.dryRun], [patch, true]);
  assert.deepEqual(deps.audited, []);
});

Deno.test("a change needs an installer, a reason, and one of text and config", async () => {
  const { deps, ask } = setUp();
  assert.equal((await ask("PUT", "/config", { text: "x", reason: "r" }, TOKENS.operator)).status, 403);
  assert.equal((await ask("POST", "/config/confirm", {}, TOKENS.operator)).status, 403);
  assert.equal((await ask("GET", "/config/history", undefined, TOKENS.operator)).status, 403);
  for (
    const body of [{ text: "x" }, { reason: "r" }, { reason: "r", text: "x", config: {} }, {
      text: "x",
      reason: "",
    }]
  ) {
    assert.equal((await ask("PUT", "/config", body)).status, 400, JSON.stringify(body));
  }
  assert.equal((await ask("PATCH", "/config", { patch: "x", reason: "r" })).status, 400);
  assert.deepEqual(deps.config.asked, []);
});

Deno.test("a refused configuration is told with what is wrong, a conflict and a lost supervisor as such", async () => {
  const { deps, ask } = setUp();
  deps.config.refusal = { code: "config-refused", message: "zones: it is missing", faults: [] };
  const refused = await ask("PUT", "/config", { text: "x", reason: "r" });
  assert.deepEqual([refused.status, refused.body.code, refused.body.detail], [
    422,
    "config-refused",
    "zones: it is missing",
  ]);
  deps.config.refusal = { code: "alarm-stands", message: "an alarm stands", faults: [] };
  assert.equal((await ask("PUT", "/config", { text: "x", reason: "r" })).status, 409);
  deps.config.running = undefined;
  const lost = await ask("POST", "/config/confirm", {});
  assert.deepEqual([lost.status, lost.body.code], [503, "config-lost"]);
  assert.equal((await ask("GET", "/config/state")).status, 503);
});

Deno.test("a whole site's configuration may be larger than any order", async () => {
  const { ask } = setUp();
  const text = `# ${"x".repeat(400_000)}`;
  assert.equal((await ask("PUT", "/config", { text, reason: "many sensors" })).status, 200);
  assert.equal(
    (await ask("PUT", "/config", { text: "x".repeat(3_000_000), reason: "too many" })).status,
    413,
  );
});

Deno.test("GET /config/history tells versions without their texts, which hold passwords", async () => {
  const { deps, ask } = setUp();
  deps.config.versions = [1, 2].map((version) => ({
    version,
    atWallMs: 1_000,
    author: "anna",
    source: "page",
    reason: "r",
    outcome: "good",
    outcomeAtWallMs: 2_000,
    outcomeText: "quiet",
    text: "password: hunter2",
  }));
  const { body } = await ask("GET", "/config/history");
  assert.deepEqual(configHistoryAnswer.parse(body).map(({ version }) => version), [2, 1]);
  assert(!JSON.stringify(body).includes("hunter2"));
  const one = await ask("GET", "/config/history/1");
  assert.deepEqual(one.body.changes, deps.config.changes);
  assert.equal((await ask("GET", "/config/history/9")).status, 404);
  assert.equal((await ask("GET", "/config/schema")).body.title, "EmberEye configuration");
});
