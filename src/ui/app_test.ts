import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import type { Scene } from "./fake_scenes.ts";

function setUp(scene: Scene = "normal") {
  const clock = new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) });
  const deps = new FakeDeps(clock, scene);
  const app = createUi(deps);
  const connection = { remoteAddr: { hostname: "10.20.0.7" } };
  const request = async (path: string, init: RequestInit = {}, from = connection) =>
    await app.fetch(new Request(`http://localhost${path}`, init), from);
  return { clock, deps, app, request };
}

/** A form as a browser sends it from our own page. */
function form(fields: Record<string, string>, cookie?: string): RequestInit {
  return {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: "http://localhost",
      host: "localhost",
      ...(cookie === undefined ? {} : { cookie }),
    },
  };
}

Deno.test("the page is right without scripts: verdict, reason, picture, buttons and journal are in the HTML", async () => {
  const { request } = setUp("alarm");
  const response = await request("/");
  assert.equal(response.status, 200);
  const html = await response.text();
  assert.match(html, /<h1>Fire alarm in Boiler room<\/h1>/);
  assert.match(
    html,
    /Flame 63\u00a0% and 71\u00a0°C, rising 12\u00a0°C a minute, since 03:12:08 \(33\u00a0s\)\./,
  );
  assert.match(html, /src="\/api\/v1\/sensors\/boiler-1\/picture\.png"/);
  assert.match(html, /action="\/api\/v1\/alarms\/alarm-1\/acknowledge"/);
  assert.match(html, /<time datetime="2026-11-21T03:12:08\.000Z">03:12:08<\/time>/);
  assert.match(html, /Reset is possible once the cause has gone \(now 74\u00a0°C\)\./);
  assert.ok(html.length < 60_000, `the page has ${html.length} bytes`);
});

Deno.test("the page stays whole while journal, supervisor and fusion are away", async () => {
  const { deps, request } = setUp();
  deps.journalFault = "disk I/O error";
  deps.roleList = undefined;
  deps.siteView = undefined;
  const html = await (await request("/")).text();
  assert.match(html, /<h1>State unknown<\/h1>/);
  assert.match(html, /The journal cannot be read now\./);
  assert.match(html, /The supervisor cannot be reached/);
  assert.match(html, /Supervisor lost: the box/);
  assert.deepEqual(deps.failures, ["read the journal: disk I/O error"]);
});

Deno.test("names from outside are text on the page, never markup", async () => {
  const { deps, request } = setUp("trouble");
  deps.siteView!.sensors.at(-1)!.id = `<img src=x onerror=alert(1)>`;
  deps.siteView!.zones[0].name = `"><script>alert(1)</script>`;
  const html = await (await request("/")).text();
  assert.doesNotMatch(html, /<script>alert|<img src=x/);
});

Deno.test("every answer forbids scripts and frames of others and is not kept", async () => {
  const { request } = setUp();
  for (const path of ["/", "/healthz", "/login", "/api/v1/status", "/no/such/thing"]) {
    const { headers } = await request(path);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*script-src 'self'/, path);
    assert.doesNotMatch(headers.get("content-security-policy") ?? "", /unsafe/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("cache-control"), "no-store", path);
  }
});

