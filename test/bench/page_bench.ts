/**
 * What the page costs and how fast it is: a real service, a real browser, and as many listening pages as a site opens.
 */
import { type Browser, chromium } from "playwright-core";
import type { Clock } from "../../src/clock/clock.ts";
import { processUsage } from "../../src/watchdog/process_info.ts";
import { browserThere } from "../browser/harness.ts";
import { EventListener, nothingHeard } from "./event_listener.ts";
import { benchFirstView } from "./first_view_bench.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";

/** One zone each: enough alarms for a 95th percentile. */
const SENSORS = 24;
/** Pages that are open at the same time, each with the pictures that fit a screen. */
const PAGES = 20;
const PICTURES = 8;
const RATES = { framesPerSecond: SENSORS * 4, smallPerSecond: SENSORS * 4 };
/** Between two alarms. Each has the page to itself, and finds it in another phase of its own rhythm. */
const ALARM_EVERY_MS = 1_170;
/** The clocks of the browser and of this process are compared so often; the quickest answer tells most. */
const COMPARED = 30;

/** How fast the page is there and shows an alarm, and what many of it cost. */
export async function benchPage(clock: Clock, seconds = 20) {
  if (!browserThere) return { skipped: "no chromium" };
  await using service = await MeasuredService.start(SENSORS);
  const fleet = await Fleet.connect(service.sensors, SENSORS, clock);
  await fleet.stream(RATES, 8_000);
  console.error(`bench: page: ${PAGES} pages`);
  const cost = await measureCost(service, fleet, clock, seconds);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    // Otherwise a signal ends the browser alone, and this process waits for it for ever.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    console.error(`bench: page: first view, after ${JSON.stringify(cost)}`);
    const firstView = await benchFirstView(browser, service, fleet, RATES);
    console.error(`bench: page: alarms, after ${JSON.stringify(firstView)}`);
    const alarm = await measureAlarm(browser, service, fleet, clock);
    return { firstView, alarm, cost };
  } finally {
    await browser.close();
    fleet.close();
  }
}

/** Notes when each zone's alarm has been painted: the frame after the one in which it was put into the document. */
const WATCHER = `
  globalThis.paintedAt = {};
  new MutationObserver(() => {
    for (const { dataset: { zone } } of document.querySelectorAll("[data-zone].alarm")) {
      if (zone in paintedAt) continue;
      paintedAt[zone] = Infinity;
      requestAnimationFrame(() => setTimeout(() => paintedAt[zone] = performance.now()));
    }
  }).observe(document.body, { subtree: true, attributes: true, childList: true });
`;

/** From the siren's line to the alarm on the screen, for one alarm after the other. */
async function measureAlarm(browser: Browser, service: MeasuredService, fleet: Fleet, clock: Clock) {
  const page = await browser.newPage();
  await page.goto(service.ui);
  await page.locator(".live .pulse").waitFor({ state: "attached" });
  await page.evaluate(WATCHER);
  // The first view's measurement has set the first zones on fire already.
  const burning = new Set(
    await page.locator("[data-zone].alarm").evaluateAll((cards) =>
      cards.map((card) => card.getAttribute("data-zone"))
    ),
  );
  const next = fleet.devices.filter((_, index) => !burning.has(`z${index}`));
  const devices = next.length;
  let ignited = 0;
  await fleet.stream(RATES, ALARM_EVERY_MS * (devices + 2), (elapsedMs) => {
    if (next.length === 0 || elapsedMs < ignited * ALARM_EVERY_MS) return;
    ignited++;
    void next.shift()!.ignite(clock);
  });
  // What this process and the browser call now, by the question that was answered most quickly.
  let quickestMs = Infinity;
  let offsetMs = 0;
  for (let round = 0; round < COMPARED; round++) {
    const askedMs = clock.monotonicMs();
    const theirsMs = await page.evaluate("performance.now()") as number;
    const tookMs = clock.monotonicMs() - askedMs;
    if (tookMs >= quickestMs) continue;
    quickestMs = tookMs;
    offsetMs = askedMs + tookMs / 2 - theirsMs;
  }
  const painted = await page.evaluate("paintedAt") as Record<string, number>;
  await page.close();
  const trace = await service.trace();
  const delays = Object.entries(painted).flatMap(([zone, atMs]) => {
    if (burning.has(zone)) return [];
    const siren = trace.find(({ line, event, on }) =>
      line === zone.replace("z", "siren") && event === "set" && on
    );
    return siren === undefined ? [] : [atMs + offsetMs - siren.atMs];
  });
  return {
    alarms: delays.length,
    of: devices,
    p50Ms: quantile(delays, 0.5),
    p95Ms: quantile(delays, 0.95),
    maxMs: quantile(delays, 1),
    clocksAgreeWithinMs: Math.round(quickestMs / 2 * 10) / 10,
    target: { maxMsBelow: 300 },
  };
}

/** Processor time of the page's role and of the sensors', and memory, without pages and while many listen. */
async function measureCost(service: MeasuredService, fleet: Fleet, clock: Clock, seconds: number) {
  const ended = new AbortController();
  const pids = { ui: await service.pid("ui"), sensors: await service.pid("sensors") };
  const without = await cpuPercent(pids, fleet, clock, Math.max(5, seconds / 2));
  const listeners = Array.from({ length: PAGES }, (_, i) => listen(service.ui, i, ended.signal));
  await fleet.stream(RATES, 3_000);
  const before = (await service.memory()).ui;
  const during = await cpuPercent(pids, fleet, clock, seconds);
  const after = (await service.memory()).ui;
  ended.abort();
  const heard = await Promise.all(listeners);
  return {
    pages: PAGES,
    cpuPercent: {
      ui: { without: without.ui, with: during.ui },
      sensors: { without: without.sensors, with: during.sensors },
    },
    megabytesHeard: Math.round(heard.reduce((sum, bytes) => sum + bytes, 0) / 1e5) / 10,
    memoryMb: { before: Math.round(before / 1e6), after: Math.round(after / 1e6) },
    seconds,
    target: { uiPercentBelow: 10, sensors: "the same with and without" },
  };
}

/** Listens as a page does, until `signal`; the bytes it was sent. */
async function listen(ui: string, index: number, signal: AbortSignal): Promise<number> {
  const heard = nothingHeard();
  const wanted = Array.from({ length: PICTURES }, (_, i) => `s${(index + i) % SENSORS}`);
  const page = new EventListener(ui, wanted, heard);
  if (!await page.open()) throw new Error(`page ${index} was turned away`);
  while (!signal.aborted) {
    if (!await page.listen(200)) throw new Error(`the stream of page ${index} was ended`);
  }
  page.leave();
  return heard.bytes;
}

/** How much of a core each process takes while the sensors deliver. */
async function cpuPercent<Name extends string>(
  pids: Readonly<Record<Name, number>>,
  fleet: Fleet,
  clock: Clock,
  seconds: number,
): Promise<Record<Name, number>> {
  const spent = () =>
    Object.entries<number>(pids).map(([name, pid]) => [name, processUsage(pid)?.cpuMs ?? NaN] as const);
  const before = new Map(spent());
  const fromMs = clock.monotonicMs();
  await fleet.stream(RATES, seconds * 1_000);
  const tookMs = clock.monotonicMs() - fromMs;
  return Object.fromEntries(
    spent().map(([name, cpuMs]) => [name, Math.round((cpuMs - before.get(name)!) / tookMs * 1_000) / 10]),
  ) as Record<Name, number>;
}
