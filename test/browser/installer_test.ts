/**
 * The installer's journeys in a real browser: a new device gets its place, limits change, a walk test is signed off.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserTest, closeBrowser, onStage } from "./harness.ts";

const PHONE = { width: 360, height: 740 };

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/login`);
  await page.fill("input[name=token]", TOKENS.installer);
  await page.click("main button[type=submit]");
  await page.waitForURL(`${address}/`);
}

browserTest("an installer gives a new device its name and zone on a phone", async () => {
  await onStage({ scene: "trouble", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
    await signIn(page, address);
    await page.getByRole("link", { name: "Commissioning" }).click();
    const device = page.locator("[data-stranger=loc-207]");
    await device.locator("canvas").waitFor();
    await device.getByLabel("Name").fill("Paint store, north");
    await device.getByLabel("Zone").selectOption("paint");
    await shoot("commissioning-phone");
    await device.getByRole("button", { name: "Take into the configuration" }).click();
    await page.locator(".notice.good", { hasText: "on trial" }).waitFor();
    const [{ act }] = deps.config.asked;
    assert.deepEqual(act, {
      act: "apply",
      dryRun: false,
      mustConfirm: false,
      reason: "loc-207 commissioned on the page",
      patch: { sensors: { "loc-207": { name: "Paint store, north", zone: "paint" } } },
    });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
  });
});

browserTest(
  "an installer changes the limits of a zone as numbers; an operator has no form for it",
  async () => {
    await onStage({ scene: "normal" }, async ({ page, deps, address }) => {
      await page.goto(`${address}/zones/paint`);
      await page.waitForSelector(".pulse", { state: "attached" });
      assert.equal(await page.getByRole("button", { name: "Change the limits" }).count(), 0);
      await signIn(page, address);
      await page.goto(`${address}/zones/paint`);
      await page.getByLabel("Alarm from (°C)", { exact: true }).fill("75");
      await page.getByRole("button", { name: "Change the limits" }).click();
      await page.locator(".notice.good").waitFor();
      const [{ act }] = deps.config.asked as { act: { patch?: unknown } }[];
      assert.deepEqual(act.patch, { zones: { paint: { limits: { preAlarmC: 40, criticalC: 75 } } } });
    });
  },
);

browserTest(
  "an installer changes smoke, flame, gas and rise where a zone alarms; everybody sees them",
  async () => {
    await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
      const site = deps.siteView!;
      const limits = { risePerMinuteC: 8, smokePercent: 25, flamePercent: 25, gasPpm: 400 };
      deps.siteView = { ...site, zones: site.zones.map((zone) => ({ ...zone, limits })) };
      await page.goto(`${address}/zones/paint`);
      await page.getByText("400 ppm").waitFor();
      await signIn(page, address);
      await page.goto(`${address}/zones/paint`);
      await page.getByLabel("Smoke from (%)").fill("12.5");
      await page.getByLabel("Alarm where it rises by (K/min)").fill("6");
      await shoot("zone-limits-phone");
      await page.getByRole("button", { name: "Change the limits" }).click();
      await page.locator(".notice.good").waitFor();
      const [{ act }] = deps.config.asked as { act: { patch?: unknown } }[];
      const all = { preAlarmC: 40, criticalC: 60, ...limits, smokePercent: 12.5, risePerMinuteC: 6 };
      assert.deepEqual(act.patch, { zones: { paint: { limits: all } } });
      assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
    });
  },
);

browserTest(
  "a walk test ticks off sensors as they prove themselves, and is signed off with the sirens heard",
  async () => {
    await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
      await signIn(page, address);
      await page.getByRole("link", { name: "Walk test" }).click();
      const zone = page.locator("[data-test-of=boiler]");
      await zone.getByRole("button", { name: "Start walk test" }).click();
      await page.locator(".notice.good").waitFor();
      assert.deepEqual(deps.acts.at(-1)?.act, { act: "start-test", zoneId: "boiler", forMs: 1_800_000 });

      const testing = (hits: string[]) => {
        const site = deps.siteView!;
        deps.siteView = {
          ...site,
          zones: site.zones.map((one) =>
            one.id === "boiler"
              ? { ...one, state: "test" as const, test: { remainingMs: 1_700_000, hits } }
              : one
          ),
        };
        deps.refresh();
      };
      testing([]);
      await zone.getByText("0 of 2 sensors proved").waitFor();
      testing(["boiler-1"]);
      await zone.getByText("1 of 2 sensors proved").waitFor();
      await zone.getByText("boiler-1 proved").waitFor();
      await zone.getByText("boiler-2 not yet").waitFor();
      assert.equal(await zone.getByRole("progressbar").getAttribute("value"), "1");
      const sirens = zone.getByRole("checkbox");
      for (let i = 0; i < await sirens.count(); i++) await sirens.nth(i).check();
      await zone.getByLabel("Remark").fill("the bell is faint");
      await shoot("walk-test-phone");
      await zone.getByRole("button", { name: "End the test and sign off" }).click();
      await page.locator(".notice", { hasText: "walk test ended" }).waitFor();
      const { by, act } = deps.acts.at(-1)!;
      assert.equal(by, "Ivo");
      assert.deepEqual(act, {
        act: "stop-test",
        zoneId: "boiler",
        sirensHeard: deps.siteView!.outputs.filter(({ kind }) => kind === "siren").map(({ id }) => id),
        remark: "the bell is faint",
      });
    });
  },
);

Deno.test.afterAll(closeBrowser);
