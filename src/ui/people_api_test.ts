import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { NEW_SECRET } from "./fake_accounts.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import { CONTENT_TYPE } from "./page/view.ts";

function setUp() {
  const deps = new FakeDeps(new FakeClock());
  const app = createUi(deps);
  const ask = (path: string, body?: unknown, token: string | undefined = TOKENS.installer, form = false) =>
    app.request(path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { "content-type": form ? "application/x-www-form-urlencoded" : "application/json" }),
      },
      ...(body === undefined
        ? {}
        : { body: form ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body) }),
    });
  return { deps, ask };
}

/** The page with an installer signed in by its form, as a browser is. */
async function signedIn() {
  const clock = new FakeClock();
  const deps = new FakeDeps(clock);
  const app = createUi(deps);
  const signIn = await app.request("/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: TOKENS.installer }),
  });
  const cookie = (signIn.headers.get("set-cookie") ?? "").split(";")[0];
  return { clock, deps, app, cookie };
}

Deno.test("a page left open that asks for itself anew keeps nobody signed in, and is no use of a token", async () => {
  const { clock, deps, app, cookie } = await signedIn();
  const ask = (accept: string) => app.request("/people", { headers: { cookie, accept } });
  const uses = deps.usedCredentials.length;
  for (let minutes = 0; minutes <= 120; minutes += 10) {
    assert.equal((await ask(CONTENT_TYPE)).status, 200, `${minutes} min`);
    await clock.advance(10 * 60_000);
  }
  assert.equal(deps.usedCredentials.length, uses);
  assert.equal((await ask(CONTENT_TYPE)).status, 303, "signed out after two hours unused");
  assert.equal((await ask("text/html")).status, 303);
});

Deno.test("what an open page asks for by itself keeps nobody signed in: pictures, polls, stream; what a person does keeps them so", async () => {
  const { clock, app, cookie } = await signedIn();
  const ask = async (path: string, method = "GET") => {
    const headers = {
      cookie,
      "sec-fetch-site": "same-origin",
      ...(method === "POST" && { "content-type": "application/json" }),
    };
    const answer = await app.request(path, { method, headers, ...(method === "POST" && { body: "{}" }) });
    await answer.body?.cancel();
    return answer.status;
  };
  const byItself = ["/api/v1/status", "/api/v1/logs?level=info", "/api/v1/cameras/yard/picture.jpg"];
  const hours = async (look: () => Promise<unknown>) => {
    for (let minutes = 0; minutes <= 130; minutes += 10) {
      await look();
      await clock.advance(10 * 60_000);
    }
    return await ask("/people");
  };
  assert.equal(await ask("/people"), 200);
  assert.equal(await hours(() => ask("/audits")), 200, "who opens pages stays");
  assert.equal(
    await hours(() => ask("/api/v1/people/revoke", "POST")),
    200,
    "who orders something stays, be it refused",
  );
  const left = async () => {
    for (const path of byItself) await ask(path);
    await ask("/api/v1/stream/nobody/pictures", "POST");
  };
  assert.equal(await hours(left), 303, "signed out after two hours unused");
});

Deno.test("a page that a browser without scripts loads anew keeps nobody signed in, and stays the page that it was", async () => {
  const { clock, app, cookie } = await signedIn();
  const headers = { cookie, accept: "text/html" };
  for (const path of ["/", "/?display=wall", "/commissioning", "/walk-test", "/zones/hall"]) {
    let next = path;
    for (let turn = 0; turn < 3; turn++) {
      const html = await (await app.request(next, { headers })).text();
      next = /<meta http-equiv="refresh" content="5; url=([^"]+)"/.exec(html)![1].replaceAll("&amp;", "&");
    }
    assert.equal(next, `${path}${path.includes("?") ? "&" : "?"}again`);
  }
  for (let minutes = 0; minutes <= 120; minutes += 10) {
    assert.equal((await app.request("/commissioning?again", { headers })).status, 200, `${minutes} min`);
    await clock.advance(10 * 60_000);
  }
  assert.equal((await app.request("/people", { headers })).status, 303, "signed out after two hours unused");
});

const NEW = { name: "Berta", kind: "pin", role: "operator", days: 30 };

