/**
 * A real browser in front of the page: serves it with invented surroundings on a loopback port.
 */
import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Clock } from "../../src/clock/clock.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { createUi } from "../../src/ui/app.ts";
import { FakeDeps } from "../../src/ui/fake_deps.ts";
import { type Scene, SCENE_WALL_MS } from "../../src/ui/fake_scenes.ts";
import { CHROMIUM, ENGINE, isThere } from "./programs.ts";
import { Studio } from "./studio.ts";

/** Nothing here may reach beyond this machine, or wait for a display. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether there is a browser to test with. */
export const browserThere: boolean = isThere(ENGINE);
if (!browserThere) console.log(`browser tests are skipped: ${CHROMIUM} is not there`);

/** A page in a browser, and what is behind it. */
export interface Stage {
  readonly page: Page;
  readonly deps: FakeDeps;
  readonly address: string;
  /** Takes the box off the network; `serve` brings it back at the same address. */
  stop(): Promise<void>;
  serve(): void;
  /** Keeps a picture of the whole page among the test's artefacts. */
  shoot(name: string, fullPage?: boolean): Promise<void>;
}

/** How the stage is set. */
export interface Setting extends BrowserContextOptions {
  readonly scene?: Scene;
  readonly viewing?: "open" | "token";
  /** The browser as people have it, for what is more than a page, e.g. that it can be installed. */
  readonly isWholeBrowser?: boolean;
}

const shared = new Map<string, Promise<Browser>>();

/** The browser `program`, started with its first use. */
function browserOf(program: string): Promise<Browser> {
  const browser = shared.get(program) ??
    chromium.launch({ executablePath: program, args: FLAGS, timeout: WAIT_MS });
  shared.set(program, browser);
  return browser;
}

/** Ends what was started, after the tests of a file. */
export async function closeBrowser(): Promise<void> {
  for (const browser of shared.values()) await (await browser).close();
  shared.clear();
}

/** A box whose wall clock says three in the morning and whose other times are this machine's. */
function nightClock(): Clock {
  const clock = systemClock();
  const startMs = clock.monotonicMs();
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => SCENE_WALL_MS + clock.monotonicMs() - startMs,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

/** A page that has to wait for a loaded machine is slow, not wrong; one that waits for nothing is found by this. */
const WAIT_MS = 90_000;

/** How often the invented fusion speaks; the real one does once a second and with every change. */
const SPEAK_MS = 250;

/** Runs `play` on a stage; nothing may go wrong in the browser, and nothing may be asked of another host. */
export async function onStage(setting: Setting, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { scene, viewing, isWholeBrowser = false, ...options } = setting;
  const deps = new FakeDeps(nightClock(), scene);
  const studio = new Studio();
  deps.draw = (cameraId, atMs, moment) => studio.picture(cameraId, atMs, moment, deps.burning);
  if (viewing !== undefined) deps.viewing = viewing;
  const app = createUi(deps);
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  let ended = new AbortController();
  let port = 0;
  const serve = () => {
    ended = new AbortController();
    server = Deno.serve(
      { hostname: "127.0.0.1", port, signal: ended.signal, onListen: () => {} },
      (request, info) => app.fetch(request, { remoteAddr: info.remoteAddr as Deno.NetAddr }),
    );
    port = server.addr.port;
  };
  serve();
  const address = `http://127.0.0.1:${port}`;
  const speaking = setInterval(() => {
    deps.refresh();
    deps.takePictures();
  }, SPEAK_MS);
  const browser = await browserOf(isWholeBrowser ? CHROMIUM : ENGINE);
  const context = await browser.newContext(options);
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // A refused or broken request is logged by the browser itself; the tests look at what the page makes of it.
    if (
      message.type() === "error" &&
      !/Failed to load resource|net::ERR_|error occurred when fetching the script/.test(message.text())
    ) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) faults.push(`asked ${request.url()}`);
  });
  try {
    await play({
      page,
      deps,
      address,
      serve,
      stop: async () => {
        ended.abort();
        await server?.finished;
      },
      shoot: async (name, fullPage = true) => {
        const folder = new URL("../artefacts/", import.meta.url);
        await Deno.mkdir(folder, { recursive: true });
        const path = new URL(`${name}.png`, folder).pathname;
        if (fullPage) {
          // A window as high as the page: then everything is in sight and has its picture.
          const { width } = page.viewportSize() ?? { width: 1280 };
          const height = await page.evaluate("document.documentElement.scrollHeight") as number;
          await page.setViewportSize({ width, height });
          await page.waitForSelector(".map.none", { state: "detached" });
        }
        await page.screenshot({ path, animations: "disabled" });
      },
    });
    assert.deepEqual(faults, []);
  } finally {
    clearInterval(speaking);
    await context.close();
    ended.abort();
    await server?.finished;
  }
}

/** What the page is wider than its window by. */
export async function overhang(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - innerWidth") as number;
}

/** Waits for what moves to its place once: half a change of colours has the contrast of neither. */
export async function settled(page: Page): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const moving = await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => resolve(
      document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime < Infinity).length)))`);
    if (moving === 0) return;
    await page.waitForTimeout(50);
  }
  assert.fail("the page does not come to rest");
}

/** A test that needs the browser. */
export function browserTest(name: string, run: () => Promise<void>): void {
  // Connections of the browser outlive a test by moments that nobody can wait for.
  Deno.test({ name, ignore: !browserThere, sanitizeOps: false, sanitizeResources: false, fn: run });
}

/** Gives the browser the session of whoever has `token`. */
export async function signIn(page: Page, address: string, token: string): Promise<void> {
  const answer = await fetch(`${address}/login`, {
    method: "POST",
    headers: { origin: address, "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  await answer.body?.cancel();
  const [name, value] = answer.headers.getSetCookie()[0].split(";")[0].split("=");
  await page.context().addCookies([{ name, value, url: address }]);
}