Deno.test("the page loads nothing but its own assets, which are kept for ever under their content's name", async () => {
  const { request } = setUp();
  const html = await (await request("/")).text();
  assert.doesNotMatch(html, /(?:src|href|action)="(?:https?:)?\/\//);
  assert.doesNotMatch(html, /style=|<style|onclick/);
  const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.equal(paths.length, 4);
  for (const path of paths) {
    const response = await request(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
    const etag = response.headers.get("etag") ?? "";
    const again = await request(path, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    assert.ok((await response.text()).length > 100);
  }
});

Deno.test("the page speaks the browser's language, and the one that was chosen in it before that", async () => {
  const { request } = setUp("alarm");
  const page = async (headers: Record<string, string>) => await (await request("/", { headers })).text();
  assert.match(await page({}), /<html lang="en">.*Fire alarm in Boiler room/s);
  assert.match(
    await page({ "accept-language": "it, de-AT;q=0.8, en;q=0.5" }),
    /<html lang="de">.*Quittieren/s,
  );
  assert.match(await page({ "accept-language": "xx;q=?,,;" }), /<html lang="en">/);

  const chosen = await request("/language", form({ language: "hi", back: "/zones/boiler" }));
  assert.equal(chosen.status, 303);
  assert.equal(chosen.headers.get("location"), "/zones/boiler");
  const cookie = (chosen.headers.get("set-cookie") ?? "").split(";")[0];
  assert.match(await page({ cookie, "accept-language": "de" }), /<html lang="hi">.*स्वीकार करें/s);
});

Deno.test("a choice of language leads nowhere but back to a page of ours", async () => {
  const { request } = setUp();
  for (const back of ["https://example.com/", "//example.com", "/\\example.com", "javascript:1"]) {
    assert.equal((await request("/language", form({ language: "de", back }))).status, 400, back);
  }
  assert.equal((await request("/language", form({ language: "tlh" }))).status, 400);
});

Deno.test("no path leads out of the table of assets", async () => {
  const { request } = setUp();
  for (
    const path of [
      "/assets/",
      "/assets/app.js",
      "/assets/../app.ts",
      "/assets/%2e%2e/app.ts",
      "/assets/..%2fapp.ts",
      "/assets/%252e%252e/app.ts",
      "/assets//etc/passwd",
      "/assets/0000000000000000/app.js",
      "/..%5c..%5cetc/passwd",
    ]
  ) {
    const response = await request(path);
    assert.equal(response.status, 404, path);
    assert.equal((await response.json()).code, "not-found");
  }
});

Deno.test("GET /healthz answers 200 with roles, ages and troubles, and 503 when fusion falls silent", async () => {
  const { deps, clock, request } = setUp("trouble");
  const healthy = await request("/healthz");
  assert.equal(healthy.status, 200);
  const body = await healthy.json();
  assert.equal(body.status, "trouble");
  assert.equal(body.roles.find((role: { role: string }) => role.role === "fusion").restarts, 1);
  assert.deepEqual(body.sensors.find((sensor: { id: string }) => sensor.id === "dock-2"), {
    id: "dock-2",
    zoneId: "dock",
    fresh: false,
    ageMs: 134_000,
  });
  assert.equal(body.troubles[0].id, "sensor-silent:dock-2");
  await clock.advance(5_100);
  const silent = await request("/healthz");
  assert.equal(silent.status, 503);
  const { reasons } = await silent.json();
  assert.equal(reasons[0].code, "fusion-lost");
  deps.refresh();
  assert.equal((await request("/healthz")).status, 200);
});

Deno.test("where looking needs a token, strangers learn from /healthz only whether the box is ready", async () => {
  const { deps, request } = setUp();
  deps.viewing = "token";
  assert.deepEqual(await (await request("/healthz")).json(), { status: "ok", ready: true });
  for (const path of ["/metrics", "/api/v1/status", "/api/v1/stream", "/api/v1/sensors/boiler-1/frame"]) {
    const response = await request(path);
    assert.equal(response.status, 401, path);
    assert.equal((await response.json()).code, "not-signed-in");
  }
  const page = await request("/");
  assert.deepEqual([page.status, page.headers.get("location")], [303, "/login"]);
  const headers = { authorization: `Bearer ${TOKENS.viewer}` };
  assert.equal((await request("/metrics", { headers })).status, 200);
  assert.equal((await (await request("/healthz", { headers })).json()).sensors.length, 6);
});

Deno.test("GET /metrics hands on the text of all roles, or says that it cannot", async () => {
  const { deps, request } = setUp();
  const response = await request("/metrics");
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(await response.text(), /frame_processed_total 81402/);
  deps.metricsText = () => Promise.reject(new Error("no answer"));
  const refused = await request("/metrics");
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).code, "metrics-lost");
});

Deno.test("signing in sets a cookie that scripts cannot read and that acts; signing out ends it", async () => {
  const { deps, request } = setUp("alarm");
  const signedIn = await request("/login", form({ token: TOKENS.operator }));
  assert.deepEqual([signedIn.status, signedIn.headers.get("location")], [303, "/"]);
  const cookie = signedIn.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^embereye_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict/);
  assert.doesNotMatch(cookie, /token-of/);
  const session = cookie.split(";")[0];
  const page = await (await request("/", { headers: { cookie: session } })).text();
  assert.match(page, /Anna.*Sign out/);
  const acted = await request("/api/v1/alarms/alarm-1/silence", form({}, session));
  assert.deepEqual([acted.status, acted.headers.get("location")], [303, "/"]);
  await request("/logout", form({}, session));
  const after = await request("/api/v1/alarms/alarm-1/reset", form({}, session));
  assert.equal(after.headers.get("location"), "/login");
  assert.equal(deps.acts.length, 1);
});

