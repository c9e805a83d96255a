import assert from "node:assert/strict";
import type { z } from "zod";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import type { Scene } from "./fake_scenes.ts";
import { type Operation, OPERATIONS } from "./operations.ts";
import { problemSchema } from "./problem.ts";

function setUp(scene: Scene = "normal") {
  const clock = new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) });
  const deps = new FakeDeps(clock, scene);
  const app = createUi(deps);
  const get = async (path: string, token = "") =>
    await app.request(`/api/v1${path}`, {
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
    });
  const post = async (path: string, body?: unknown, token: string | undefined = TOKENS.operator) =>
    await app.request(`/api/v1${path}`, {
      method: "POST",
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { clock, deps, app, get, post };
}

Deno.test("every list of the API answers what its schema says, in each state of the site", async () => {
  for (const scene of ["normal", "alarm", "trouble", "service", "cameras", "seen", "blinded"] as const) {
    const { clock, deps, get } = setUp(scene);
    // What fusion says is when pictures are kept.
    deps.refresh();
    const inPath: Record<string, string> = { id: "boiler-1", atMs: String(clock.monotonicMs()) };
    for (const [name, operation] of Object.entries(OPERATIONS) as [string, Operation][]) {
      if (operation.method !== "get" || typeof operation.answer === "string") continue;
      // What only installers see is the change path's; it has its own tests.
      if (operation.needs === "installer") continue;
      // Only what has been in alarm has a report; journal_api_test.ts looks at it.
      if (name === "report") continue;
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => inPath[key]);
      const response = await get(path, TOKENS.operator);
      assert.equal(response.status, 200, `${scene} ${name}`);
      const result = (operation.answer as z.ZodType).safeParse(await response.json());
      assert.ok(result.success, `${scene} ${name}: ${result.error}`);
    }
  }
});

Deno.test("GET /sensors/:id/frame gives 768 degrees to thousandths, null where there is no number", async () => {
  const { deps, clock, get } = setUp();
  const celsius = Float32Array.from({ length: 768 }, (_, i) => 20 + i / 1000);
  celsius[5] = NaN;
  deps.pictures.set("boiler-1", {
    sensorId: "boiler-1",
    atMs: clock.monotonicMs(),
    taC: NaN,
    vddV: 3.2998,
    celsius,
  });
  await clock.advance(1_500);
  const frame = await (await get("/sensors/boiler-1/frame")).json();
  assert.deepEqual({ ...frame, celsius: frame.celsius.length }, {
    at: "2026-11-21T03:12:41.000Z",
    ta: null,
    vdd: 3.3,
    columns: 32,
    rows: 24,
    celsius: 768,
  });
  assert.deepEqual(frame.celsius.slice(4, 7), [20.004, null, 20.006]);
});

Deno.test("a picture that is not there and a sensor that is not there are told apart", async () => {
  const { deps, get } = setUp();
  deps.pictures.clear();
  const none = await get("/sensors/boiler-1/frame");
  assert.deepEqual([none.status, (await none.json()).code], [404, "no-picture"]);
  const unknown = await get("/sensors/nobody/frame");
  assert.deepEqual([unknown.status, (await unknown.json()).code], [404, "unknown-sensor"]);
  assert.equal((await get("/sensors/boiler-1/picture.png")).status, 404);
});

Deno.test("ages of sensors go on counting after fusion's last word", async () => {
  const { clock, get } = setUp();
  await clock.advance(2_000);
  const [sensor] = await (await get("/sensors")).json();
  assert.equal(sensor.ageMs, 2_120);
  assert.equal(sensor.inputs[0].ageMs, 2_120);
  assert.equal(sensor.device.calibration, "melexis");
});

Deno.test("scripts are never given the past: without fusion lists answer 503, and the status says so", async () => {
  const { deps, clock, get } = setUp("alarm");
  await clock.advance(6_000);
  for (const path of ["/zones", "/sensors", "/alarms", "/outputs"]) {
    const response = await get(path);
    assert.equal(response.status, 503, path);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(problemSchema.parse(await response.json()).code, "fusion-lost");
  }
  deps.siteView = undefined;
  const status = await (await get("/status")).json();
  assert.deepEqual([status.connected, status.siteAgeMs, status.site.alarms.length], [false, 6_000, 1]);
  const [trouble] = await (await get("/troubles")).json();
  assert.deepEqual([trouble.id, trouble.active], ["role-down:fusion", true]);
  assert.match(trouble.remedy, /embereye watchdog/);
});

Deno.test("GET /alarms names the zone and the reason in a sentence", async () => {
  const { get } = setUp("alarm");
  const [alarm] = await (await get("/alarms")).json();
  assert.deepEqual(
    [alarm.zoneName, alarm.raisedAt, alarm.reason, alarm.active, alarm.acknowledged],
    [
      "Boiler room",
      "2026-11-21T03:12:08.000Z",
      "flame 63 % and 71 °C, rising 12 °C a minute",
      true,
      false,
    ],
  );
});

Deno.test("GET /alarms calls a camera by its name", async () => {
  const { get } = setUp("seen");
  const [alarm] = await (await get("/alarms")).json();
  assert.equal(alarm.reason, "camera North sees fire, 0.92; 71 °C, rising 12 °C a minute");
});

