import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps } from "./fake_deps.ts";
import { historyAnswer } from "./history_schemas.ts";

function setUp() {
  const deps = new FakeDeps(new FakeClock({ wallMs: Date.UTC(2026, 2, 1, 12) }));
  const app = createUi(deps);
  return {
    deps,
    get: async (path: string) => {
      const answer = await app.request(`/api/v1${path}`);
      return { status: answer.status, body: await answer.json() };
    },
  };
}

Deno.test("GET /zones/{id}/history gives the last hour in 600 values unless told otherwise, not known as null", async () => {
  const { deps, get } = setUp();
  deps.past = {
    fromWallMs: 0,
    toWallMs: 2_000,
    stepMs: 1_000,
    series: [{
      subject: "zone/boiler",
      name: "thermal",
      unit: "C",
      min: [NaN, 1],
      mean: [NaN, 2],
      max: [NaN, 3],
    }],
  };
  const { status, body } = await get("/zones/boiler/history");
  assert.equal(status, 200);
  assert.deepEqual(historyAnswer.parse(body), body);
  assert.deepEqual(body.series[0].mean, [null, 2]);
  assert.deepEqual(deps.pastAsked, [{
    subject: "zone/boiler",
    fromWallMs: Date.UTC(2026, 2, 1, 11),
    toWallMs: Date.UTC(2026, 2, 1, 12),
    points: 600,
  }]);
});

Deno.test("GET /sensors/{id}/history takes moments as ISO 8601 and as milliseconds", async () => {
  const { deps, get } = setUp();
  const to = Date.UTC(2026, 1, 2);
  assert.equal(
    (await get(`/sensors/s%201/history?from=2026-02-01T00:00:00Z&to=${to}&points=90`)).status,
    200,
  );
  assert.deepEqual(deps.pastAsked[0], {
    subject: "sensor/s 1",
    fromWallMs: Date.UTC(2026, 1, 1),
    toWallMs: to,
    points: 90,
  });
});

Deno.test("GET /metrics/history asks for a role's series by name, or for the box itself", async () => {
  const { deps, get } = setUp();
  await get("/metrics/history");
  await get(`/metrics/history?of=fusion&names=${encodeURIComponent("memory|queue journal")}`);
  assert.deepEqual(deps.pastAsked.map(({ subject, names }) => [subject, names]), [
    ["box", undefined],
    ["role/fusion", ["memory", "queue journal"]],
  ]);
});

Deno.test("the history refuses what makes no sense, and says so when it cannot be read", async () => {
  const { deps, get } = setUp();
  for (
    const query of ["points=1", "points=5000", "points=x", "from=yesterday", "from=2000&to=1000", "from=-1"]
  ) {
    const { status, body } = await get(`/zones/boiler/history?${query}`);
    assert.deepEqual([status, body.code], [400, "wrong-input"], query);
  }
  deps.past = "the disk reports an error";
  for (const path of ["/zones/boiler/history", "/metrics/series"]) {
    const { status, body } = await get(path);
    assert.deepEqual([status, body.code, body.detail], [503, "history-lost", "the disk reports an error"]);
  }
});
