/**
 * The page of a zone in a real browser: a person holds a picture still, looks back, and goes back to live.
 */
import assert from "node:assert/strict";
import { browserTest, closeBrowser, onStage } from "./harness.ts";

const PHONE = { width: 360, height: 740 };

browserTest("a picture is held still while the fire goes on, says so, and goes back to live", async () => {
  await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
    await page.goto(`${address}/`);
    await page.getByRole("link", { name: "Boiler room" }).click();
    const study = page.locator("article.study").first();
    await study.getByText("Live,").waitFor();
    await study.getByRole("button", { name: "Hold still" }).click();
    await study.getByText("Held still").waitFor();
    const held = await study.getByText("Hottest").innerText();

    deps.show("alarm");
    // Whatever is looked at, the fire finds the person.
    await page.getByRole("link", { name: "Fire alarm in Boiler room" }).waitFor();
    await page.locator(".incident").waitFor();
    assert.equal(await study.getByText("Hottest").innerText(), held);
    await shoot("zone-held-phone");

    await study.getByRole("button", { name: "Back to live" }).click();
    await study.getByText("Hottest 74").waitFor();
    assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
  });
});

browserTest(
  "a person looks back in a sensor's pictures, and what is shown says from when it is",
  async () => {
    await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address }) => {
      await page.goto(`${address}/zones/boiler`);
      // The box keeps pictures from its start on; the past has to hold one from before the fire.
      const { id } = deps.siteView!.sensors.find(({ zoneId }) => zoneId === "boiler")!;
      const kept = async () => {
        const signal = AbortSignal.timeout(10_000);
        return await (await fetch(`${address}/api/v1/sensors/${id}/pictures`, { signal })).text();
      };
      for (let asked = 0; !(await kept()).includes("atMs"); asked++) {
        assert(asked < 200, "the box keeps no picture");
        await page.waitForTimeout(50);
      }
      deps.show("alarm");
      const study = page.locator("article.study").first();
      await study.getByText("Hottest 74").waitFor();
      await page.waitForTimeout(2_500);
      await page.reload();
      const slider = study.getByRole("slider");
      await slider.waitFor();
      // As far back as it goes.
      await slider.press("Home");
      await study.getByText("The past:").waitFor();
      await study.getByText(/Hottest [23]\d/).waitFor();
      // As a screen reader says it.
      assert.match(await slider.getAttribute("aria-valuetext") ?? "", /\d+ s ago/);
      await slider.press("End");
      await study.getByText("Live,").waitFor();
      await study.getByText("Hottest 74").waitFor();
    });
  },
);

browserTest("a picture of the past that the box does not give at once is asked for again", async () => {
  await onStage({ scene: "normal", viewport: PHONE }, async ({ page, address }) => {
    let refused = 0;
    await page.route(/\/pictures\/\d/, async (route) => {
      if (refused++ < 2) return await route.fulfill({ status: 503 });
      await route.continue();
    });
    await page.goto(`${address}/zones/boiler`);
    const study = page.locator("article.study").first();
    await study.getByRole("slider").press("Home");
    await study.getByText("The past:").waitFor();
    await study.getByText(/Hottest [23]\d/).waitFor();
    assert(refused > 2);
  });
});

Deno.test.afterAll(closeBrowser);
