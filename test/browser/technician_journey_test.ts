/**
 * The visit of a technician who was called because of a trouble: what is wrong, since when, what to do, and what to take home; on a phone
 * and on a desk, in light and in dark.
 */
import assert from "node:assert/strict";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { SAMPLE_BOX } from "../../src/ui/fake_technician.ts";
import { browserTest, closeBrowser, onStage, overhang, signIn } from "./harness.ts";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } } as const;

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"] as const) {
    browserTest(
      `a technician finds out what is wrong without any tool, on a ${size} in ${colorScheme}`,
      async () => {
        await onStage(
          { scene: "trouble", viewport, colorScheme, deviceScaleFactor: 1 },
          async ({ page, deps, address, shoot }) => {
            let step = 0;
            const look = async (what: string, fullPage = false) => {
              await shoot(`visit-${size}-${colorScheme}-${++step}-${what}`, fullPage);
              await page.setViewportSize(viewport);
              assert.equal(await overhang(page), 0, `${what} is wider than the window`);
            };
            deps.boxFacts = { ...SAMPLE_BOX, atWallMs: deps.clock.wallMs() };

            await signIn(page, address, TOKENS.operator);
            await page.goto(address);
            await page.waitForSelector("canvas, .pulse", { state: "attached" });
            const trouble = page.locator(".troubles li").first();
            await trouble.getByText("What to do").waitFor();
            await look("troubles", true);
            await trouble.getByRole("button", { name: "Acknowledge" }).click();
            await page.locator(".notice.good").waitFor();
            assert.equal(deps.acts.at(-1)?.act.act, "acknowledge-trouble");

            await page.getByRole("link", { name: "Boiler room" }).first().click();
            await page.locator("article.study").first().waitFor();
            await look("zone", true);

            await page.getByRole("link", { name: "Technician" }).click();
            await page.getByText("detect hung: 10.2 s without progress").waitFor();
            await page.getByText("yard: no picture for 12 s").first().waitFor();
            await look("machine");
            await page.locator("select[data-choice=level]").selectOption("error");
            await look("all-of-it", true);

            await page.goto(`${address}/journal?kind=trouble`);
            await page.locator("h1", { hasText: "Journal" }).waitFor();
            await look("journal");

            await page.goto(`${address}/technician`);
            const [download] = await Promise.all([
              page.waitForEvent("download"),
              page.getByRole("link", { name: "Download" }).click(),
            ]);
            assert.equal(download.suggestedFilename(), "embereye-support.zip");
          },
        );
      },
    );
  }
}

Deno.test.afterAll(closeBrowser);
