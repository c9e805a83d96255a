import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { newPin } from "../firewall/pin.ts";
import { createUi } from "../ui/app.ts";
import { FakeDeps } from "../ui/fake_deps.ts";
import { readLastUse } from "./last_use.ts";
import { People } from "./people.ts";
import { addToken, issueToken, putPin, revoke } from "./token_store.ts";

interface Site {
  readonly files: { readonly tokens: string; readonly sessions: string; readonly lastUse: string };
  readonly clock: FakeClock;
  readonly reports: string[];
  open(): Promise<People>;
}

async function onSite(test: (site: Site) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const files = {
    tokens: join(folder, "tokens.json"),
    sessions: join(folder, "sessions.json"),
    lastUse: join(folder, "last-use.json"),
  };
  const clock = new FakeClock({ wallMs: Date.UTC(2026, 10, 21) });
  const reports: string[] = [];
  const open = () => People.open({ paths: files, clock, report: (text) => reports.push(text) });
  try {
    await test({ files, clock, reports, open });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The page as these people meet it. */
function pageOf(people: People, clock: FakeClock) {
  const deps = new FakeDeps(clock, "alarm");
  deps.viewing = "token";
  const app = createUi(Object.assign(Object.create(deps), {
    authenticate: (token: string) => people.authenticate(token),
    bearer: (credential: string) => people.bearer(credential),
    hasPin: (name: string) => people.hasPin(name),
    checkPin: (name: string, pin: string) => people.checkPin(name, pin),
    used: (credential: string) => people.used(credential),
    sessions: people.sessions,
  }));
  return async (path: string, init: RequestInit = {}, address = "10.0.0.7", isSecure = false) => {
    const request = new Request(`http://localhost${path}`, init);
    const response = await app.fetch(request, { remoteAddr: { hostname: address }, isSecure });
    await response.body?.cancel();
    return response;
  };
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const login = (body: unknown, cookie = ""): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", origin: "http://localhost", host: "localhost", cookie },
  body: JSON.stringify(body),
});
const cookieOf = (response: Response) => (response.headers.get("set-cookie") ?? "").split(";")[0]!;

Deno.test("a token is refused from the moment on in which it is revoked, replaced or runs out; cut ones always", () =>
  onSite(async ({ files, clock, open }) => {
    const anna = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    const ivo = await addToken(
      files.tokens,
      { name: "ivo", role: "installer", replace: false, lifeMs: 60_000 },
      clock.wallMs(),
    );
    const people = await open();
    const ask = pageOf(people, clock);
    const status = async (token: string, from?: string) =>
      (await ask("/api/v1/status", bearer(token), from)).status;
    assert.deepEqual([await status(anna), await status(ivo!.token)], [200, 200]);
    for (let length = 0, from = 0; length < anna.length; length += 7, from++) {
      assert.equal(
        await status(anna.slice(0, length) || "x", `10.1.0.${from}`),
        401,
        `${length} characters of it`,
      );
    }
    await clock.advance(60_000);
    assert.equal(await status(ivo!.token, "10.2.0.1"), 401, "it has run out");
    await revoke(files.tokens, "anna");
    assert.equal(await status(anna, "10.2.0.2"), 401, "revoked");
    const again = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    assert.deepEqual(
      [await status(anna, "10.2.0.3"), await status(again)],
      [401, 200],
      "replayed after a new one was made",
    );
    await people.close();
  }));

Deno.test("a session outlives a restart of the page, and ends at once with its token", () =>
  onSite(async ({ files, clock, open }) => {
    const token = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    const first = await open();
    const cookie = cookieOf(await pageOf(first, clock)("/login", login({ token })));
    await first.close();
    assert.equal((await Deno.stat(files.sessions)).mode! & 0o777, 0o600);
    assert.doesNotMatch(await Deno.readTextFile(files.sessions), new RegExp(cookie.split("=")[1]!));

    const second = await open();
    const ask = pageOf(second, clock);
    const asAnna = { headers: { cookie } };
    assert.equal((await ask("/api/v1/status", asAnna)).status, 200);
    await revoke(files.tokens, "anna");
    assert.equal((await ask("/api/v1/status", asAnna)).status, 401);
    await second.close();
    assert.ok(Object.keys(await readLastUse(files.lastUse, (text) => assert.fail(text))).length <= 1);
  }));

Deno.test("a person signs in by name and PIN, in any capitals, as an operator at most; guessing is slowed down by person", () =>
  onSite(async ({ files, clock, open }) => {
    await putPin(files.tokens, await newPin({ name: "Anna", role: "operator" }, "271828", clock.wallMs()));
    const people = await open();
    const ask = pageOf(people, clock);
    const right = await ask("/login", login({ name: "ANNA", token: "271828" }), "10.0.0.9");
    assert.equal(right.status, 200);
    const asAnna = { headers: { cookie: cookieOf(right) } };
    assert.equal((await ask("/api/v1/status", asAnna)).status, 200);
    assert.equal((await ask("/api/v1/audit", asAnna)).status, 403, "no PIN makes an installer");
    // A guesser who comes from ever other addresses.
    for (let n = 0; n < 5; n++) {
      assert.equal(
        (await ask("/login", login({ name: "anna", token: "111112" }), `10.3.0.${n}`)).status,
        401,
      );
    }
    const locked = await ask("/login", login({ name: "anna", token: "271828" }), "10.3.0.99");
    assert.deepEqual(
      [locked.status, locked.headers.get("retry-after")],
      [429, "30"],
      "also with the right one",
    );
    // A name that nobody has is locked in the same way: it does not tell who is known here.
    for (let n = 0; n < 5; n++) {
      assert.equal(
        (await ask("/login", login({ name: "nobody", token: "111112" }), `10.4.0.${n}`)).status,
        401,
      );
    }
    assert.equal((await ask("/login", login({ name: "nobody", token: "111112" }), "10.4.0.99")).status, 429);
    // Where Anna has signed in before, she still can.
    assert.equal((await ask("/login", login({ name: "anna", token: "271828" }), "10.0.0.9")).status, 200);
    await people.close();
  }));

Deno.test("a planted session is worth nothing after the sign-in, and over TLS the cookie is bound to this host", () =>
  onSite(async ({ files, clock, open }) => {
    const anna = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    const vera = await issueToken(files.tokens, "vera", "viewer", clock.wallMs());
    const people = await open();
    const ask = pageOf(people, clock);
    const planted = cookieOf(await ask("/login", login({ token: vera })));
    const own = cookieOf(await ask("/login", login({ token: anna }, planted)));
    assert.notEqual(own, planted);
    assert.equal((await ask("/api/v1/status", { headers: { cookie: planted } })).status, 401);
    // An id that somebody has thought of is not taken over either.
    const invented = `embereye_session=${"a".repeat(64)}`;
    assert.notEqual(cookieOf(await ask("/login", login({ token: anna }, invented))), invented);
    assert.equal((await ask("/api/v1/status", { headers: { cookie: invented } })).status, 401);

    const secure = await ask(
      "/login",
      { ...login({ token: anna }), headers: { "content-type": "application/json" } },
      "10.0.0.7",
      true,
    );
    assert.match(
      secure.headers.get("set-cookie") ?? "",
      /^__Host-embereye_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=\d+$/,
    );
    // A cookie of the plain name, which any neighbour could set, counts for nothing there.
    const plain = cookieOf(secure).replace("__Host-", "");
    assert.equal((await ask("/api/v1/status", { headers: { cookie: plain } }, "10.0.0.7", true)).status, 401);
    await people.close();
  }));

Deno.test("signing out everywhere ends the person's sessions on all devices, and nobody else's", () =>
  onSite(async ({ files, clock, open }) => {
    const anna = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    const vera = await issueToken(files.tokens, "vera", "viewer", clock.wallMs());
    const people = await open();
    const ask = pageOf(people, clock);
    const phone = cookieOf(await ask("/login", login({ token: anna })));
    const desk = cookieOf(await ask("/login", login({ token: anna }), "10.0.0.8"));
    const other = cookieOf(await ask("/login", login({ token: vera })));
    await ask("/logout", login({ everywhere: "yes" }, phone));
    const status = async (cookie: string) => (await ask("/api/v1/status", { headers: { cookie } })).status;
    assert.deepEqual([await status(phone), await status(desk), await status(other)], [401, 401, 200]);
    await people.close();
  }));

Deno.test("People keeps what it knew while the file of tokens cannot be understood, and says so once", () =>
  onSite(async ({ files, clock, reports, open }) => {
    const anna = await issueToken(files.tokens, "anna", "operator", clock.wallMs());
    const people = await open();
    await Deno.writeTextFile(files.tokens, "{");
    for (let n = 0; n < 3; n++) assert.equal(people.authenticate(anna)?.name, "anna");
    assert.equal(reports.length, 1);
    assert.match(reports[0]!, /cannot read the tokens in .*; the tokens read last stay valid/);
    await people.close();
  }));

Deno.test("a file of sessions that is damaged costs everybody a sign-in, nothing more", () =>
  onSite(async ({ files, reports, open }) => {
    await Deno.writeTextFile(files.sessions, "{}");
    const people = await open();
    assert.equal(people.sessions.load(), undefined);
    assert.match(reports[0]!, /everybody must sign in again/);
    await people.close();
  }));

Deno.test("People: a page whose tokens cannot be read is there, lets nobody in, says so, and takes them once they can be read", () =>
  onSite(async ({ files, clock, reports, open }) => {
    const token = await issueToken(files.tokens, "Ana", "operator", clock.wallMs());
    const whole = Deno.readTextFileSync(files.tokens);
    Deno.writeTextFileSync(files.tokens, whole.slice(0, 40));
    const people = await open();
    assert.equal(people.authenticate(token), undefined);
    assert.equal(reports.length, 1);
    assert.match(reports[0], /cannot read the tokens in .*; nobody can sign in$/);
    Deno.writeTextFileSync(files.tokens, whole);
    assert.equal(people.authenticate(token)?.name, "Ana");
    await people.close();
  }));
