/**
 * The look of the page: pictures of each state for people to judge, and what a machine can judge of them.
 */
import assert from "node:assert/strict";
import type { Scene } from "../../src/ui/fake_scenes.ts";
import { browserTest, closeBrowser, onStage, overhang } from "./harness.ts";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } } as const;

for (
  const scene of [
    "normal",
    "alarm",
    "trouble",
    "service",
    "cameras",
    "seen",
    "blinded",
  ] as const satisfies Scene[]
) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    browserTest(`the page shows ${scene} on a ${size} in light and in dark without overflowing`, async () => {
      await onStage({ scene, viewport, colorScheme: "light", deviceScaleFactor: 1 }, async (stage) => {
        await stage.page.goto(stage.address);
        // Troubles fill the first screen of a phone: no picture is in sight.
        const sign = scene === "blinded" ? ".pulse" : "canvas";
        await stage.page.waitForSelector(sign, { state: "attached" });
        for (const colorScheme of ["light", "dark"] as const) {
          await stage.page.emulateMedia({ colorScheme });
          await stage.page.setViewportSize(viewport);
          await stage.shoot(`${scene}-${size}-${colorScheme}-first`, false);
          await stage.shoot(`${scene}-${size}-${colorScheme}`);
          assert.equal(await overhang(stage.page), 0);
        }
      });
    });
  }
}

for (const locale of ["de-AT", "es-MX", "fr-CA", "hi-IN"]) {
  browserTest(`the page speaks the language of a phone set to ${locale}, without overflowing`, async () => {
    await onStage({ scene: "seen", viewport: SIZES.phone, locale }, async (stage) => {
      await stage.page.goto(stage.address);
      await stage.page.waitForSelector("canvas", { state: "attached" });
      await stage.shoot(`language-${locale}`);
      assert.equal(await overhang(stage.page), 0);
      // What the script draws is in the language that the box wrote the page in.
      assert.equal(await stage.page.locator("html").getAttribute("lang"), locale.slice(0, 2));
      assert.equal(await stage.page.getByText("Fire alarm").count(), 0);
      await stage.page.locator("form.language select").selectOption("en");
      await stage.page.getByRole("heading", { name: "Fire alarm in Boiler room" }).waitFor();
    });
  });
}

Deno.test.afterAll(closeBrowser);
