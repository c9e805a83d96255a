/**
 * An installer looks after the people of the box in a real browser: lets somebody in, sees the secret once, takes somebody away.
 */
import assert from "node:assert/strict";
import { NEW_SECRET } from "../../src/ui/fake_accounts.ts";
import { TOKENS } from "../../src/ui/fake_deps.ts";
import { browserTest, closeBrowser, onStage, signIn } from "./harness.ts";

const PHONE = { width: 360, height: 740 };

browserTest(
  "an installer lets somebody in on a phone: the PIN is shown once, and is nowhere afterwards",
  async () => {
    await onStage({ scene: "normal", viewport: PHONE }, async ({ page, deps, address, shoot }) => {
      await signIn(page, address, TOKENS.installer);
      await page.goto(address);
      await page.getByRole("link", { name: "People" }).click();
      await page.locator("main").getByLabel("Name", { exact: true }).fill("Berta");
      await page.locator("main").getByLabel("Right").selectOption("operator");
      await shoot("people-phone");
      await page.getByRole("button", { name: "Make it" }).click();
      const dialog = page.locator("dialog#secret[open]");
      await dialog.waitFor();
      assert.equal(await dialog.locator("output").textContent(), NEW_SECRET);
      assert.match(await dialog.locator("h2").textContent() ?? "", /Berta/);
      await shoot("people-secret-phone", false);
      assert.equal(deps.accounts.given[0].wanted.kind, "pin");
      await dialog.getByRole("button", { name: "I have it" }).click();
      await dialog.waitFor({ state: "detached" }).catch(() => undefined);
      // The list has refreshed itself, and the field is free for the next one.
      await page.locator(".people b", { hasText: "Berta" }).waitFor();
      assert.equal(await page.locator("main").getByLabel("Name", { exact: true }).inputValue(), "");
      assert.equal((await page.content()).includes(NEW_SECRET), false);
      await page.reload();
      await page.locator(".people b", { hasText: "Berta" }).waitFor();
      assert.equal((await page.content()).includes(NEW_SECRET), false);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
    });
  },
);

browserTest("revoking needs a tick beside the name, and the list tells at once who is left", async () => {
  await onStage(
    { scene: "normal", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
    async ({ page, deps, address, shoot }) => {
      await signIn(page, address, TOKENS.installer);
      await page.goto(`${address}/people`);
      const anna = page.locator(".people li", { hasText: "Anna" });
      await anna.locator("summary", { hasText: "Revoke" }).click();
      await shoot("people-desk-dark");
      const revoke = anna.getByRole("button", { name: "Revoke" });
      await revoke.click();
      assert.equal(deps.accounts.people.length, 2, "without the tick nothing happens");
      await anna.getByLabel("Yes, I mean Anna").last().check();
      await revoke.click();
      await page.locator(".notice.good", { hasText: "Anna can no longer sign in" }).waitFor();
      await anna.waitFor({ state: "detached" });
      assert.deepEqual(deps.accounts.people.map(({ name }) => name), ["Ivo"]);
    },
  );
});

browserTest(
  "who was turned away appears by itself, and what a person is typing elsewhere stays",
  async () => {
    await onStage({ scene: "normal" }, async ({ page, deps, address }) => {
      deps.turned = { rows: [], others: 0 };
      await signIn(page, address, TOKENS.installer);
      await page.goto(`${address}/turned-away`);
      await page.getByText("Nobody has been turned away").waitFor();
      const atWallMs = deps.clock.wallMs();
      deps.turned = {
        rows: [{
          listener: "sensors",
          address: "192.168.20.17",
          reason: "not-allowed",
          text: "turned away: no network holds it",
          count: 3,
          firstWallMs: atWallMs,
          lastWallMs: atWallMs,
        }],
        others: 0,
      };
      await page.locator("li b", { hasText: "192.168.20.17" }).waitFor();
      assert.equal(await page.getByText("Nobody has been turned away").count(), 0);

      await page.goto(`${address}/people`);
      await page.locator("main").getByLabel("Name", { exact: true }).fill("Bert");
      await page.locator(".people summary").first().click();
      deps.accounts.people = deps.accounts.people.slice(0, 1);
      await page.locator(".people b", { hasText: "Ivo" }).waitFor({ state: "detached" });
      assert.equal(await page.locator("main").getByLabel("Name", { exact: true }).inputValue(), "Bert");
      assert.equal(await page.locator(".people details[open]").count(), 1);
    });
  },
);

browserTest(
  "a page that refreshes itself leads to the sign-in once its reader may no longer see it",
  async () => {
    await onStage({ scene: "normal" }, async ({ page, deps, address }) => {
      deps.turned = { rows: [], others: 0 };
      await signIn(page, address, TOKENS.installer);
      await page.goto(`${address}/turned-away`);
      await page.getByText("Nobody has been turned away").waitFor();
      deps.people.delete(TOKENS.installer);
      await page.waitForURL(/\/login/);
    });
  },
);

Deno.test.afterAll(closeBrowser);
