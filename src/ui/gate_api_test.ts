import assert from "node:assert/strict";
import type { TurnedAwayRow } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import { SCENE_WALL_MS } from "./fake_scenes.ts";

const ROW: TurnedAwayRow = {
  listener: "sensors",
  address: "192.168.20.17",
  reason: "not-allowed",
  text: "turned away: no network of sensorPort.allow holds 192.168.20.17",
  count: 12,
  firstWallMs: SCENE_WALL_MS - 60_000,
  lastWallMs: SCENE_WALL_MS - 1_000,
};

function setUp() {
  const deps = new FakeDeps(new FakeClock({ wallMs: SCENE_WALL_MS }));
  deps.turned = { rows: [ROW, { ...ROW, address: "<b>192.0.2.9", reason: "too-many-strangers" }], others: 3 };
  const app = createUi(deps);
  const ask = (path: string, token: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers };
    return app.fetch(new Request(`http://localhost${path}`, { ...init, headers }));
  };
  const allow = (body: unknown, token = TOKENS.installer) =>
    ask("/api/v1/turned-away/allow", token, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  return { deps, ask, allow };
}

Deno.test("GET /turned-away tells operators who was turned away, and nobody else", async () => {
  const { deps, ask } = setUp();
  const { rows, others } = await (await ask("/api/v1/turned-away", TOKENS.operator)).json();
  assert.equal(others, 3);
  assert.deepEqual(rows[0], {
    listener: "sensors",
    address: "192.168.20.17",
    reason: "not-allowed",
    text: ROW.text,
    count: 12,
    first: new Date(ROW.firstWallMs).toISOString(),
    last: new Date(ROW.lastWallMs).toISOString(),
  });
  assert.equal((await ask("/api/v1/turned-away", TOKENS.viewer)).status, 403);
  deps.turned = undefined;
  assert.deepEqual(await (await ask("/api/v1/turned-away", TOKENS.operator)).json(), { rows: [], others: 0 });
});

Deno.test("POST /turned-away/allow adds the address to the list, in its usual form and once", async () => {
  const { deps, allow } = setUp();
  assert.equal((await allow({ listener: "sensors", address: "::ffff:192.168.20.17" })).status, 200);
  const [{ act }] = deps.config.asked;
  assert(act.act === "apply");
  assert.deepEqual(act.patch, { sensorPort: { allow: ["loopback", "192.168.20.17"] } });
  assert.match(act.reason, /192\.168\.20\.17 was turned away/);
  deps.config.lists.sensorPort = ["loopback", "192.168.20.17"];
  assert.equal((await allow({ listener: "sensors", address: "192.168.20.17" })).status, 200);
  assert.equal(deps.config.asked.length, 1, "it is on the list already");
});

Deno.test("POST /turned-away/allow is for installers, and takes addresses alone", async () => {
  const { deps, allow } = setUp();
  for (const token of [TOKENS.viewer, TOKENS.operator]) {
    assert.equal((await allow({ listener: "sensors", address: "192.0.2.1" }, token)).status, 403);
  }
  for (const address of ["any", "0.0.0.0/0", "", "192.0.2.1, any", "x".repeat(200)]) {
    assert.equal((await allow({ listener: "sensors", address })).status, 400, address.slice(0, 20));
  }
  assert.equal((await allow({ listener: "kernel", address: "192.0.2.1" })).status, 400);
  assert.deepEqual(deps.config.asked, []);
});

Deno.test("/turned-away shows the rows with a button for installers, and nothing that an address smuggles in", async () => {
  const { ask } = setUp();
  const page = await (await ask("/turned-away", TOKENS.installer)).text();
  assert.match(page, /192\.168\.20\.17<\/b> · sensor port · 12 times/);
  assert.match(page, /It is on no list\./);
  assert.match(page, /<button type="submit">Allow this address/);
  assert.match(page, /and 3 more that are not listed/);
  assert.doesNotMatch(page, /<b>192\.0\.2\.9/);
  const operator = await (await ask("/turned-away", TOKENS.operator)).text();
  assert.match(operator, /<button[^>]* disabled[^>]*>Allow this address/);
  const german = await (await ask("/turned-away", TOKENS.operator, { headers: { "accept-language": "de" } }))
    .text();
  assert.match(german, /Wer abgewiesen wurde/);
});
