/**
 * The page for people who need contrast: with the colours that their system forces on it, and with more contrast than usual.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Scene } from "../../src/ui/fake_scenes.ts";
import { browserTest, closeBrowser, onStage, overhang, settled } from "./harness.ts";

const SCENES: readonly Scene[] = ["normal", "seen", "trouble"];

/** The contrast of each text with what it stands on, where both have plain colours (WCAG 2, 1.4.6): those below `least`. */
async function faint(page: Page, least: number): Promise<string[]> {
  return await page.evaluate(`((least) => {
    const parts = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = parts(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const found = new Set();
    const texts = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (texts.currentNode.data.trim() === "" || element.closest("svg, .veil, [hidden], [inert], :disabled, dialog") !== null) continue;
      if (!element.checkVisibility()) continue;
      const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < least) found.add(contrast.toFixed(1) + " " + element.tagName + "." + element.className + ": " + element.textContent.slice(0, 40));
    }
    return [...found];
  })(${least})`) as string[];
}

for (const scene of SCENES) {
  browserTest(
    `with more contrast ${scene} is drawn in light and in dark so that every text stands out`,
    async () => {
      const viewport = { width: 1280, height: 900 };
      await onStage(
        { scene, viewport, colorScheme: "light", contrast: "more", deviceScaleFactor: 1 },
        async ({ page, address, shoot }) => {
          await page.goto(address);
          await page.waitForSelector(".pulse", { state: "attached" });
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme, contrast: "more" });
            await settled(page);
            await shoot(`contrast-${scene}-${colorScheme}`);
            assert.deepEqual(await faint(page, 7), [], colorScheme);
            await page.setViewportSize(viewport);
          }
        },
      );
    },
  );

  browserTest(`with the system's own colours ${scene} keeps its shapes, frames and pictures`, async () => {
    const viewports = [{ width: 360, height: 740 }, { width: 1280, height: 900 }];
    await onStage(
      { scene, viewport: viewports[0], colorScheme: "dark", forcedColors: "active", deviceScaleFactor: 1 },
      async ({ page, address, shoot }) => {
        await page.goto(address);
        await page.waitForSelector(".pulse", { state: "attached" });
        for (const viewport of viewports) {
          await page.setViewportSize(viewport);
          await shoot(`forced-colors-${scene}-${viewport.width}`);
          assert.equal(await overhang(page), 0);
          const look = (selector: string, property: string) =>
            page.evaluate(
              `getComputedStyle(document.querySelector("${selector}")).getPropertyValue("${property}")`,
            );
          // Colours are gone: the verdict and the states of zones have frames of their own, and their icons can be seen.
          assert.equal(await look(".verdict", "border-top-style"), "solid");
          assert.notEqual(await look(".verdict .icon", "color"), await look(".verdict", "background-color"));
          assert.notEqual(await look(".chip", "border-top-width"), "0px");
          // A picture of heat without its colours would say nothing.
          assert.equal(await look(".map .frame", "forced-color-adjust"), "none");
        }
      },
    );
  });
}

Deno.test.afterAll(closeBrowser);
