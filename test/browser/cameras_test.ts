/**
 * What people see of cameras, in a real browser.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../eventually.ts";
import { browserTest, closeBrowser, onStage, type Stage } from "./harness.ts";

const DESK = { width: 1280, height: 900 };
const NORTH = '.camera-card[data-camera-card="north"]';

/** What `expression` makes of the first element that fits `selector`; it is called `element` in there. */
async function look<T>(page: Page, selector: string, expression: string): Promise<T> {
  return await page.evaluate(
    `((element) => ${expression})(document.querySelector(${JSON.stringify(selector)}))`,
  ) as T;
}

/** The colour at a place of a canvas, in parts of its width and height: red, green, blue, opacity. */
async function colourAt(page: Page, canvas: string, x: number, y: number): Promise<number[]> {
  const place = `Math.round(${x} * element.width), Math.round(${y} * element.height)`;
  return await look(page, canvas, `[...element.getContext("2d").getImageData(${place}, 1, 1).data]`);
}

/** A page that goes on looking is never quiet for so long. */
const QUIET_MS = 20_000;

/** How many pictures of `cameraId` the box has made. */
function asks({ deps }: Stage, cameraId: string): number {
  return deps.cameraAsks.get(cameraId) ?? 0;
}

browserTest(
  "a camera that sees a fire is shown with its picture, its mark and the heat, which can be taken away",
  async () => {
    await onStage({ scene: "seen", viewport: DESK }, async ({ page, address }) => {
      await page.goto(address);
      await page.waitForSelector(".incident canvas[data-heat]");
      const [red, green, blue] = await colourAt(page, ".incident canvas[data-view]", 0.68, 0.76);
      assert.ok(red > 200 && red > green && green > blue, `fire is ${red} ${green} ${blue}`);
      const fire = await colourAt(page, ".incident canvas[data-heat]", 0.68, 0.7);
      assert.ok(fire[0] > 150 && fire[0] > fire[2] && fire[3] > 100, `heat is ${fire}`);
      assert.equal((await colourAt(page, ".incident canvas[data-heat]", 0.05, 0.95))[3], 0);
      // Smoke is striped: along a line across the stripes there is some, and there are gaps.
      const smoke: number[][] = [];
      for (let step = 0; step < 40; step++) {
        smoke.push(await colourAt(page, ".incident canvas[data-heat]", 0.62 + step / 640, 0.38));
      }
      assert.ok(smoke.some(([r, , b, alpha]) => alpha > 60 && b > r), "some smoke");
      assert.ok(smoke.some(([, , , alpha]) => alpha === 0), "some gaps");
      assert.equal(await page.locator(".incident .marks text.fire").innerHTML(), "fire 0.92");

      await page.locator("[data-heat-switch]").first().click();
      await page.locator("canvas[data-heat]").first().waitFor({ state: "detached" });
      assert.equal(await page.locator('[data-heat-switch][aria-pressed="false"]').count(), 2);
      assert.equal(await page.locator(".incident canvas[data-view]").count(), 1);
      await page.locator("[data-heat-switch]").last().click();
      await page.waitForSelector(".incident canvas[data-heat]");
    });
  },
);

browserTest(
  "a live view moves, and costs the box two pictures a second however many pages look",
  async () => {
    await onStage({ scene: "cameras", viewport: DESK }, async (stage) => {
      const { page, deps, address } = stage;
      await page.goto(address);
      const other = await page.context().newPage();
      await other.goto(address);
      for (const one of [page, other]) await one.waitForSelector(`${NORTH} canvas`);
      const startMs = deps.clock.monotonicMs();
      const before = asks(stage, "north");
      const pixels = () => look<string>(page, `${NORTH} canvas[data-view]`, "element.toDataURL()");
      const first = await pixels();
      for (let step = 0; asks(stage, "north") < before + 4; step++) {
        assert.ok(step < 200, "no new pictures are asked for");
        await deps.clock.sleep(50);
      }
      const seconds = (deps.clock.monotonicMs() - startMs) / 1_000;
      assert.ok(seconds > 1.4, `four pictures in ${seconds} s`);
      await eventually("something newer to be shown", async () => await pixels() !== first);
    });
  },
);

