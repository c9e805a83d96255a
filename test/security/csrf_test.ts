/**
 * A page of another origin in the browser of somebody who is signed in: what it tries does not happen. In a real browser, since the
 * rules are the browser's.
 */
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserThere } from "../browser/harness.ts";
import { listening } from "./real_server.ts";

if (!browserThere) console.log("SKIPPED: CSRF from a foreign origin needs Chromium");

/** What a hostile page does, as its visitor would not notice. */
function attackPage(box: string): string {
  const target = `${box}/api/v1/alarms/alarm-1/silence`;
  return `<!doctype html><title>kittens</title>
    <iframe name="hidden"></iframe>
    <form id="plain" method="post" action="${target}" target="hidden"></form>
    <form id="text" method="post" action="${target}" enctype="text/plain" target="hidden"><input name='{"a":"' value='"}'></form>
    <form id="out" method="post" action="${box}/logout" target="hidden"><input name="everywhere" value="yes"></form>
    <form id="plant" method="post" action="${box}/login" target="hidden"><input name="token" value="${TOKENS.viewer}"></form>
    <img src="${target}"><script>
    const tries = async () => {
      for (const form of document.forms) { form.submit(); await new Promise((r) => setTimeout(r, 200)); }
      for (const mode of ["no-cors", "cors"]) for (const credentials of ["include", "omit"]) {
        await fetch("${target}", { method: "POST", mode, credentials, body: "{}" }).catch(() => {});
        await fetch("${target}", { method: "POST", mode, credentials, referrerPolicy: "no-referrer", body: "{}" }).catch(() => {});
      }
      navigator.sendBeacon("${target}", "{}");
      const read = await fetch("${box}/api/v1/status", { credentials: "include" }).then((r) => r.text(), () => "refused");
      await new Promise((r) => setTimeout(r, 500));
      document.title = "done " + read.slice(0, 20);
    };
    tries();</script>`;
}

for (const host of ["localhost", "127.0.0.1"]) {
  // From the box's own host a page on another port is of the same *site*: SameSite lets the cookie through, the origin check does not.
  const relation = host === "127.0.0.1" ? "of the same site, on another port," : "of another site";
  Deno.test({
    name: `a page ${relation} can neither act nor read nor sign anybody in or out`,
    ignore: !browserThere,
    // Connections of the browser outlive a test by moments that nobody can wait for.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      listening(async ({ port, deps }) => {
        deps.viewing = "token";
        const box = `http://127.0.0.1:${port}`;
        const evil = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () =>
          new Response(attackPage(box), { headers: { "content-type": "text/html" } }));
        const browser = await chromium.launch({
          timeout: 90_000,
          executablePath: "/usr/bin/chromium",
          args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        });
        try {
          const context = await browser.newContext();
          context.setDefaultTimeout(90_000);
          const page = await context.newPage();
          await page.goto(`${box}/login`);
          await page.fill("input[name=token]", TOKENS.operator);
          await page.click("button[type=submit]");
          await page.waitForURL(`${box}/`);
          const cookie = (await context.cookies()).find(({ name }) =>
            name === "embereye_session"
          )!;
          assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, "Strict"]);
          const signIns = deps.audited.length;

          const attacker = await context.newPage();
          await attacker.goto(`http://${host}:${evil.addr.port}/`);
          await attacker.waitForFunction("document.title.startsWith('done')", undefined, { timeout: 90_000 });
          assert.equal(await attacker.title(), "done refused");
          assert.equal(deps.acts.length, 0);
          assert.equal(deps.audited.length, signIns, "nobody was signed in or out");
          assert.ok(deps.refusals.includes("foreign-origin"));

          // The person's own page works all the while, and still has the same session.
          assert.equal(
            (await context.cookies()).find(({ name }) => name === "embereye_session")?.value,
            cookie.value,
          );
          const own = await page.evaluate(
            "fetch('/api/v1/alarms/alarm-1/silence', { method: 'POST', body: '{}' }).then((r) => r.status)",
          );
          assert.equal(own, 200);
          assert.equal(
            JSON.stringify(deps.acts),
            JSON.stringify([{ by: "Anna", act: { act: "silence", alarmId: "alarm-1" } }]),
          );
        } finally {
          await browser.close();
          await evil.shutdown();
        }
      }),
  });
}