Deno.test("a revoked token ends its sessions at once", async () => {
  const { deps, request } = setUp("alarm");
  const signedIn = await request("/login", form({ token: TOKENS.operator }));
  const session = (signedIn.headers.get("set-cookie") ?? "").split(";")[0];
  deps.people.delete(TOKENS.operator);
  const acted = await request("/api/v1/alarms/alarm-1/silence", form({}, session));
  assert.equal(acted.headers.get("location"), "/login");
  assert.deepEqual(deps.acts, []);
});

Deno.test("a session set by somebody else does not survive the sign-in", async () => {
  const { request } = setUp("alarm");
  const first = await request("/login", form({ token: TOKENS.operator }));
  const fixed = (first.headers.get("set-cookie") ?? "").split(";")[0];
  const second = await request("/login", form({ token: TOKENS.installer }, fixed));
  assert.notEqual((second.headers.get("set-cookie") ?? "").split(";")[0], fixed);
  assert.match(await (await request("/", { headers: { cookie: fixed } })).text(), /Sign in/);
});

Deno.test("wrong tokens are told in words, slowed down by address, and counted", async () => {
  const { deps, clock, request } = setUp();
  for (let attempt = 0; attempt < 6; attempt++) {
    const response = await request("/login", form({ token: "guess" }));
    assert.equal(response.status, 401);
    assert.match(await response.text(), /This token is not known/);
  }
  const limited = await request("/login", form({ token: TOKENS.operator }));
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get("retry-after"), "1");
  assert.match(await limited.text(), /Too many wrong tokens or PINs from 10\.20\.0\.7: wait 1 s/);
  const other = await request("/login", form({ token: TOKENS.operator }), {
    remoteAddr: { hostname: "10.20.0.8" },
  });
  assert.equal(other.status, 303);
  await clock.advance(1_000);
  assert.equal((await request("/login", form({ token: TOKENS.operator }))).status, 303);
  assert.deepEqual([...new Set(deps.refusals)], ["login-failed", "login-limited"]);
});

Deno.test("orders from another site's page are refused, whatever they claim to be", async () => {
  const { deps, request } = setUp("alarm");
  const signedIn = await request("/login", form({ token: TOKENS.operator }));
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0];
  const foreign: Record<string, string>[] = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:81" },
    { origin: "http://localhost", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    {},
  ];
  for (const headers of foreign) {
    const response = await request("/api/v1/alarms/alarm-1/silence", {
      method: "POST",
      headers: { host: "localhost", cookie, ...headers },
    });
    assert.equal(response.status, 403, JSON.stringify(headers));
    assert.equal((await response.json()).code, "foreign-origin");
  }
  assert.deepEqual(deps.acts, []);
  assert.equal(deps.refusals.filter((reason) => reason === "foreign-origin").length, foreign.length);
});

