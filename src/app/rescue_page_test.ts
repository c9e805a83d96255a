import assert from "node:assert/strict";
import type { RoleStatus } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { eventually } from "../../test/eventually.ts";
import { freePort } from "../../test/free_port.ts";
import { RescuePage } from "./rescue_page.ts";

function role(
  name: RoleStatus["role"],
  state: RoleStatus["state"],
  more: Partial<RoleStatus> = {},
): RoleStatus {
  const pid = state === "ready" || state === "starting" ? 100 : undefined;
  return { role: name, state, pid, sinceMs: 0, restarts: 0, queues: [], lines: [], ...more };
}

const down = [
  role("outputs", "ready"),
  role("fusion", "ready"),
  role("sensors", "ready"),
  role("ui", "backing-off", { restarts: 3, lastEnd: 'ended by itself: <b>"broken"</b>' }),
];
const up = [...down.slice(0, 3), role("ui", "starting")];

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.body?.cancel();
  return answer.status;
}

/**
 * A process takes a hundred milliseconds to start; the system lets go of a port within one. Later only here: a program that a test beside this
 * one is starting holds a copy of every open file until it has begun.
 */
function whenFree<T extends object>(listen: () => T): Promise<T> {
  return eventually("the port to be free", listen);
}

/** Tells the page that its role is down, as is done once a second, until it has the port. */
async function tookPort(page: RescuePage): Promise<void> {
  await eventually("the port to be taken", () => {
    page.heard(down);
    return page.open;
  });
}

function setUp(more: { admits?: (address: string) => boolean } = {}) {
  const port = freePort();
  const notes: string[] = [];
  const clock = new FakeClock();
  const page = new RescuePage({
    clock,
    host: () => "127.0.0.1",
    port: () => port,
    note: (text) => notes.push(text),
    ...more,
  });
  const url = `http://127.0.0.1:${port}`;
  return { port, notes, clock, page, url };
}

Deno.test("RescuePage answers while the page's role is down: what works, what does not, and honest health", async () => {
  const { page, url } = setUp();
  page.heard(down);
  const answer = await fetch(url);
  const html = await answer.text();
  assert.equal(answer.status, 503);
  assert.match(html, /The status page is down/);
  assert.match(html, /http-equiv="refresh" content="3"/);
  assert.match(html, /Sirens and relays<\/th><td class="good">✓ works/);
  assert.match(html, /<html lang="en">/);
  assert.match(html, /restarted 3 times/);
  assert.doesNotMatch(html, /<b>"broken"|<script/, "what a role said is text");
  const health = await fetch(`${url}/healthz`);
  assert.equal(health.status, 503);
  const { ready, status, reasons } = await health.json();
  assert.deepEqual([ready, status], [false, "not-ready"]);
  assert.deepEqual(reasons, [{ code: "role-down", subject: "ui", detail: "ui is backing-off" }]);
  const api = await fetch(`${url}/api/v1/status`);
  assert.equal(api.headers.get("content-type"), "application/problem+json");
  assert.equal((await api.json()).code, "page-down");
  await page.close();
});

Deno.test("RescuePage speaks the language that the browser asks for, or that was chosen on the page", async () => {
  const { page, url } = setUp();
  page.heard(down);
  const titles: [Record<string, string>, RegExp][] = [
    [{ "accept-language": "de-AT,de;q=0.9,en;q=0.5" }, /lang="de">.*Die Statusseite ist ausgefallen/],
    [{ "accept-language": "es" }, /lang="es">.*La página de estado no funciona/],
    [{ "accept-language": "nl, fr;q=0.8" }, /lang="fr">.*La page d’état ne marche plus/],
    [{ "accept-language": "hi-IN" }, /lang="hi">.*स्थिति पेज बंद है/],
    [{ "accept-language": "hi", cookie: "a=b; language=de" }, /lang="de">/],
    [{ "accept-language": "tlh", cookie: "language=../../etc" }, /lang="en">.*The status page is down/],
    [{ "accept-language": ",;q=;;=,".repeat(500) }, /lang="en">/],
    [{}, /lang="en">/],
  ];
  for (const [headers, expected] of titles) {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
    assert.match((await answer.text()).replaceAll("\n", " "), expected, JSON.stringify(headers).slice(0, 80));
    assert.match(answer.headers.get("vary") ?? "", /accept-language, cookie/);
  }
  const blind = [role("outputs", "given-up"), ...down.slice(1)];
  page.heard(blind);
  const answer = await fetch(url, {
    headers: { "accept-language": "hi" },
    signal: AbortSignal.timeout(10_000),
  });
  assert.match(await answer.text(), /काम नहीं कर रहे: सायरन और रिले। स्वयं निगरानी रखें/);
  await page.close();
});

