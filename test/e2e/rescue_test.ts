/**
 * The page's role keeps crashing in a real box: the supervisor answers in its place, and gives way as soon as it is back.
 */
import assert from "node:assert/strict";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

/** The process of the page's role, as the supervisor notes it. */
async function pageProcess(box: Box): Promise<number | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${box.state}/run/ui.pid`)).pid;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

Deno.test("a page that keeps crashing is replaced by the supervisor's own, and replaces it when it is back", async () => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  await device.frame("calm");
  let crashing = true;
  const killed = new Set<number>();
  const killing = (async () => {
    while (crashing) {
      const pid = await pageProcess(box);
      if (pid !== undefined && !killed.has(pid)) {
        killed.add(pid);
        try {
          Deno.kill(pid, "SIGKILL");
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const ask = async (path: string) => {
    try {
      const answer = await fetch(new URL(path, box.ready.ui), { signal: AbortSignal.timeout(2_000) });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      if (error instanceof TypeError || error instanceof DOMException) return undefined;
      throw error;
    }
  };
  try {
    const html = await box.eventually("the rescue page", async () => {
      const answer = await ask("/");
      return answer?.text.includes("The status page is down") ? answer.text : undefined;
    });
    assert.match(html, /Fire logic<\/th><td class="good">✓ works/);
    const health = await box.eventually("an honest health", async () => {
      const answer = await ask("/healthz");
      return answer?.status === 503 ? JSON.parse(answer.text) : undefined;
    });
    assert.equal(health.ready, false);
    assert.equal(health.reasons[0].subject, "ui");
  } finally {
    crashing = false;
    await killing;
  }
  assert.ok(killed.size >= 2, `${killed.size} crashes`);
  const page = await box.eventually("the real page", async () => {
    const answer = await ask("/");
    return answer?.status === 200 ? answer.text : undefined;
  });
  assert.doesNotMatch(page, /The status page is down/);
});
