/**
 * What people do with the page, in a real browser.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserTest, closeBrowser, onStage } from "./harness.ts";

const PHONE = { width: 360, height: 740 };

/** Types a token into the open dialog. */
async function typeToken(page: Page, token: string): Promise<void> {
  await page.fill("dialog[open] input[name=token]", token);
  await page.click("dialog[open] button[type=submit]");
}

/** Waits until the page has drawn itself anew, as its clock shows. */
async function redrawn(page: Page): Promise<void> {
  const before = await page.innerText(".clock");
  await page.locator(".clock", { hasNotText: before }).waitFor();
}

/** Waits until the page's verdict is `text`. */
async function verdict(page: Page, text: string): Promise<void> {
  await page.locator(".verdict h1", { hasText: text }).waitFor();
}

browserTest("an alarm appears on an open page by itself, in words, title and picture", async () => {
  await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address }) => {
    await page.goto(address);
    await page.waitForSelector("canvas");
    assert.equal(await page.title(), "All normal · EmberEye");
    deps.show("alarm");
    await verdict(page, "Fire alarm in Boiler room");
    await page.waitForSelector(".incident canvas");
    assert.match(await page.title(), /^Fire alarm in Boiler room/);
    const icon = await page.getAttribute("link#icon", "href");
    assert.match(icon ?? "", /alarm\.svg$/);
    const why = await page.innerText(".incident .why");
    assert.match(why, /^Flame 63\s% and 71\s°C, rising 12\s°C a minute, since 03:12:\d\d \(\d+\ss\)\.$/);
    const box = await page.locator(".incident").boundingBox();
    assert.ok(box !== null && box.y < PHONE.height / 2, "the alarm is what a person sees first");
  });
});

browserTest("the three buttons stay in sight on a phone while the alarm is", async () => {
  await onStage({ scene: "alarm", viewport: PHONE }, async ({ page, address }) => {
    await page.goto(address);
    await page.waitForSelector(".incident canvas");
    for (const name of ["Acknowledge", "Silence", "Reset"]) {
      const box = await page.getByRole("button", { name, exact: true }).boundingBox();
      assert.ok(
        box !== null && box.y + box.height <= PHONE.height,
        `${name} ends at ${box && box.y + box.height}`,
      );
      assert.ok(box.height >= 44, `${name} is ${box.height} high`);
    }
  });
});

browserTest(
  "who presses a button without being signed in is asked for the token, and then it is done",
  async () => {
    await onStage({ scene: "alarm", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
      await page.goto(address);
      await page.waitForSelector(".incident canvas");
      await page.getByRole("button", { name: "Acknowledge" }).click();
      await page.waitForSelector("dialog[open]");
      await shoot("sign-in-phone", false);
      await typeToken(page, "wrong");
      await page.locator(".sign-in-error", { hasText: "This token is not known" }).waitFor();
      await redrawn(page);
      assert.match(
        await page.innerText(".sign-in-error"),
        /not known/,
        "it stays until the person has read it",
      );
      assert.deepEqual(deps.acts, []);
      await typeToken(page, TOKENS.operator);
      await page.locator(".notice", { hasText: "Boiler room: acknowledged." }).waitFor();
      assert.deepEqual(deps.acts, [{ by: "Anna", act: { act: "acknowledge", alarmId: "alarm-1" } }]);
      await page.locator(".incident", { hasText: /Acknowledged by Anna at 03:\d/ }).waitFor();
      assert.equal(await page.getByRole("button", { name: "Acknowledged" }).isDisabled(), true);
      await page.getByRole("button", { name: "Sign out" }).waitFor();
      await shoot("acknowledged-phone", false);
    });
  },
);

