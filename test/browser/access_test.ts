/**
 * Whether people who hear the page, or who use no mouse, or who need contrast, can use it: axe-core finds nothing serious on any page.
 */
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import type { Scene } from "../../src/ui/fake_scenes.ts";
import { browserTest, closeBrowser, onStage, settled, signIn } from "./harness.ts";

/** What axe finds that keeps people from using the page: its impacts "serious" and "critical". */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })") as {
    violations: {
      id: string;
      impact: string;
      help: string;
      nodes: { html: string; failureSummary: string }[];
    }[];
  };
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) =>
        `${id}: ${help}: ${html.slice(0, 160)}: ${failureSummary.slice(0, 300)}`
      )
    );
}

/** The last: it is shown to those who are signed in alone. */
const PAGES: readonly (readonly [string, Scene, string, boolean?])[] = [
  ["the overview on a calm night", "normal", "/"],
  ["the overview on fire", "seen", "/"],
  ["the overview with troubles", "blinded", "/"],
  ["the page of a zone", "seen", "/zones/boiler"],
  ["the journal", "alarm", "/journal"],
  ["the report of an alarm", "seen", "/alarms/alarm-1/report"],
  ["the walk test", "service", "/walk-test"],
  ["the commissioning", "trouble", "/commissioning"],
  ["what sensors usually see", "normal", "/baselines", true],
  ["the notifications", "normal", "/notifications", true],
  ["the audits", "normal", "/audits", true],
  ["the technician's page", "trouble", "/technician"],
  ["the sign-in", "alarm", "/login"],
  ["the display on a wall", "seen", "/?display=wall"],
  ["a page that there is not, while it burns", "seen", "/no-such-page"],
];

/** Pages that only an installer sees, with the heading that tells them from a refusal. */
const INSTALLER_PAGES: readonly (readonly [string, string, RegExp])[] = [
  ["who was turned away", "/turned-away", /turned away/i],
  ["the audit log", "/audit", /Who did what/i],
  ["the people", "/people", /^People/],
];

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

/** Asserts that axe finds nothing on a phone in light, and nothing on a desk in dark. The page is as it was on the phone. */
async function assertAccessible(page: Page): Promise<void> {
  for (const [viewport, colorScheme] of [[PHONE, "light"], [DESK, "dark"]] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await settled(page);
    assert.deepEqual(await findings(page), [], colorScheme);
  }
}

for (const [name, scene, path, isSignedIn] of PAGES) {
  browserTest(`axe finds nothing serious on ${name}, on a phone in light and on a desk in dark`, async () => {
    await onStage({ viewport: PHONE, scene }, async ({ page, address }) => {
      if (isSignedIn) await signIn(page, address, TOKENS.installer);
      await page.goto(address + path);
      assert.equal(page.url(), address + path);
      // Nothing is live beside the sign-in.
      if (path !== "/login") await page.waitForSelector(".pulse", { state: "attached" });
      await assertAccessible(page);
    });
  });
}

for (const [name, path, heading] of INSTALLER_PAGES) {
  browserTest(`axe finds nothing serious on ${name}, as an installer sees it`, async () => {
    await onStage({ viewport: PHONE, scene: "normal" }, async ({ page, address }) => {
      await signIn(page, address, TOKENS.installer);
      await page.goto(address + path);
      await page.getByRole("heading", { name: heading }).first().waitFor();
      await assertAccessible(page);
    });
  });
}

browserTest(
  "axe finds nothing serious where an installer draws masks, nor beside a secret that is shown",
  async () => {
    await onStage({ viewport: PHONE, scene: "cameras" }, async ({ page, deps, address }) => {
      const site = deps.siteView!;
      const masks = [{ column: 0, row: 0, columns: 4, rows: 4 }];
      deps.siteView = { ...site, sensors: site.sensors.map((sensor) => ({ ...sensor, masks })) };
      await signIn(page, address, TOKENS.installer);
      await page.goto(`${address}/zones/boiler`);
      await page.getByRole("button", { name: "Change masks" }).first().click();
      await page.locator(".mask-drawing").waitFor();
      await assertAccessible(page);
      await page.setViewportSize(PHONE);
      await page.goto(`${address}/people`);
      await page.locator("main").getByLabel("Name", { exact: true }).fill("Berta");
      await page.getByRole("button", { name: "Make it" }).click();
      await page.locator("dialog#secret[open]").waitFor();
      await assertAccessible(page);
    });
  },
);

browserTest("axe finds nothing serious while the connection is lost, nor in the sign-in dialog", async () => {
  await onStage(
    { scene: "alarm", viewport: PHONE },
    async ({ page, address, stop }) => {
      await page.goto(address);
      await page.waitForSelector(".incident canvas");
      await page.getByRole("button", { name: "Acknowledge" }).click();
      await page.waitForSelector("dialog[open]");
      assert.deepEqual(await findings(page), []);
      await page.getByRole("button", { name: "Cancel" }).click();
      await stop();
      await page.locator(".cover", { hasText: "No connection" }).waitFor();
      assert.deepEqual(await findings(page), []);
    },
  );
});

Deno.test.afterAll(closeBrowser);
