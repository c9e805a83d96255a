/**
 * The night of somebody on site, from a calm page to the report in the morning, on a phone and on a desk, in light and in dark.
 */
import assert from "node:assert/strict";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserTest, closeBrowser, onStage, overhang } from "./harness.ts";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } } as const;

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"] as const) {
    browserTest(
      `on-site staff see the fire, act, and read what happened, on a ${size} in ${colorScheme}`,
      async () => {
        await onStage(
          { scene: "normal", viewport, colorScheme, deviceScaleFactor: 1 },
          async ({ page, deps, address, shoot }) => {
            let step = 0;
            const look = async (what: string, fullPage = false) => {
              await shoot(`operator-${size}-${colorScheme}-${++step}-${what}`, fullPage);
              await page.setViewportSize(viewport);
              assert.equal(await overhang(page), 0, `${what} is wider than the window`);
            };
            const verdict = (text: string) => page.locator(".verdict h1", { hasText: text }).waitFor();

            await page.goto(address);
            await page.waitForSelector("canvas");
            await verdict("All normal");
            await look("calm");

            deps.show("alarm");
            await verdict("Fire alarm in Boiler room");
            await page.waitForSelector(".incident canvas");
            await look("alarm");

            // Nobody is signed in: the button asks who it is, and then does what was wanted.
            await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
            await page.fill("dialog[open] input[name=token]", TOKENS.operator);
            await look("sign-in");
            await page.click("dialog[open] button[type=submit]");
            await page.locator(".notice.good", { hasText: "acknowledged" }).waitFor();
            await look("acknowledged");

            await page.getByRole("button", { name: "Silence", exact: true }).click();
            await page.locator(".verdict", { hasText: "Sirens are silent." }).waitFor();
            await look("silenced");

            deps.siteView!.alarms[0].active = false;
            await page.locator(".verdict", { hasText: "The cause has gone" }).waitFor();
            await look("cause-gone");
            await page.getByRole("button", { name: "Reset", exact: true }).click();
            await verdict("All normal");

            await page.getByRole("link", { name: "Journal", exact: true }).click();
            await page.locator("h1", { hasText: "Journal" }).waitFor();
            await look("journal");

            await page.goto(`${address}/alarms/alarm-1/report`);
            await page.getByRole("heading", { name: /Boiler room/ }).first().waitFor();
            await look("report", true);
            assert.deepEqual(deps.acts.map(({ by, act }) => [by, act.act]), [
              ["Anna", "acknowledge"],
              ["Anna", "silence"],
              ["Anna", "reset"],
            ]);
          },
        );
      },
    );
  }
}

Deno.test.afterAll(closeBrowser);
