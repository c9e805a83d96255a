/**
 * The real page in a real browser while the box's roles die under it: what it says is true at every moment, it comes back by itself, and
 * what a person presses is either done or refused in words.
 */
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "playwright-core";
import { browserThere } from "../browser/harness.ts";
import { ENGINE } from "../browser/programs.ts";
import { signal } from "../signal.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

/** A page in a browser that shares its machine with other tests. */
const PATIENCE_MS = 90_000;

/**
 * Written into the page before its own scripts: notes what the box says over the wire, and looks ten times a second at what the page makes of it.
 * What is wrong for a second of looks is put on a list, with what stood there. A page that had no processor had no turn to make anything of
 * what it heard: after a look that came late it gets some turns first.
 */
const WITNESS = `
  globalThis.witness = { looks: 0, covered: 0, old: 0, wrong: [], streams: 0 };
  let heardAt, last, lookedAt = 0, judgedFrom = 0, wrongSince = {};
  const Source = EventSource;
  globalThis.EventSource = class extends Source {
    constructor(...args) {
      super(...args);
      witness.streams++;
      for (const name of ["hello", "status", "roles", "trends", "event", "picture", "tick"]) {
        super.addEventListener(name, (message) => {
          heardAt = performance.now();
          if (name === "status") last = { ...JSON.parse(message.data), atPage: heardAt };
        });
      }
    }
  };
  setInterval(() => {
    const now = performance.now();
    if (now - lookedAt > 500) {
      judgedFrom = now + 1500;
      wrongSince = {};
    }
    lookedAt = now;
    const heading = document.querySelector(".verdict h1")?.textContent;
    if (heardAt === undefined || heading === undefined || document.hidden) return;
    witness.looks++;
    const cover = document.querySelector(".cover");
    const isCovered = cover !== null && !cover.hidden;
    const isOld = document.querySelector("main.old") !== null;
    if (isCovered) witness.covered++;
    if (isOld) witness.old++;
    if (now < judgedFrom) return;
    const silentMs = now - heardAt;
    const judge = (what, isWrong) => {
      if (!isWrong) return delete wrongSince[what];
      wrongSince[what] ??= now;
      if (now - wrongSince[what] < 1000 || witness.wrong.length >= 20) return;
      witness.wrong.push(what + ": " + heading + ", silent for " + Math.round(silentMs) + " ms");
    };
    const statusMs = last === undefined ? 0 : now - last.atPage;
    // The page covers itself after 4 s of silence, and looks twice a second.
    judge("the connection is lost, and nothing covers the page", silentMs > 5000 && !isCovered);
    judge("the box speaks, and the page is covered", silentMs < 1500 && isCovered && statusMs > 3000);
    judge("the fire logic is gone, and the page looks live", statusMs > 500 && !last.connected && !isOld);
    judge(
      "an alarm stands, and the page does not say so",
      statusMs > 500 && last.site?.alarms.length > 0 && !/Fire alarm/.test(heading),
    );
  }, 100);
`;

interface Witness {
  readonly looks: number;
  readonly covered: number;
  readonly old: number;
  readonly streams: number;
  readonly wrong: string[];
}

/** A device that sends for ever, and connects anew when it is cut off. */
class StubbornDevice {
  what: "calm" | "fire" = "calm";
  #ended = false;
  readonly #sending: Promise<void>;

  constructor(box: Box) {
    this.#sending = this.#run(box);
  }

  async #run(box: Box): Promise<void> {
    let device: TestDevice | undefined;
    while (!this.#ended) {
      try {
        device ??= await TestDevice.connect(box.sensorPort, "room");
        await device.frame(this.what);
      } catch {
        // The role that listens has just been killed.
        device?.[Symbol.dispose]();
        device = undefined;
      }
      await wait(200);
    }
    device?.[Symbol.dispose]();
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#sending;
  }
}

/**
 * A role that hangs, and so does each process that comes in its place, until it is let go: what a person sees meanwhile would else have to
 * be looked at in the seconds before the next one has started.
 */
class HangingRole implements AsyncDisposable {
  readonly #stopped: number[] = [];
  #ended = false;
  readonly #stopping: Promise<void>;

  constructor(box: Box, role: string) {
    this.#stopping = this.#run(`${box.state}/run/${role}.pid`);
  }

  async #run(note: string): Promise<void> {
    while (!this.#ended) {
      const pid = await notedIn(note);
      if (pid !== undefined && pid !== this.#stopped.at(-1) && signal(pid, "SIGSTOP")) {
        this.#stopped.push(pid);
      }
      await wait(20);
    }
  }

  /** The first one goes on hanging: it must be found out and replaced. */
  async letGo(): Promise<void> {
    this.#ended = true;
    await this.#stopping;
    for (const pid of this.#stopped.splice(0).slice(1)) signal(pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.letGo();
  }
}

/** The process that a supervisor's note names; undefined where there is none at this moment. */
async function notedIn(note: string): Promise<number | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(note)).pid;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function witness(page: Page): Promise<Witness> {
  return await page.evaluate("witness") as Witness;
}

