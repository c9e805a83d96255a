/**
 * How long somebody with an old phone waits for the page: until they can read what is going on, until what they press is done, and until
 * what they see changes by itself.
 *
 * The browser and the tab are there before the clock starts: their start is the phone's matter. What is pressed is pressed in the moment
 * in which it can be read, while the page's scripts may still be on their way.
 */
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { systemClock } from "../../src/clock/system_clock.ts";
import type { Fleet } from "./fleet.ts";
import type { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";

/** A phone of some years ago beside this machine. */
const SLOWED = 4;
const PHONE = { width: 360, height: 740 };
const ROUNDS = 5;
/** Longer than anybody waits. */
const PATIENCE_MS = 30_000;

/**
 * Written into the page before anything else: notes when the verdict can be read, and tells where the button is that is pressed then. A
 * frame that was asked for when the verdict stood there is followed by its paint.
 */
const WATCHER = `
  globalThis.seen = { readableMs: undefined, liveMs: undefined, blockedMs: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.blockedMs += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const sheet = document.querySelector("link[rel=stylesheet]")?.sheet;
    if (sheet && document.querySelector(".verdict h1") && seen.readableMs === undefined) {
      setTimeout(() => {
        seen.readableMs ??= performance.now();
        globalThis.readable?.();
      });
    }
    if (document.querySelector(".live .pulse")) seen.liveMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

/** What one view of the page took, milliseconds from the moment in which its address was entered. */
interface View {
  readonly readableMs: number;
  readonly liveMs: number;
  /** Time by which single tasks of the page's thread were longer than 50 ms: a press waits so long at the worst. */
  readonly blockedMs: number;
  /** The box knows of what was pressed in the moment in which it could be read. */
  readonly pressedMs?: number;
}

/** Measures a calm page, and one on fire whose alarm is acknowledged at once. */
export async function benchFirstView(
  browser: Browser,
  service: MeasuredService,
  fleet: Fleet,
  rates: Parameters<Fleet["stream"]>[0],
) {
  const token = await service.token();
  const calm: View[] = [];
  const burning: View[] = [];
  let kilobytes = 0;
  await whileDelivering(fleet, rates, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const visit = await Visit.begin(browser, service, undefined);
      calm.push(await visit.view());
      console.error(`bench: page: calm, ${JSON.stringify(calm.at(-1))}`);
      kilobytes = visit.kilobytes;
      await visit.end();
    }
    for (let round = 0; round < ROUNDS; round++) {
      await fleet.devices[round].ignite(systemClock());
      const alarmId = await alarmIn(service, `z${round}`);
      const visit = await Visit.begin(browser, service, token);
      burning.push(await visit.acknowledge(alarmId));
      console.error(`bench: page: on fire, ${JSON.stringify(burning.at(-1))}`);
      await visit.end();
    }
  });
  return {
    kilobytes,
    calm: summary(calm),
    onFire: summary(burning),
    target: { kilobytesBelow: 100, readableAndPressedMsBelow: 1_000, cpuSlowedBy: SLOWED },
  };
}

/** Runs `work` while the sensors deliver. */
async function whileDelivering(
  fleet: Fleet,
  rates: Parameters<Fleet["stream"]>[0],
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController();
  const streaming = fleet.stream(rates, Infinity, undefined, done.signal);
  try {
    await work();
  } finally {
    done.abort();
    await streaming;
  }
}

function summary(views: readonly View[]) {
  const spread = (values: readonly number[]) => ({ p50: quantile(values, 0.5), max: quantile(values, 1) });
  const pressed = views.flatMap(({ pressedMs }) => pressedMs === undefined ? [] : [pressedMs]);
  return {
    readableMs: spread(views.map(({ readableMs }) => readableMs)),
    ...(pressed.length > 0 && { pressedMs: spread(pressed) }),
    liveMs: spread(views.map(({ liveMs }) => liveMs)),
    blockedMs: spread(views.map(({ blockedMs }) => blockedMs)),
  };
}

/** The alarm of a zone, once it stands. */
async function alarmIn(service: MeasuredService, zoneId: string): Promise<string> {
  const endMs = performance.now() + PATIENCE_MS;
  while (performance.now() < endMs) {
    const alarms = await service.get("/api/v1/alarms") as { id: string; zoneId: string }[];
    const found = alarms.find((alarm) => alarm.zoneId === zoneId);
    if (found !== undefined) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no alarm in ${zoneId} after ${PATIENCE_MS} ms`);
}

/** A press before the scripts are there loads the page once more: what is asked in that moment has no answer. */
function unlessNavigating(error: Error): undefined {
  if (!error.message.includes("Execution context was destroyed")) throw error;
}