Deno.test("bodies that are too large or are no JSON are refused before anything is done", async () => {
  const { deps, request } = setUp("alarm");
  const headers = { authorization: `Bearer ${TOKENS.operator}`, "content-type": "application/json" };
  const large = await request("/api/v1/zones/paint/disable", {
    method: "POST",
    headers,
    body: JSON.stringify({ reason: "x".repeat(20_000) }),
  });
  assert.equal(large.status, 413);
  assert.equal((await large.json()).code, "too-large");
  // Without a stated length.
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(" ".repeat(5_000))),
  });
  const streamed = await request("/api/v1/zones/paint/disable", { method: "POST", headers, body: endless });
  assert.equal(streamed.status, 413);
  assert.equal((await streamed.json()).code, "too-large");
  for (const body of ["{", "[]", "null", `{"reason":""}`, `{"reason":5}`, `{"reason":"x","forMinutes":-1}`]) {
    const response = await request("/api/v1/zones/paint/disable", { method: "POST", headers, body });
    assert.equal(response.status, 400, body);
    assert.equal((await response.json()).code, "wrong-input");
  }
  assert.deepEqual([deps.acts, deps.failures], [[], []]);
});

Deno.test("a bug in a request is logged and answered as a fault, without telling strangers its innards", async () => {
  const { deps, request } = setUp();
  deps.config.text = () => {
    throw new Error("secret innards");
  };
  const response = await request("/api/v1/config");
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /innards/);
  assert.deepEqual(deps.failures, ["GET /api/v1/config: secret innards"]);
});

/** What a browser asks with when a person follows a link. */
const AS_PERSON = { headers: { accept: "text/html,*/*;q=0.8" } };

Deno.test("whatever a person asks for and does not get, the answer shows the fire that burns", async () => {
  const { deps, request } = setUp("alarm");
  const cookie = (await request("/login", form({ token: TOKENS.viewer }))).headers.get("set-cookie")!;
  const viewer = { headers: { ...AS_PERSON.headers, cookie } };
  const calls: [string, RequestInit, number, RegExp][] = [
    ["/nothing-here", AS_PERSON, 404, /There is nothing at this address/],
    ["/alarms/no-such/report", AS_PERSON, 404, /This page cannot be shown/],
    ["/people", viewer, 403, /This token may not do that\.[\s\S]*Vera is a viewer/],
    ["/api/v1/alarms/alarm-1/silence", form({}, cookie), 403, /This was not done/],
    ["/login", AS_PERSON, 200, /Sign in/],
    ["/login", form({ token: "wrong" }), 401, /not known/],
  ];
  for (const [path, init, status, says] of calls) {
    const answer = await request(path, init);
    const html = await answer.text();
    assert.equal(answer.status, status, path);
    assert.match(html, says, path);
    assert.match(html, /class="banner alarm"[\s\S]*Fire alarm in Boiler room/, path);
  }
  deps.audits.list = () => {
    throw new Error("a bug");
  };
  const operator = (await request("/login", form({ token: TOKENS.operator }))).headers.get("set-cookie")!;
  const broken = await request("/audits", { headers: { ...AS_PERSON.headers, cookie: operator } });
  assert.equal(broken.status, 500);
  assert.match(await broken.text(), /Detectors and sirens work without the page[\s\S]*/);
});

Deno.test("a refusal tells nothing of the site to whoever may not look, and scripts keep their problem document", async () => {
  const { deps, request } = setUp("alarm");
  const script = await request("/nothing-here");
  assert.equal(script.headers.get("content-type"), "application/problem+json");
  deps.viewing = "token";
  for (const [path, init] of [["/nothing-here", AS_PERSON], ["/login", AS_PERSON]] as const) {
    assert.doesNotMatch(await (await request(path, init)).text(), /Boiler room|Mill 3/, path);
  }
  const sent = await request("/api/v1/config", AS_PERSON);
  assert.equal(sent.headers.get("location")?.split("?")[0], "/login");
});

Deno.test("a page whose site cannot be told of is refused in words alone", async () => {
  const { deps, request } = setUp("alarm");
  deps.roles = () => {
    throw new Error("a bug");
  };
  const answer = await request("/nothing-here", AS_PERSON);
  assert.equal(answer.status, 404);
  assert.match(await answer.text(), /There is nothing at this address/);
  assert.match(deps.failures.join(), /say how the site is, beside a refusal: a bug/);
});
