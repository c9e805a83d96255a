/**
 * The real page of the whole appliance in a real browser: before, during and after an alarm.
 */
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { browserThere } from "../browser/harness.ts";
import { ENGINE } from "../browser/programs.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

Deno.test({
  name: "demo: on-site staff see the fire, acknowledge, silence and reset it on the page",
  ignore: !browserThere,
  // Connections of the browser outlive a test by moments that nobody can wait for.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using box = await Box.start(["--no-simulation"]);
    using device = await TestDevice.connect(box.sensorPort, "room");
    let burning = false;
    let ended = false;
    const sending = (async () => {
      while (!ended) {
        await device.frame(burning ? "fire" : "calm");
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    })();
    const browser = await chromium.launch({
      timeout: 60_000,
      executablePath: ENGINE,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.setDefaultTimeout(60_000);
      const artefacts = new URL("../artefacts/", import.meta.url);
      await Deno.mkdir(artefacts, { recursive: true });
      const shoot = (name: string) =>
        page.screenshot({ path: new URL(`demo-${name}.png`, artefacts).pathname });
      const verdict = (text: string) => page.locator(".verdict h1", { hasText: text }).waitFor();

      await page.goto(box.ready.ui);
      await verdict("All normal");
      await page.waitForSelector(".zone canvas, canvas");
      await shoot("before");

      burning = true;
      await verdict("Fire alarm in New sensors");
      await page.waitForSelector(".incident canvas");
      await shoot("during");

      await page.getByRole("button", { name: "Acknowledge", exact: true }).first().click();
      await page.fill("dialog[open] input[name=token]", box.ready.operatorToken);
      await page.click("dialog[open] button[type=submit]");
      await page.locator(".incident", { hasText: "demo" }).waitFor();
      await page.getByRole("button", { name: "Silence", exact: true }).click();
      await box.eventually("silence", async () => {
        const outputs: { kind: string; on: boolean }[] = await box.get("/api/v1/outputs");
        return outputs.filter(({ kind }) => kind === "siren").every(({ on }) => !on);
      });
      assert(
        await page.getByRole("button", { name: "Reset", exact: true }).isDisabled(),
        "the fire still burns",
      );

      burning = false;
      await page.locator(".incident button:not([disabled])", { hasText: "Reset" }).waitFor();
      await page.getByRole("button", { name: "Reset", exact: true }).click();
      await verdict("All normal");
      await shoot("after");
      const journal = await page.locator("body").innerText();
      for (const word of ["Alarm", "Acknowledge", "Silence", "Reset"]) {
        assert.match(journal, new RegExp(word));
      }
      assert.deepEqual(faults, []);
    } finally {
      ended = true;
      await sending;
      await browser.close();
    }
  },
});