browserTest("silence and reset: the reset waits for the cause to go and says so", async () => {
  await onStage(
    { scene: "alarm", viewport: { width: 1280, height: 900 } },
    async ({ page, deps, address, shoot }) => {
      await page.goto(`${address}/login`);
      await page.fill("input[name=token]", TOKENS.operator);
      await page.click("button[type=submit]");
      await page.waitForURL(`${address}/`);
      await page.waitForSelector(".incident canvas");
      const reset = page.getByRole("button", { name: "Reset", exact: true });
      assert.equal(await reset.isDisabled(), true);
      assert.match(await page.innerText(".acts .refusal"), /once the cause has gone \(now 74\s°C\)/);
      await page.getByRole("button", { name: "Silence", exact: true }).click();
      await page.locator(".verdict", { hasText: "Sirens are silent." }).waitFor();
      deps.siteView!.alarms[0].active = false;
      await page.locator(".verdict", { hasText: "The cause has gone" }).waitFor();
      await shoot("cause-gone-desk", false);
      await reset.click();
      await verdict(page, "All normal");
      assert.deepEqual(deps.acts.map(({ act }) => act.act), ["silence", "reset"]);
      assert.equal(await page.locator(".incident").count(), 0);
    },
  );
});

browserTest("an order that fusion refuses or that does not arrive is told in a sentence", async () => {
  await onStage({ scene: "alarm" }, async ({ page, deps, address }) => {
    await page.goto(address);
    await page.waitForSelector(".incident canvas");
    await page.getByRole("link", { name: "Sign in" }).click();
    await typeToken(page, TOKENS.installer);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    deps.actFault = "fusion did not answer within 3 s";
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    await page.locator(".notice.bad", {
      hasText: "The order did not arrive: fusion did not answer within 3 s",
    }).waitFor();
  });
});

browserTest("a lost connection covers the page, names the last state, and goes by itself", async () => {
  await onStage({ scene: "alarm", viewport: PHONE }, async (stage) => {
    const { page } = stage;
    await page.goto(stage.address);
    await page.waitForSelector(".incident canvas");
    await stage.stop();
    await page.getByRole("heading", { name: "No connection to the box" }).waitFor();
    await page.locator(".cover", { hasText: "Last known: Fire alarm in Boiler room" }).waitFor();
    assert.equal(await page.title(), "No connection · EmberEye");
    assert.notEqual(await page.getAttribute("#content", "inert"), null);
    await stage.shoot("lost-phone", false);
    stage.serve();
    await page.locator(".cover").waitFor({ state: "hidden" });
    await verdict(page, "Fire alarm in Boiler room");
  });
});

browserTest(
  "without fusion the page says so, keeps the last state grey, and lets nobody press in vain",
  async () => {
    await onStage(
      { scene: "alarm", viewport: { width: 1280, height: 900 } },
      async ({ page, deps, address, shoot }) => {
        await page.goto(address);
        await page.waitForSelector(".incident canvas");
        deps.siteView = undefined;
        deps.say({ kind: "site" });
        await page.locator(".verdict.alarm", { hasText: "the fire logic cannot be reached" }).waitFor();
        assert.match(await page.innerText(".verdict p"), /^Last known at 03:1\d:\d\d/);
        assert.equal(await page.getByRole("button", { name: "Acknowledge" }).isDisabled(), true);
        assert.equal(await page.locator("main.old").count(), 1);
        await shoot("fusion-lost-desk", false);
      },
    );
  },
);

browserTest("a picture that grows old is greyed and tells its age", async () => {
  await onStage({ scene: "normal" }, async ({ page, deps, address, shoot }) => {
    await page.goto(address);
    await page.waitForSelector("canvas");
    // Its newest picture is from 12 s ago, and no other comes.
    deps.takePictures = () => {};
    const old = deps.pictures.get("dock-1")!;
    deps.pictures.set("dock-1", { ...old, atMs: deps.clock.monotonicMs() - 12_000 });
    const dock = page.locator('.zone[data-zone="dock"]');
    await dock.locator(".veil", { hasText: /^no fresh picture for 1\d s$/ }).waitFor();
    assert.equal(await dock.locator(".map.stale").count(), 1);
    await shoot("stale-picture-desk", false);
  });
});

