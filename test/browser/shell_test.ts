/**
 * The page as an installed app: its shell stays where the box cannot be reached, and never looks like the present.
 */
import assert from "node:assert/strict";
import { eventually } from "../eventually.ts";
import { browserTest, closeBrowser, onStage } from "./harness.ts";

const PHONE = { width: 360, height: 740 };

browserTest(
  "without the box an installed page says so, shows nothing from before, and comes back by itself",
  async () => {
    await onStage(
      { scene: "normal", viewport: PHONE, isWholeBrowser: true },
      async ({ page, address, stop, serve, shoot }) => {
        await page.goto(address);
        await page.waitForSelector("canvas", { state: "attached" });
        await until(async () =>
          await page.evaluate("navigator.serviceWorker.controller !== null") as boolean
        );
        await stop();
        await page.reload();
        await page.getByRole("heading", { name: "No connection to the box" }).waitFor();
        const text = await page.innerText("body");
        assert.doesNotMatch(text, /normal|°C|Boiler|live/i);
        await shoot("offline-phone", false);
        serve();
        await page.getByRole("heading", { name: "All normal" }).waitFor();
      },
    );
  },
);

browserTest("the page can be installed: the browser finds nothing against it", async () => {
  await onStage({ scene: "normal", viewport: PHONE, isWholeBrowser: true }, async ({ page, address }) => {
    await page.goto(address);
    await until(async () => await page.evaluate("navigator.serviceWorker.controller !== null") as boolean);
    const client = await page.context().newCDPSession(page);
    const { errors, data } = await client.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    assert.equal(JSON.parse(data ?? "{}").name, "EmberEye Mill 3, Hall B");
    const { installabilityErrors } = await client.send("Page.getInstallabilityErrors");
    // A window of a test is a private one, which installs nothing.
    const against = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito");
    assert.deepEqual(against, []);
  });
});

browserTest(
  "an alarm sounds in the browser where the person has asked for it, until it is acknowledged",
  async () => {
    await onStage({ scene: "normal", isWholeBrowser: true }, async ({ page, deps, address }) => {
      // Counts the notes in place of playing them: a machine for tests has no loudspeaker.
      await page.addInitScript(`
      globalThis.notes = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (at) { globalThis.notes++; return start.call(this, at); };
    `);
      await page.goto(address);
      const button = page.getByRole("button", { name: "Alarm sound here" });
      await button.waitFor();
      await page.waitForTimeout(1_500);
      assert.equal(await page.evaluate("globalThis.notes"), 0);
      await button.click();
      const notes = async () => await page.evaluate("globalThis.notes") as number;
      // A person hears at once that it can be heard.
      await until(async () => await notes() === 1);
      deps.show("alarm");
      await until(async () => await notes() >= 5);
      const site = deps.siteView!;
      deps.siteView = { ...site, alarms: site.alarms.map((alarm) => ({ ...alarm, acknowledged: true })) };
      deps.refresh();
      await page.locator(".verdict", { hasText: "Acknowledged." }).waitFor();
      // The notes of a round that had begun are still sounded; then it is quiet for longer than a round.
      await until(async () => {
        const before = await notes();
        await page.waitForTimeout(2_500);
        return await notes() === before;
      });
      // A page that is loaded anew, as after an update of the box, sounds from the first key or touch on.
      deps.show("normal");
      await page.reload();
      await button.waitFor();
      await page.keyboard.press("Shift");
      await page.locator("[data-sound][aria-pressed=true]").waitFor();
      deps.show("alarm");
      await until(async () => await notes() >= 4);
    });
  },
);

browserTest("a page whose messages do not come is loaded anew, and lives", async () => {
  await onStage({ scene: "normal" }, async ({ page, address }) => {
    let refusals = 0;
    await page.route("**/messages.*.json", (route) => refusals++ === 0 ? route.abort() : route.continue());
    await page.goto(address);
    // Without its script the page has no such button.
    await page.getByRole("button", { name: "Alarm sound here" }).waitFor();
    assert.ok(refusals >= 2);
  });
});

/** Waits for what `holds`; the page's policy forbids the browser to evaluate conditions by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  await eventually("what is to come true", holds, undefined, { pollMs: 100 });
}

Deno.test.afterAll(closeBrowser);
