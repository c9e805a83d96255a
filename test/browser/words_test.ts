/**
 * Every page in every language on a phone and on a small desk: no word is broken, nothing is cut, nothing lies over something else.
 */
import assert from "node:assert/strict";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import type { Scene } from "../../src/ui/fake_scenes.ts";
import { LANGUAGE_TAGS } from "../../src/ui/messages/languages.ts";
import { browserTest, closeBrowser, onStage, overhang, signIn } from "./harness.ts";
import { textFaults } from "./text_faults.ts";

/** A phone, a small desk, and the windows in which there is the least room for a card, and in the one line of the head. */
const WIDTHS = [360, 1100, 1200, 1260];

/** Each page in the scene that fills it most. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  seen: ["/", "/zones/boiler", "/alarms/alarm-1/report"],
  blinded: ["/"],
  alarm: ["/journal", "/?display=wall"],
  service: ["/", "/walk-test", "/?display=wall"],
  trouble: ["/commissioning", "/technician"],
  normal: [
    ...["/baselines", "/notifications", "/audits", "/turned-away", "/audit", "/people", "/login"],
    "/no-such-page",
  ],
} satisfies Partial<Record<Scene, readonly string[]>>;

for (const [scene, paths] of Object.entries(PAGES)) {
  browserTest(`no text is broken, cut or covered in any language, in the scene ${scene}`, async () => {
    await onStage(
      { scene: scene as Scene, viewport: { width: WIDTHS[0], height: 740 } },
      async ({ page, address }) => {
        await signIn(page, address, TOKENS.installer);
        const found: string[] = [];
        for (const language of LANGUAGE_TAGS) {
          await page.context().addCookies([{ name: "language", value: language, url: address }]);
          for (const path of paths) {
            await page.setViewportSize({ width: WIDTHS[0], height: 740 });
            await page.goto(address + path);
            // Nothing is live beside the sign-in.
            if (path !== "/login") await page.waitForSelector(".pulse", { state: "attached" });
            for (const width of WIDTHS) {
              await page.setViewportSize({ width, height: 740 });
              const faults = await textFaults(page);
              const over = await overhang(page);
              if (over > 0) faults.push(`the page is ${over} wider than its window`);
              found.push(...faults.map((fault) => `${path} in ${language} at ${width}: ${fault}`));
            }
          }
        }
        assert.deepEqual(found, []);
      },
    );
  });
}

Deno.test.afterAll(closeBrowser);
