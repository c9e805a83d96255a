/**
 * The overview on a wall: everything in one window, in letters that can be read from four metres.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { FakeDeps } from "../../src/ui/fake_deps.ts";
import type { Scene } from "../../src/ui/fake_scenes.ts";
import { browserTest, closeBrowser, onStage } from "./harness.ts";

const WALL = { width: 1920, height: 1080 };
/**
 * Pixels that a letter's height in the style sheet must have at least. A display of 43 inches has two pixels a millimetre; capitals are about
 * 0.7 of that height; 12 mm can be read from four metres, 20 mm at ease.
 */
const LEAST_PX = {
  "h1": 72,
  "h3": 36,
  ".degrees": 54,
  ".chip": 26,
  ".wall-troubles li": 30,
  "h2": 50,
  ".why": 38,
};

/** What is too small, and what does not fit. */
async function faults(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const faults = [];
    for (const [what, least] of Object.entries(${JSON.stringify(LEAST_PX)})) {
      for (const element of document.querySelectorAll(".wall " + what)) {
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < least) faults.push(what + " has " + size + " px: " + element.textContent);
      }
    }
    const wall = document.querySelector(".wall");
    if (wall.scrollHeight > innerHeight) faults.push("the page is " + wall.scrollHeight + " px high");
    if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the window");
    for (const box of document.querySelectorAll(".wall-verdict, .tile, .wall-alarm, .wall-words, .wall-foot")) {
      const { bottom, right } = box.getBoundingClientRect();
      if (bottom > innerHeight + 1 || right > innerWidth + 1) faults.push(box.className + " ends outside");
      if (box.scrollHeight > box.clientHeight + 2) faults.push(box.className + " is cut off: " + box.textContent);
    }
    return faults;
  })()`) as string[];
}

/** As many zones as a large site has, some of them in trouble. */
function enlarge(deps: FakeDeps, count: number): void {
  const site = deps.siteView!;
  const [zone] = site.zones;
  const [sensor] = site.sensors;
  deps.siteView = {
    ...site,
    zones: Array.from({ length: count }, (_, index) => ({
      ...zone,
      id: `zone-${index}`,
      name: index % 7 === 3 ? `Long name of a hall ${index}` : `Hall ${index}`,
      state: index % 11 === 5 ? "trouble" : "normal",
      sensorIds: [`sensor-${index}`],
    })),
    sensors: Array.from({ length: count }, (_, index) => ({
      ...sensor,
      id: `sensor-${index}`,
      zoneId: `zone-${index}`,
    })),
  };
}

const SCENES: readonly Scene[] = ["normal", "alarm", "trouble", "service", "seen", "blinded"];
for (const scene of SCENES) {
  browserTest(`a wall display shows ${scene} in light and in dark, large and without scrolling`, async () => {
    await onStage(
      { scene, viewport: WALL, colorScheme: "light", deviceScaleFactor: 1 },
      async ({ page, address, shoot }) => {
        await page.goto(`${address}/?display=wall`);
        await page.waitForSelector(".wall .pulse", { state: "attached" });
        await page.waitForTimeout(600);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await shoot(`wall-${scene}-${colorScheme}`, false);
          assert.deepEqual(await faults(page), []);
        }
      },
    );
  });
}

for (
  const [count, tiles, words] of [[12, 12, undefined], [20, 20, undefined], [
    80,
    20,
    /61 more zones/,
  ]] as const
) {
  browserTest(`a wall display shows a site of ${count} zones without scrolling`, async () => {
    await onStage(
      { scene: "normal", viewport: WALL, deviceScaleFactor: 1 },
      async ({ page, deps, address, shoot }) => {
        enlarge(deps, count);
        await page.goto(`${address}/?display=wall`);
        await page.waitForSelector(".wall .pulse", { state: "attached" });
        await page.waitForTimeout(600);
        await shoot(`wall-${count}-zones`, false);
        assert.equal(await page.locator(".tile").count(), tiles);
        if (words !== undefined) assert.match(await page.innerText(".tile.more"), words);
        // Whatever needs eyes is among what is shown.
        const troubled = await page.locator(".tile.trouble").count();
        assert.equal(troubled, Array.from({ length: count }).filter((_, index) => index % 11 === 5).length);
        assert.deepEqual(await faults(page), []);
      },
    );
  });
}

browserTest("a wall display that hangs upright shows as much, as large", async () => {
  const viewport = { width: WALL.height, height: WALL.width };
  await onStage({ scene: "seen", viewport, deviceScaleFactor: 1 }, async ({ page, deps, address, shoot }) => {
    await page.goto(`${address}/?display=wall`);
    await page.waitForSelector(".wall-alarm canvas");
    assert.deepEqual(await faults(page), []);
    deps.show("normal");
    enlarge(deps, 20);
    await page.locator("h1", { hasText: "All normal" }).waitFor();
    await page.locator(".tile").nth(19).waitFor();
    await shoot("wall-upright", false);
    assert.deepEqual(await faults(page), []);
  });
});

browserTest("a wall display changes by itself, and says when it has lost the box", async () => {
  await onStage({ scene: "normal", viewport: WALL }, async ({ page, deps, address, stop, serve, shoot }) => {
    await page.goto(`${address}/?display=wall`);
    await page.locator("h1", { hasText: "All normal" }).waitFor();
    deps.show("alarm");
    await page.locator("h1", { hasText: "Fire alarm in Boiler room" }).waitFor();
    await page.waitForSelector(".wall-alarm canvas");
    await stop();
    await page.getByRole("heading", { name: "No connection to the box" }).waitFor();
    await shoot("wall-lost", false);
    const size = await page.evaluate(
      "parseFloat(getComputedStyle(document.querySelector('.cover h1')).fontSize)",
    ) as number;
    assert.ok(size >= LEAST_PX.h1, `${size}`);
    serve();
    await page.locator(".cover").waitFor({ state: "hidden" });
  });
});

Deno.test.afterAll(closeBrowser);