browserTest("a zone goes out of service with a reason and for a time, from its card", async () => {
  await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
    await page.goto(address);
    await page.waitForSelector("canvas");
    await page.getByRole("link", { name: "Sign in" }).click();
    await typeToken(page, TOKENS.operator);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    const paint = page.locator('.zone[data-zone="paint"]');
    await paint.getByText("Details", { exact: true }).click();
    await paint.locator("summary", { hasText: "Take zone out of service" }).click();
    const form = paint.locator('form[action$="/zones/paint/disable"]');
    await form.locator("input[name=reason]").fill("welding");
    await form.locator("select").selectOption("60");
    // What a person has typed survives the updates of the page.
    await redrawn(page);
    assert.equal(await form.locator("input[name=reason]").inputValue(), "welding");
    assert.equal(await form.locator("select").inputValue(), "60");
    await paint.scrollIntoViewIfNeeded();
    await shoot("disable-phone", false);
    await form.getByRole("button").click();
    await page.locator(".notice", { hasText: "Paint store: out of service." }).waitFor();
    assert.deepEqual(deps.acts, [{
      by: "Anna",
      act: { act: "disable-zone", zoneId: "paint", reason: "welding", forMs: 3_600_000 },
    }]);
  });
});

browserTest("what a person has opened stays open when zones come, go and change places", async () => {
  await onStage({ scene: "normal" }, async ({ page, deps, address }) => {
    await page.goto(address);
    await page.waitForSelector("canvas");
    await page.locator('.zone[data-zone="paint"] summary', { hasText: "Details" }).click();
    const site = deps.siteView!;
    site.zones = [site.zones[2], site.zones[3], site.zones[1]];
    deps.say({ kind: "site" });
    await page.locator('.zone[data-zone="boiler"]').waitFor({ state: "detached" });
    const zones = page.locator(".zone");
    assert.deepEqual(
      await zones.evaluateAll((cards) => cards.map((card) => card.getAttribute("data-zone"))),
      [
        "paint",
        "server",
        "dock",
      ],
    );
    assert.equal(await page.locator(".zone details.more[open]").count(), 1);
    assert.equal(await page.locator('.zone[data-zone="paint"] details.more[open]').count(), 1);
  });
});

browserTest("the page works without scripts: right at once, and its buttons act", async () => {
  await onStage(
    { scene: "alarm", javaScriptEnabled: false, viewport: PHONE },
    async ({ page, deps, address, shoot }) => {
      await page.goto(address);
      assert.equal(await page.innerText(".verdict h1"), "Fire alarm in Boiler room");
      await shoot("no-scripts-phone", false);
      await page.getByRole("button", { name: "Silence", exact: true }).click();
      await page.waitForURL(`${address}/login`);
      await page.fill("input[name=token]", TOKENS.operator);
      await page.click("button[type=submit]");
      // A page that was slow may have loaded itself anew already.
      await page.waitForURL(({ pathname }) => pathname === "/");
      await page.getByRole("button", { name: "Silence", exact: true }).click();
      await page.locator(".verdict", { hasText: "Sirens are silent." }).waitFor();
      assert.deepEqual(deps.acts.map(({ by, act }) => [by, act.act]), [["Anna", "silence"]]);
    },
  );
});

browserTest("a box that lets nobody look asks for the token first", async () => {
  await onStage({ scene: "normal", viewing: "token" }, async ({ page, address }) => {
    await page.goto(address);
    assert.equal(page.url(), `${address}/login`);
    await page.fill("input[name=token]", TOKENS.viewer);
    await page.click("button[type=submit]");
    await page.waitForSelector("canvas");
    await page.locator("summary", { hasText: "Details" }).first().click();
    await page.locator("summary", { hasText: "Take zone out of service" }).first().click();
    const button = page.getByRole("button", { name: "Take zone out of service" }).first();
    assert.equal(await button.isDisabled(), true);
  });
});

browserTest(
  "the keyboard reaches and works the buttons, with a focus that can be seen and stays",
  async () => {
    await onStage({ scene: "alarm" }, async ({ page, deps, address }) => {
      await page.goto(address);
      await page.waitForSelector(".incident canvas");
      await page.getByRole("link", { name: "Sign in" }).focus();
      await page.keyboard.press("Tab");
      await redrawn(page);
      const focused = await page.evaluate(
        "({ text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle })",
      ) as { text: string; outline: string };
      assert.deepEqual(focused, { text: "Acknowledge", outline: "solid" });
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      // A token needs no name beside it.
      await page.keyboard.press("Tab");
      await page.keyboard.type(TOKENS.operator);
      await page.keyboard.press("Enter");
      await page.locator(".notice", { hasText: "acknowledged" }).waitFor();
      assert.equal(deps.acts.length, 1);
    });
  },
);

Deno.test.afterAll(closeBrowser);