Deno.test("people are for installers alone, to be seen and to be changed", async () => {
  const { deps, ask } = setUp();
  for (const token of [TOKENS.viewer, TOKENS.operator]) {
    assert.equal((await ask("/api/v1/people", undefined, token)).status, 403);
    assert.equal((await ask("/people", undefined, token)).status, 403);
    assert.equal((await ask("/api/v1/people", NEW, token)).status, 403);
    assert.equal((await ask("/api/v1/people/revoke", { name: "Anna" }, token)).status, 403);
  }
  const { detail } = await (await ask("/api/v1/people", undefined, TOKENS.operator)).json();
  assert.match(detail, /is an operator; this needs an installer$/);
  assert.equal(deps.accounts.given.length, 0);
  assert.equal(deps.accounts.people.length, 2);
  const answer = await ask("/api/v1/people");
  const people = await answer.json();
  assert.deepEqual(people.map(({ name }: { name: string }) => name), ["Anna", "Ivo"]);
  assert.equal(people[0].pin.expired, true);
  assert.doesNotMatch(JSON.stringify(people), /hash|salt|secret/);
});

Deno.test("a new secret is answered once, is not to be stored on its way, and is in no log and no list", async () => {
  const { deps, ask } = setUp();
  const answer = await ask("/api/v1/people", NEW);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal((await answer.json()).secret, NEW_SECRET);
  assert.deepEqual(deps.accounts.given, [
    { name: "Berta", wanted: { kind: "pin", role: "operator", days: 30, replace: false } },
  ]);
  const page = await (await ask("/people")).text();
  assert.match(page, /Berta/);
  assert.doesNotMatch(page, new RegExp(NEW_SECRET));
  assert.doesNotMatch(await (await ask("/api/v1/people")).text(), new RegExp(NEW_SECRET));
  const [{ act, subject, actor, after }] = deps.audited.filter(({ act }) => act.startsWith("token-"));
  assert.deepEqual([act, subject, actor.name, after], ["token-pin", "Berta", "Ivo", { pin: "operator" }]);
  assert.doesNotMatch(JSON.stringify(deps.audited), new RegExp(NEW_SECRET));
});

Deno.test("one that somebody has already is replaced only where that is said", async () => {
  const { ask } = setUp();
  const again = { ...NEW, name: "Anna" };
  const refused = await ask("/api/v1/people", again);
  assert.deepEqual([refused.status, (await refused.json()).code], [409, "person-exists"]);
  assert.equal((await ask("/api/v1/people", { ...again, replace: "yes" })).status, 200);
});

Deno.test("a PIN sets up no box, and what is no name, kind, role or time is refused", async () => {
  const { deps, ask } = setUp();
  const wrong: Record<string, unknown>[] = [
    { role: "installer" },
    { role: "root" },
    { kind: "password" },
    { name: "" },
    { name: "x".repeat(61) },
    { days: 0 },
    { days: 1e9 },
    { days: "soon" },
    { replace: "perhaps" },
  ];
  for (const change of wrong) {
    const answer = await ask("/api/v1/people", { ...NEW, ...change });
    assert.equal(answer.status, 400, JSON.stringify(change));
    assert.equal((await answer.json()).code, "wrong-input");
  }
  assert.equal(deps.accounts.given.length, 0);
});

Deno.test("revoking takes somebody away, and is in the audit log; a stranger cannot be revoked", async () => {
  const { deps, ask } = setUp();
  assert.equal((await ask("/api/v1/people/revoke", { name: "Anna" })).status, 200);
  assert.deepEqual(deps.accounts.people.map(({ name }) => name), ["Ivo"]);
  assert.equal(deps.audited.at(-1)?.act, "token-revoke");
  const again = await ask("/api/v1/people/revoke", { name: "Anna" });
  assert.deepEqual([again.status, (await again.json()).code], [404, "unknown-person"]);
});

Deno.test("without scripts a new secret is plain text, and revoking leads back to the page", async () => {
  const { ask } = setUp();
  const form = { name: "Berta", kind: "pin", role: "operator" };
  const given = await ask("/api/v1/people", form, TOKENS.installer, true);
  assert.match(given.headers.get("content-type") ?? "", /^text\/plain/);
  assert.equal(await given.text(), `Berta: ${NEW_SECRET}\n`);
  const gone = await ask("/api/v1/people/revoke", { name: "Berta" }, TOKENS.installer, true);
  assert.deepEqual([gone.status, gone.headers.get("location")], [303, "/people"]);
});

Deno.test("a file of people that cannot be read is said, on the page and to scripts", async () => {
  const { deps, ask } = setUp();
  deps.accounts.fault = "permission denied";
  assert.equal((await ask("/api/v1/people")).status, 503);
  assert.match(await (await ask("/people")).text(), /cannot be read now/);
  assert.match(deps.failures.join(), /permission denied/);
});