Deno.test("RescuePage does not call the box protected while a role that protects is down too", async () => {
  const { page, url } = setUp();
  page.heard([role("outputs", "ready"), role("fusion", "given-up"), role("sensors", "ready"), down[3]!]);
  const html = await (await fetch(url)).text();
  assert.match(html, /The box does not protect as it should/);
  assert.match(html, /Not working: Fire logic\./);
  await page.close();
});

Deno.test("RescuePage gives the port back in the moment in which a new process of the page is started", async () => {
  const { page, url, port } = setUp();
  for (let round = 0; round < 5; round++) {
    await tookPort(page);
    assert.equal(await statusOf(url), 503);
    // An open connection, as a browser keeps it, must not hold the port either.
    const open = await Deno.connect({ port, hostname: "127.0.0.1" });
    page.heard(up);
    assert.equal(page.open, false);
    const real = await whenFree(() =>
      Deno.serve(
        { hostname: "127.0.0.1", port, onListen: () => {} },
        () => new Response("real", { headers: { connection: "close" } }),
      )
    );
    assert.equal(await (await fetch(url)).text(), "real");
    open.close();
    await real.shutdown();
  }
  await page.close();
});

Deno.test("RescuePage leaves the port alone during an ordinary restart", async () => {
  const { page, clock } = setUp();
  page.heard([...down.slice(0, 3), role("ui", "backing-off", { sinceMs: clock.monotonicMs() - 100 })]);
  assert.equal(page.open, false);
  page.heard([...down.slice(0, 3), role("ui", "backing-off", { sinceMs: clock.monotonicMs() - 600 })]);
  assert.equal(page.open, true);
  page.heard(up);
  await page.close();
});

Deno.test("RescuePage waits for a port that the dead role's remains hold, and says so once", async () => {
  const { page, url, port, notes } = setUp();
  const held = Deno.listen({ hostname: "127.0.0.1", port });
  page.heard(down);
  page.heard(down);
  assert.equal(page.open, false);
  assert.equal(notes.length, 1);
  held.close();
  await tookPort(page);
  assert.equal(await statusOf(url), 503);
  await page.close();
});

Deno.test("RescuePage is not filled up by connections that only wait", async () => {
  const { page, url, port } = setUp();
  page.heard(down);
  const silent: Deno.Conn[] = [];
  for (let i = 0; i < 200; i++) silent.push(await Deno.connect({ hostname: "127.0.0.1", port }));
  assert.equal(await statusOf(url), 503, "a person is still answered");
  page.heard(up);
  // Whoever only waited has been let go, so the port is free for the real page.
  const real = await whenFree(() => Deno.listen({ hostname: "127.0.0.1", port }));
  real.close();
  for (const connection of silent) connection.close();
  await page.close();
});

Deno.test("RescuePage turns away who may not speak to the page, and what comes faster than people load pages", async () => {
  const refusing = setUp({ admits: () => false });
  refusing.page.heard(down);
  await assert.rejects(fetch(refusing.url), "not a byte is read");
  await refusing.page.close();

  const { page, url, clock } = setUp();
  page.heard(down);
  const texts: string[] = [];
  for (let n = 0; n < 60; n++) texts.push(await (await fetch(url)).text());
  assert.equal(texts.filter((text) => text === "").length, 10);
  await clock.advance(1_000);
  assert.notEqual(await (await fetch(url)).text(), "");
  await page.close();
});
