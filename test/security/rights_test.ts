/**
 * Every route x everybody who may come: made from the table of routes, so that a new route is tried with the others or not served.
 */
import assert from "node:assert/strict";
import { FakeClock } from "../../src/clock/fake_clock.ts";
import { createUi } from "../../src/ui/app.ts";
import { FakeDeps, TOKENS } from "../../src/ui/fake_deps.ts";
import { mayAs, type Needs, type Route, routes } from "../../src/ui/rights.ts";

type Visitor = "nobody" | "viewer" | "operator" | "installer";
const VISITORS: readonly Visitor[] = ["nobody", "viewer", "operator", "installer"];
/** Where the answer is not a refusal, nobody waits for it: an event stream has no end. */
const CONNECTION = { remoteAddr: { hostname: "10.20.0.7" } };

function setUp(viewing: "open" | "token") {
  const deps = new FakeDeps(new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) }), "alarm");
  deps.viewing = viewing;
  return { deps, app: createUi(deps) };
}

function mayUse(visitor: Visitor, needs: Needs, viewing: "open" | "token"): boolean {
  if (needs === "nobody") return true;
  if (visitor === "nobody") return needs === "look" && viewing === "open";
  return needs === "look" || mayAs(visitor, needs);
}

function pathOf({ path }: Route): string {
  return path.replaceAll(/:\w+/g, "boiler-1").replace("*", "nothing");
}

/** Asks as a script with a token does, or as a browser with a session. */
async function ask(app: ReturnType<typeof createUi>, route: Route, headers: Record<string, string>) {
  const init: RequestInit = {
    method: route.method,
    headers: { host: "localhost", origin: "http://localhost", ...headers },
    ...(route.method === "GET" ? {} : { body: "{}" }),
  };
  const response = await app.fetch(new Request(`http://localhost${pathOf(route)}`, init), CONNECTION);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await response.text();
  if (isStream) await response.body?.cancel();
  const location = response.headers.get("location") ?? "";
  const isLedToSignIn = response.status === 303 && location.startsWith("/login") && route.path !== "/login";
  let code = "";
  try {
    code = JSON.parse(text).code ?? "";
  } catch {
    // A page, a picture: no problem document.
  }
  return { status: response.status, isLedToSignIn, code };
}

for (const viewing of ["open", "token"] as const) {
  for (const route of routes()) {
    Deno.test(`${route.method} ${route.path} is for whom its table says, viewing ${viewing}`, async () => {
      for (const visitor of VISITORS) {
        for (const by of ["token", "session"] as const) {
          const { deps, app } = setUp(viewing);
          const headers: Record<string, string> = {};
          if (visitor !== "nobody" && by === "token") headers.authorization = `Bearer ${TOKENS[visitor]}`;
          if (visitor !== "nobody" && by === "session") {
            const signedIn = await app.request("/login", {
              method: "POST",
              body: JSON.stringify({ token: TOKENS[visitor] }),
            }, CONNECTION);
            headers.cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
          }
          const { status, isLedToSignIn, code } = await ask(app, route, headers);
          const what = `${visitor} by ${by}: ${status} ${code}`;
          // A page says it in words, with the same status.
          const isRefused = isLedToSignIn || status === 401 || status === 403;
          assert.equal(isRefused, !mayUse(visitor, route.needs, viewing), what);
          if (!isRefused) continue;
          assert.ok(isLedToSignIn || status === (visitor === "nobody" ? 401 : 403), what);
          assert.deepEqual([deps.acts, deps.failures], [[], []], what);
        }
      }
    });
  }
}

Deno.test("no route answers to a method that the table does not list for it", async () => {
  const { app } = setUp("open");
  const listed = new Set(routes().map((route) => `${route.method} ${pathOf(route)}`));
  const headers = {
    authorization: `Bearer ${TOKENS.installer}`,
    host: "localhost",
    origin: "http://localhost",
  };
  for (const route of routes()) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      if (listed.has(`${method} ${pathOf(route)}`)) continue;
      const response = await app.request(`http://localhost${pathOf(route)}`, { method, headers }, CONNECTION);
      await response.body?.cancel();
      assert.equal(response.status, 404, `${method} ${route.path}`);
    }
  }
});
