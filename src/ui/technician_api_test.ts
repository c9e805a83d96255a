import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import { SAMPLE_BOX } from "./fake_technician.ts";
import { SCENE_WALL_MS } from "./fake_scenes.ts";

function setUp() {
  const deps = new FakeDeps(new FakeClock({ wallMs: SCENE_WALL_MS }));
  const app = createUi(deps);
  const get = async (path: string, token: string | undefined = TOKENS.operator) =>
    await app.request(`/api/v1${path}`, {
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
    });
  return { deps, get };
}

Deno.test("GET /box tells of the machine with the age of what it tells, and null where nothing is known", async () => {
  const { deps, get } = setUp();
  assert.deepEqual(await (await get("/box", "")).json(), {
    at: new Date(SCENE_WALL_MS).toISOString(),
    box: null,
    ageMs: null,
  });
  deps.boxFacts = SAMPLE_BOX;
  const { box, ageMs } = await (await get("/box", "")).json();
  assert.equal(ageMs, 4_000);
  assert.deepEqual(box, SAMPLE_BOX);
});

Deno.test("GET /logs passes on what is wanted, and refuses what makes no sense", async () => {
  const { deps, get } = setUp();
  const answer = await get("/logs?level=warning&role=fusion&after=run.1&limit=50");
  assert.equal((await answer.json()).cursor, "run.3");
  assert.deepEqual(deps.logsAsked, [{ level: "warning", role: "fusion", after: "run.1", limit: 50 }]);
  for (const query of ["level=loud", "limit=0", "limit=501"]) {
    assert.equal((await get(`/logs?${query}`)).status, 400, query);
  }
});

Deno.test("GET /support-bundle is a file for operators; logs that cannot be read are said to be lost", async () => {
  const { deps, get } = setUp();
  const answer = await get("/support-bundle");
  assert.equal(answer.headers.get("content-type"), "application/zip");
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="embereye-support.zip"');
  assert.equal((await answer.bytes()).length, 4);
  assert.equal((await get("/support-bundle", TOKENS.viewer)).status, 403);
  deps.logsFault = "EIO";
  for (const path of ["/logs", "/watchdog", "/support-bundle"]) {
    const refused = await get(path);
    assert.deepEqual([refused.status, (await refused.json()).code], [503, "logs-lost"], path);
  }
});