browserTest("nobody looks while the page is hidden: no picture is asked for", async () => {
  await onStage({ scene: "cameras", viewport: DESK }, async (stage) => {
    const { page, deps, address } = stage;
    await page.goto(address);
    await page.waitForSelector(`${NORTH} canvas`);
    await page.evaluate(`
      Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    `);
    // What is on its way arrives; then it is quiet for longer than two pictures would take.
    let before = -1;
    await eventually("quiet", async () => {
      before = asks(stage, "north");
      await deps.clock.sleep(1_500);
      return asks(stage, "north") === before;
    }, QUIET_MS);
    await page.evaluate(`delete document.hidden; document.dispatchEvent(new Event("visibilitychange"));`);
    for (let step = 0; asks(stage, "north") === before; step++) {
      assert.ok(step < 200, "it looks again");
      await deps.clock.sleep(50);
    }
  });
});

browserTest(
  "a camera that falls silent is greyed, covered and told why; back, it is live by itself",
  async () => {
    await onStage({ scene: "seen", viewport: DESK }, async ({ page, deps, address, shoot }) => {
      await page.goto(address);
      const north = page.locator(NORTH);
      await north.locator("canvas[data-heat]").waitFor();
      const takePictures = deps.takePictures;
      deps.takePictures = () => {};
      // Its pictures grow old before anybody says so.
      await north.locator(".veil", { hasText: /^no fresh picture for \d+ s$/ }).waitFor();
      // On a busy machine the last picture may come after that, and is of now for a moment.
      await eventually("a grey picture and nothing on it", async () => {
        const seen = await look<string[]>(
          page,
          NORTH,
          `[
            element.querySelectorAll(".map.stale canvas[data-view]").length,
            element.querySelectorAll("canvas[data-heat], .marks").length,
            getComputedStyle(element.querySelector("canvas")).filter,
          ].map(String)`,
        );
        assert.deepEqual(seen, ["1", "0", "grayscale(1)"]);
        return true;
      });

      Object.assign(deps.siteView!.cameras[0], {
        phase: "waiting",
        isLive: false,
        fps: 0,
        freshAgeMs: 12_000,
        fault: "the camera does not answer: check its power, cable and address",
      });
      deps.say({ kind: "site" });
      await north.locator(".chip", { hasText: "Not live" }).waitFor();
      assert.match(
        await north.innerText(),
        /No fresh picture for 12 s: the camera does not answer: check its power/,
      );
      await page.locator(".panel.cameras h2", { hasText: "2 of 3 cameras live" }).waitFor();
      await shoot("camera-silent-desk", false);
      await north.scrollIntoViewIfNeeded();
      await shoot("camera-silent-section-desk", false);

      Object.assign(deps.siteView!.cameras[0], { phase: "live", isLive: true, fps: 5, freshAgeMs: 100 });
      deps.takePictures = takePictures;
      await north.locator(".map.stale").waitFor({ state: "detached" });
      await north.locator("canvas[data-heat]").waitFor();
    });
  },
);

browserTest("the pictures of an alarm open in full", async () => {
  await onStage({ scene: "seen", viewport: DESK }, async ({ page, address }) => {
    await page.goto(address);
    await page.waitForSelector(".incident canvas");
    for (const moment of ["before", "at", "after"]) {
      const image = `.evidence [data-evidence="${moment}"] img`;
      await page.locator(image).scrollIntoViewIfNeeded();
      await look(page, image, "element.decode()");
      assert.equal(await look(page, image, "element.naturalWidth"), 640);
    }
    const link = page.locator('.evidence [data-evidence="at"] a');
    assert.equal(await link.getAttribute("target"), "_blank", "the page stays where it is");
    const response = await page.goto(address + await link.getAttribute("href"));
    assert.equal(response?.headers()["content-type"], "image/jpeg");
    assert.equal(await look(page, "img", "element.naturalWidth"), 640);
  });
});

browserTest("without scripts a live camera is an image, and a silent one says so", async () => {
  await onStage(
    { scene: "blinded", javaScriptEnabled: false, viewport: DESK },
    async ({ page, address, shoot }) => {
      await page.goto(address);
      const rack = page.locator('.camera-card[data-camera-card="rack"] img');
      await rack.waitFor();
      assert.equal(await page.locator(`${NORTH} img`).count(), 0);
      assert.match(await page.locator(`${NORTH} .veil`).innerText(), /^no fresh picture for 1\d s$/);
      await shoot("cameras-no-scripts-desk", false);
    },
  );
});

Deno.test.afterAll(closeBrowser);