/** The page is live, of now, and shows the alarm. */
async function isBack(page: Page): Promise<void> {
  await page.locator("main:not(.old)").waitFor();
  await page.locator(".cover").waitFor({ state: "hidden" });
  await page.locator(".live:not(.old) .pulse").waitFor({ state: "attached" });
  await page.locator(".verdict.alarm h1", { hasText: "Fire alarm" }).waitFor();
  // With a picture of now.
  await page.locator(".incident .map:not(.stale):not(.none)").first().waitFor();
}

/** The page says what became of an order within 8 s; on a busy machine a while later. */
const NOTICE_MS = 30_000;

/**
 * Presses a button of the alarm, and waits for what the page says of it. A button that is taken away in the very moment of the press, since
 * nobody is there who could obey, swallows it: then a person presses again.
 */
async function press(page: Page, name: string): Promise<{ readonly good: boolean; readonly text: string }> {
  const notice = page.locator(".notice");
  await notice.waitFor({ state: "detached" });
  for (let presses = 1;; presses++) {
    await page.getByRole("button", { name, exact: true }).first().click();
    try {
      await notice.waitFor({ timeout: NOTICE_MS });
      break;
    } catch (error) {
      if (presses === 3) throw error;
    }
  }
  return {
    good: await page.locator(".notice.good").count() === 1,
    text: await notice.innerText(),
  };
}

async function play(box: Box, device: StubbornDevice, browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(WITNESS);
  const artefacts = new URL("../artefacts/", import.meta.url);
  await Deno.mkdir(artefacts, { recursive: true });
  const shoot = (name: string) =>
    page.screenshot({ path: new URL(`killed-${name}.png`, artefacts).pathname });

  await page.goto(new URL("/login", box.ready.ui).href);
  await page.fill("input[name=token]", box.ready.operatorToken);
  await page.click("main button[type=submit]");
  await page.locator(".verdict h1", { hasText: "All normal" }).waitFor();
  device.what = "fire";
  await isBack(page);

  for (const role of ["outputs", "sensors", "fusion", "ui"]) {
    const pid = await box.kill(role);
    await box.eventually(`${role} to be back`, async () => await box.pidOf(role) !== pid);
    await isBack(page);
    const { wrong } = await witness(page);
    assert.deepEqual(wrong, [], `after the death of ${role}`);
  }

  // A role that hangs is away for longer: the page must say so meanwhile.
  await using fusion = new HangingRole(box, "fusion");
  await page.locator("main.old").waitFor();
  await page.locator(".verdict.alarm", { hasText: "cannot be reached" }).waitFor();
  assert.equal(
    await page.getByRole("button", { name: "Acknowledge", exact: true }).first().isDisabled(),
    true,
  );
  await shoot("fusion-hangs");
  await fusion.letGo();
  await isBack(page);

  await using ui = new HangingRole(box, "ui");
  await page.getByRole("heading", { name: "No connection to the box" }).waitFor();
  await page.locator(".cover", { hasText: "Last known: Fire alarm" }).waitFor();
  await shoot("page-hangs");
  await ui.letGo();
  await isBack(page);

  // What is pressed while fusion dies is done, or refused in words; what the page shows afterwards is what the box knows.
  const dying = await box.kill("fusion");
  const acknowledged = await press(page, "Acknowledge");
  assert.ok(
    acknowledged.good || /did not arrive|cannot be reached|does not answer/.test(acknowledged.text),
    acknowledged.text,
  );
  await box.eventually("fusion to be back", async () => await box.pidOf("fusion") !== dying);
  await isBack(page);
  // An order without an answer may have been done all the same.
  const [known] = await box.get("/api/v1/alarms");
  if (!known.acknowledged) assert.ok((await press(page, "Acknowledge")).good);
  await page.getByRole("button", { name: "Acknowledged", exact: true }).first().waitFor();
  const [alarm] = await box.get("/api/v1/alarms");
  assert.equal(alarm.acknowledged, true);

  // The session outlives the role that keeps it.
  const silenced = await press(page, "Silence");
  assert.ok(silenced.good, silenced.text);

  const { looks, covered, old, wrong, streams } = await witness(page);
  assert.deepEqual(wrong, []);
  assert.deepEqual(faults, []);
  assert.ok(looks > 100, `${looks} looks`);
  assert.ok(covered > 0 && old > 0, `covered ${covered} times, old ${old} times, ${streams} streams`);
  await page.close();
}

Deno.test({
  name: "demo: the page says what is true while each role is killed or hangs, comes back, and takes orders",
  ignore: !browserThere,
  // Connections of the browser outlive a test by moments that nobody can wait for.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using box = await Box.start(["--no-simulation"]);
    const device = new StubbornDevice(box);
    const browser = await chromium.launch({
      timeout: PATIENCE_MS,
      executablePath: ENGINE,
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    try {
      await play(box, device, browser);
    } finally {
      await device.end();
      await browser.close();
    }
  },
});
