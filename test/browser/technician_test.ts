/**
 * The technician's page in a real browser: what a technician finds out with a phone and without any other program.
 */
import assert from "node:assert/strict";
import axe from "axe-core";
import { SAMPLE_BOX } from "../../src/ui/fake_technician.ts";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserTest, closeBrowser, onStage, type Stage } from "./harness.ts";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } } as const;

/** A history with a slow wave, so that a chart has something to draw. */
function past(stage: Stage): void {
  stage.deps.boxFacts = { ...SAMPLE_BOX, atWallMs: stage.deps.clock.wallMs() };
  const count = 120;
  const mean = Array.from(
    { length: count },
    (_, index) => index < 20 ? NaN : 60e6 + 8e6 * Math.sin(index / 9),
  );
  const toWallMs = stage.deps.clock.wallMs();
  stage.deps.past = {
    fromWallMs: toWallMs - count * 60_000,
    toWallMs,
    stepMs: 60_000,
    series: [
      {
        subject: "role/fusion",
        name: "memory",
        unit: "bytes",
        mean,
        min: mean.map((v) => v - 2e6),
        max: mean.map((v) => v + 2e6),
      },
      {
        subject: "role/fusion",
        name: "cpu",
        unit: "%",
        mean: mean.map((v) => v / 1e7),
        min: mean.map((v) => v / 2e7),
        max: mean.map((v) => v / 5e6),
      },
    ],
  };
}

async function signIn({ page, address }: Stage, token: string): Promise<void> {
  await page.goto(`${address}/login`);
  await page.fill("input[name=token]", token);
  await page.click("button[type=submit]");
  await page.waitForURL(`${address}/`);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"] as const) {
    browserTest(
      `a technician sees machine, roles, story, figures and logs on a ${size} in ${colorScheme}`,
      async () => {
        await onStage({ scene: "trouble", viewport, colorScheme, deviceScaleFactor: 1 }, async (stage) => {
          past(stage);
          await signIn(stage, TOKENS.operator);
          const { page } = stage;
          await page.goto(`${stage.address}/technician`);
          await page.getByText("5.2 GB of 8.0 GB free").waitFor();
          await page.getByText("cpu-thermal 48.3 °C").waitFor();
          await page.getByText("detect hung: 10.2 s without progress").waitFor();
          await page.getByText("yard: no picture for 12 s").waitFor();
          await page.locator("select[data-choice=of]").selectOption("fusion");
          await page.waitForSelector(".plot canvas");
          await page.getByText(/memory: last \d+ MB, from/).waitFor();
          await stage.shoot(`technician-${size}-${colorScheme}`);
          const overhang = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          assert.equal(overhang, 0);
          await page.evaluate(axe.source);
          const serious = await page.evaluate(
            `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`,
          );
          assert.deepEqual(serious, []);
        });
      },
    );
  }
}

browserTest(
  "the log viewer asks for the level and the role that were chosen, and follows by its cursor",
  async () => {
    await onStage({ scene: "normal" }, async (stage) => {
      await signIn(stage, TOKENS.operator);
      const { page, deps } = stage;
      await page.goto(`${stage.address}/technician`);
      await page.getByText("yard: no picture for 12 s").waitFor();
      await page.locator("select[data-choice=level]").selectOption("error");
      await page.locator("select[data-choice=about]").selectOption("supervisor");
      const asked = () =>
        deps.logsAsked.some(({ level, role, after }) =>
          level === "error" && role === "supervisor" && after === "run.3"
        );
      for (let attempt = 0; !asked(); attempt++) {
        assert.ok(attempt < 300, JSON.stringify(deps.logsAsked.slice(-3)));
        await page.waitForTimeout(100);
      }
    });
  },
);

browserTest(
  "a viewer sees everything but logs and bundle; a download gives an operator the file",
  async () => {
    await onStage({ scene: "normal" }, async (stage) => {
      past(stage);
      await signIn(stage, TOKENS.viewer);
      const { page } = stage;
      await page.goto(`${stage.address}/technician`);
      await page.getByText("sign in as an operator to read them").waitFor();
      assert.equal(await page.getByRole("link", { name: "Download" }).count(), 0);
      await page.context().clearCookies();
      await signIn(stage, TOKENS.operator);
      await page.goto(`${stage.address}/technician`);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "embereye-support.zip");
    });
  },
);

browserTest("the page says that what it shows is old when the box does not answer any more", async () => {
  await onStage({ scene: "normal" }, async (stage) => {
    past(stage);
    await stage.page.goto(`${stage.address}/technician`);
    await stage.page.getByText("5.2 GB of 8.0 GB free").waitFor();
    await stage.stop();
    await stage.page.getByText("The box does not answer.").waitFor();
    stage.serve();
    await stage.page.getByText("The box does not answer.").waitFor({ state: "detached" });
  });
});

Deno.test.afterAll(closeBrowser);
