/**
 * Random headers, cookies, tokens, bodies and paths: the page refuses, and neither fails nor lets anybody in.
 */
import assert from "node:assert/strict";
import { FakeClock } from "../../src/clock/fake_clock.ts";
import { createUi } from "../../src/ui/app.ts";
import { FakeDeps, TOKENS } from "../../src/ui/fake_deps.ts";
import { routes } from "../../src/ui/rights.ts";
import { Prng } from "../fuzz/prng.ts";

const ROUNDS = 3_000;

/** Pieces that mean something somewhere: to headers, cookies, tokens, JSON, paths or databases. */
const PIECES = [
  "Bearer ",
  "bearer",
  "Basic ",
  TOKENS.operator.slice(0, -1),
  TOKENS.operator + "x",
  TOKENS.operator.toUpperCase(),
  "embereye_session=",
  "__Host-embereye_session=",
  "0".repeat(64),
  "f".repeat(63),
  "; ",
  ",",
  "=",
  '"',
  "'",
  "\\",
  "%00",
  "%0d%0aset-cookie:x=y",
  "%c0%ae%c0%ae/",
  "../",
  "..%2f",
  "__proto__",
  "constructor",
  "null",
  "-1",
  "1e999",
  "NaN",
  "{",
  "}",
  "[]",
  `{"token":`,
  `{"__proto__":{"role":"installer"}}`,
  "' OR 1=1 --",
  "\u202e",
  "ÿ",
  "a".repeat(300),
  "http://localhost",
  "http://evil.example",
  "cross-site",
  "same-origin",
];

const HEADERS = [
  "authorization",
  "cookie",
  "origin",
  "sec-fetch-site",
  "host",
  "content-type",
  "content-length",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "forwarded",
  "accept",
  "accept-language",
  "last-event-id",
  "if-none-match",
  "range",
  "transfer-encoding",
];

function text(random: Prng, most: number): string {
  return Array.from({ length: random.int(most) }, () => PIECES[random.int(PIECES.length)]).join("");
}

Deno.test("random requests neither get in, nor act, nor bring a fault to light", async () => {
  for (const viewing of ["token", "open"] as const) {
    const deps = new FakeDeps(new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) }), "alarm");
    deps.viewing = viewing;
    const app = createUi(deps);
    const all = routes();
    const random = new Prng(20_261_125);
    for (let round = 0; round < ROUNDS; round++) {
      const route = all[random.int(all.length)]!;
      const headers = new Headers();
      for (let n = random.int(6); n > 0; n--) {
        const value = text(random, 5);
        try {
          headers.append(HEADERS[random.int(HEADERS.length)]!, value);
        } catch {
          // What cannot be sent at all tests nothing.
        }
      }
      const path = route.path.replaceAll(/:\w+/g, () => encodeURIComponent(text(random, 4)) || "x")
        .replace("*", () => text(random, 3));
      const query = random.int(3) === 0 ? `?${text(random, 4)}` : "";
      let request: Request;
      try {
        request = new Request(`http://localhost${path}${query}`, {
          method: route.method,
          headers,
          ...(route.method === "GET" ? {} : { body: text(random, 5) }),
        });
      } catch {
        continue;
      }
      const what = `round ${round}: ${route.method} ${path}${query} ${JSON.stringify([...headers])}`;
      const response = await app.fetch(request, { remoteAddr: { hostname: `10.0.${round % 200}.7` } });
      await response.body?.cancel();
      assert.ok(response.status < 500 || response.status === 503, `${what}: ${response.status}`);
      const cookie = response.headers.get("set-cookie") ?? "";
      assert.doesNotMatch(cookie, /session=[0-9a-f]{64}/, what);
      assert.deepEqual(deps.failures.filter((failure) => !failure.includes("journal")), [], what);
    }
    assert.deepEqual([deps.acts, deps.audited], [[], []]);
  }
});