Deno.test("GET /events pages backwards and filters; nonsense in its query is refused", async () => {
  const { deps, get } = setUp("alarm");
  const seqs = async (query: string) =>
    (await (await get(`/events${query}`)).json()).map((event: { seq: number }) => event.seq);
  assert.deepEqual(await seqs(""), [15, 14, 13, 12, 11]);
  assert.deepEqual(await seqs("?limit=2"), [15, 14]);
  assert.deepEqual(await seqs("?limit=2&before=14"), [13, 12]);
  assert.deepEqual(await seqs("?after=13"), [15, 14]);
  assert.deepEqual(await seqs("?kind=alarm&zone=boiler"), [15]);
  for (const query of ["?limit=0", "?limit=1001", "?limit=x", "?before=-1", `?kind=${"x".repeat(41)}`]) {
    const response = await get(`/events${query}`);
    assert.deepEqual([response.status, (await response.json()).code], [400, "wrong-input"], query);
  }
  deps.journalFault = "database is locked";
  const lost = await get("/events");
  assert.deepEqual([lost.status, (await lost.json()).code], [503, "journal-lost"]);
});

Deno.test("each order reaches fusion as the act it means, in the name of who gave it", async () => {
  const { deps, post } = setUp("alarm");
  const cases: [string, unknown, unknown][] = [
    ["/alarms/alarm-1/acknowledge", undefined, { act: "acknowledge", alarmId: "alarm-1" }],
    ["/alarms/alarm-1/silence", {}, { act: "silence", alarmId: "alarm-1" }],
    ["/troubles/sensor-silent%3Adock%202/acknowledge", undefined, {
      act: "acknowledge-trouble",
      troubleId: "sensor-silent:dock 2",
    }],
    ["/zones/paint/disable", { reason: " welding ", forMinutes: 60 }, {
      act: "disable-zone",
      zoneId: "paint",
      reason: "welding",
      forMs: 3_600_000,
    }],
    ["/zones/paint/disable", { reason: "welding" }, {
      act: "disable-zone",
      zoneId: "paint",
      reason: "welding",
    }],
    ["/zones/paint/enable", undefined, { act: "enable-zone", zoneId: "paint" }],
    ["/zones/paint/test", { forMinutes: 10 }, { act: "start-test", zoneId: "paint", forMs: 600_000 }],
    ["/zones/paint/end-test", undefined, { act: "stop-test", zoneId: "paint" }],
    ["/sensors/L%C3%A4ger%201/disable", { reason: "dirty" }, {
      act: "disable-sensor",
      sensorId: "Läger 1",
      reason: "dirty",
    }],
    ["/sensors/paint-1/enable", undefined, { act: "enable-sensor", sensorId: "paint-1" }],
  ];
  for (const [path, body] of cases) {
    const response = await post(path, body);
    assert.deepEqual([response.status, await response.json()], [200, { ok: true }], path);
  }
  assert.deepEqual(deps.acts, cases.map(([, , act]) => ({ by: "Anna", act })));
});

Deno.test("a refused order carries fusion's own code and sentence", async () => {
  const { deps, post } = setUp("alarm");
  const reset = await post("/alarms/alarm-1/reset");
  const problem = problemSchema.parse(await reset.json());
  assert.deepEqual([reset.status, problem.status, problem.code], [409, 409, "cause-present"]);
  assert.match(problem.detail, /the cause is still present/);
  const unknown = await post("/alarms/alarm-2/silence");
  assert.deepEqual([unknown.status, (await unknown.json()).code], [404, "unknown-alarm"]);
  deps.actFault = "fusion is not connected";
  const lost = await post("/alarms/alarm-1/silence");
  assert.deepEqual([lost.status, (await lost.json()).code], [503, "fusion-lost"]);
});

Deno.test("every order needs an operator: none without a token, none with a viewer's, none with a wrong one", async () => {
  const { deps, post, get } = setUp("alarm");
  const orders = (Object.values(OPERATIONS) as Operation[]).filter(({ needs, method }) =>
    needs !== "look" && (method === "get" || method === "post")
  );
  assert.ok(orders.length >= 12);
  for (const { path, method, needs } of orders) {
    const at = path.replace("{id}", "boiler");
    const ask = (token: string) => method === "get" ? get(at, token) : post(at, {}, token);
    const nobody = await ask("");
    assert.deepEqual([nobody.status, (await nobody.json()).code], [401, "not-signed-in"], path);
    if (needs === "viewer") continue;
    const viewer = await ask(TOKENS.viewer);
    assert.deepEqual([viewer.status, (await viewer.json()).code], [403, "no-right"], path);
  }
  const wrong = await post("/alarms/alarm-1/silence", {}, "guess");
  assert.deepEqual([wrong.status, (await wrong.json()).code], [401, "wrong-token"]);
  assert.deepEqual(deps.acts, []);
});

Deno.test("GET /openapi.json describes every operation with its answers", async () => {
  const { get } = setUp();
  const document = await (await get("/openapi.json")).json();
  assert.equal(document.openapi, "3.1.0");
  for (const operation of Object.values(OPERATIONS) as Operation[]) {
    const described = document.paths[operation.path]?.[operation.method];
    assert.ok(described, operation.path);
    assert.ok(described.responses[200].content, operation.path);
  }
  const evidence = document.paths["/alarms/{id}/evidence/{name}"].get;
  assert.deepEqual(evidence.parameters.map((parameter: { name: string }) => parameter.name), ["id", "name"]);
  const frame = document.paths["/sensors/{id}/frame"].get;
  assert.deepEqual(frame.parameters, [{
    name: "id",
    in: "path",
    required: true,
    schema: { type: "string" },
    example: "boiler-1",
  }]);
  const { properties } = frame.responses[200].content["application/json"].schema;
  assert.deepEqual(Object.keys(properties), ["at", "ta", "vdd", "columns", "rows", "celsius"]);
  // What is not known is null on the wire.
  const peak =
    document.paths["/alarms"].get.responses[200].content["application/json"].schema.items.properties.peakC;
  assert.deepEqual(peak, { type: ["number", "null"] });
});