/** Gives up a promise that nobody keeps: no measurement may wait for ever. */
async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One visit of the page by somebody whose browser has nothing of it yet. */
class Visit {
  /** Bytes over the wire until the page was live. */
  kilobytes = 0;
  readonly #service: MeasuredService;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #client: CDPSession;

  private constructor(service: MeasuredService, context: BrowserContext, page: Page, client: CDPSession) {
    this.#service = service;
    this.#context = context;
    this.#page = page;
    this.#client = client;
  }

  static async begin(
    browser: Browser,
    service: MeasuredService,
    token: string | undefined,
  ): Promise<Visit> {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    if (token !== undefined) {
      const { origin } = new URL(service.ui);
      const answer = await fetch(new URL("/login", service.ui), {
        method: "POST",
        redirect: "manual",
        headers: { origin, "content-type": "application/json" },
        body: JSON.stringify({ token }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await answer.body?.cancel();
      const cookie = /^([^=]+)=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? "");
      if (cookie === null) throw new Error(`login: ${answer.status} without a session`);
      await context.addCookies([{
        name: cookie[1],
        value: cookie[2],
        url: origin,
        httpOnly: true,
        sameSite: "Strict",
      }]);
    }
    // A page of the same site without script or style: the tab and its process are there.
    await page.goto(new URL("/healthz", service.ui).href);
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
    return new Visit(service, context, page, client);
  }

  /** Opens the page and waits until it is live. */
  async view(): Promise<View> {
    let bytes = 0;
    this.#client.on("Network.loadingFinished", ({ encodedDataLength }) => bytes += encodedDataLength);
    await this.#page.addInitScript(WATCHER);
    await this.#page.goto(this.#service.ui, { waitUntil: "commit" });
    await this.#live();
    this.kilobytes = Math.round(bytes / 100) / 10;
    return await this.#page.evaluate("seen") as View;
  }

  /** Opens the page, and acknowledges the alarm as soon as it can be read. */
  async acknowledge(alarmId: string): Promise<View> {
    const startMs = performance.now();
    // Both at once: what goes wrong first is what is told, and the stream that breaks when the service is stopped for it is not.
    const [acknowledgedMs, readableMs] = await Promise.all([
      inTime(this.#acknowledged(alarmId), "what was pressed has not arrived"),
      this.#press(alarmId),
    ]);
    // Where the press came before the scripts, it has loaded the page once more.
    await this.#live();
    const { liveMs, blockedMs } = await this.#page.evaluate("seen") as View;
    return { readableMs, pressedMs: acknowledgedMs - startMs, liveMs, blockedMs };
  }

  /** Opens the page and presses the button in the moment in which it can be read; how long that took by the page's own clock. */
  async #press(alarmId: string): Promise<number> {
    const page = this.#page;
    const readable = Promise.withResolvers<void>();
    await page.exposeBinding("readable", () => readable.resolve());
    await page.addInitScript(WATCHER);
    await page.goto(this.#service.ui, { waitUntil: "commit" });
    await inTime(readable.promise, "the page cannot be read");
    const { readableMs } = await page.evaluate("seen") as View;
    const { x, y } = await page.evaluate(
      `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector(
        'form[action$="${encodeURIComponent(alarmId)}/acknowledge"] button').getBoundingClientRect())`,
    ) as { x: number; y: number };
    if (y > PHONE.height) throw new Error("the button is not on the first screen");
    await page.mouse.click(x, y);
    return readableMs;
  }

  /** Waits until the page is live. Asked from outside: the page's policy lets nobody evaluate texts in it. */
  async #live(): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (performance.now() < endMs) {
      const isLive = "globalThis.seen?.liveMs !== undefined && seen.readableMs !== undefined";
      if (await this.#page.evaluate(isLive).catch(unlessNavigating)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the page is not live after ${PATIENCE_MS} ms`);
  }

  /** When the box told its listeners that the alarm is acknowledged. */
  async #acknowledged(alarmId: string): Promise<number> {
    const answer = await fetch(new URL("/api/v1/stream", this.#service.ui), {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    let text = "";
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split("\n\n");
      text = messages.pop()!;
      for (const message of messages) {
        if (!message.startsWith("event: status\ndata: ")) continue;
        const { site } = JSON.parse(message.slice("event: status\ndata: ".length));
        const alarm = site?.alarms.find(({ id }: { id: string }) => id === alarmId);
        if (alarm?.acknowledged) return performance.now();
      }
    }
    throw new Error("the stream ended before the alarm was acknowledged");
  }

  async end(): Promise<void> {
    await this.#context.close();
  }
}
