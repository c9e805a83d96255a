/**
 * What the page costs and how fast it is: a real service, a real browser, and as many listening pages as a site opens.
 */
import { type Browser, chromium } from "playwright-core";
import type { Clock } from "../../src/clock/clock.ts";
import { browserThere } from "../browser/harness.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";

const SENSORS = 12;
/** Pages that are open at the same time, each with the pictures that fit a screen. */
const PAGES = 20;
const PICTURES = 8;
const RATES = { framesPerSecond: SENSORS * 8, smallPerSecond: SENSORS * 8 };
/** A phone of some years ago beside this machine. */
const SLOWED = 4;
/** Linux counts a process's time in these (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

/** How fast the page is there and shows an alarm, and what many of it cost. */
export async function benchPage(clock: Clock, seconds = 20) {
  if (!browserThere) return { skipped: "no chromium" };
  await using service = await MeasuredService.start(SENSORS);
  const fleet = await Fleet.connect(service.sensors, SENSORS, clock);
  await fleet.stream(RATES, 8_000);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    console.error("bench: page: first view");
    const firstView = await measureFirstView(browser, service, fleet);
    console.error(`bench: page: alarms, after ${JSON.stringify(firstView)}`);
    const alarm = await measureAlarm(browser, service, fleet, clock);
    await browser.close();
    console.error(`bench: page: ${PAGES} pages, after ${JSON.stringify(alarm)}`);
    const cost = await measureCost(service, fleet, clock, seconds);
    return { firstView, alarm, cost };
  } finally {
    await browser.close();
    fleet.close();
  }
}

/** Bytes over the wire until the page is live, and how long a slow processor takes. */
async function measureFirstView(browser: Browser, service: MeasuredService, fleet: Fleet) {
  const usableMs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round++) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
    bytes = 0;
    let counting = true;
    client.on("Network.loadingFinished", ({ encodedDataLength }) => {
      if (counting) bytes += encodedDataLength;
    });
    const streaming = fleet.stream(RATES, 3_000);
    const startMs = performance.now();
    await page.goto(service.ui, { waitUntil: "commit" });
    // The pulse beats once the script draws what the stream brings: from then on everything answers.
    await page.locator(".live .pulse").waitFor({ state: "attached" });
    usableMs.push(performance.now() - startMs);
    counting = false;
    await context.close();
    await streaming;
  }
  return {
    kilobytes: Math.round(bytes / 100) / 10,
    usableMs: { p50: quantile(usableMs, 0.5), max: Math.max(...usableMs.map(Math.round)) },
    target: { kilobytesBelow: 100, usableMsBelow: 1_000, cpuSlowedBy: SLOWED },
  };
}

/** From the siren's line to the verdict on the page, for one alarm after the other. */
async function measureAlarm(browser: Browser, service: MeasuredService, fleet: Fleet, clock: Clock) {
  const page = await browser.newPage();
  const shownMs = new Map<string, number>();
  await page.exposeBinding("alarmShown", (_, zone: string) => {
    if (!shownMs.has(zone)) shownMs.set(zone, clock.monotonicMs());
  });
  await page.goto(service.ui);
  await page.locator(".live .pulse").waitFor({ state: "attached" });
  await page.evaluate(`new MutationObserver(() => {
    for (const card of document.querySelectorAll("[data-zone].alarm")) alarmShown(card.dataset.zone);
  }).observe(document.body, { subtree: true, attributes: true, childList: true })`);
  const burning = fleet.devices.slice(0, 8);
  let next = 0;
  await fleet.stream(RATES, 1_500 * (burning.length + 1), (elapsedMs) => {
    if (next >= burning.length || elapsedMs < next * 1_500) return;
    const device = burning[next++];
    void (async () => {
      while (device.busy) await clock.sleep(1);
      device.busy = true;
      await device.sendHot();
      await device.sendHot();
      device.busy = false;
    })();
  });
  const trace = await service.trace();
  const delays: number[] = [];
  for (const [zone, atMs] of shownMs) {
    const siren = trace.find(({ line, event, on }) =>
      line === zone.replace("z", "siren") && event === "set" && on
    );
    if (siren !== undefined) delays.push(atMs - siren.atMs);
  }
  await page.close();
  return {
    alarms: delays.length,
    of: burning.length,
    p50Ms: quantile(delays, 0.5),
    maxMs: quantile(delays, 1),
    target: { maxMsBelow: 300 },
  };
}

/** Processor time and memory of the page's role while many pages listen; `seconds` of two hours show whether it grows. */
async function measureCost(service: MeasuredService, fleet: Fleet, clock: Clock, seconds: number) {
  const ended = new AbortController();
  const { roles } = await service.get("/api/v1/status") as { roles: { role: string; pid: number }[] };
  const pid = roles.find(({ role }) => role === "ui")!.pid;
  const idle = await cpuPercent(pid, fleet, clock, 5);
  const listeners = Array.from({ length: PAGES }, (_, i) => listen(service.ui, i, ended.signal));
  await fleet.stream(RATES, 3_000);
  const before = (await service.memory()).ui;
  const busy = await cpuPercent(pid, fleet, clock, seconds);
  const after = (await service.memory()).ui;
  ended.abort();
  const heard = await Promise.all(listeners);
  return {
    pages: PAGES,
    cpuPercentWithout: idle,
    cpuPercentWith: busy,
    megabytesHeard: Math.round(heard.reduce((sum, bytes) => sum + bytes, 0) / 1e5) / 10,
    memoryMb: { before: Math.round(before / 1e6), after: Math.round(after / 1e6) },
    seconds,
    target: { cpuPercentBelow: 10 },
  };
}

/** Listens as a page does; the bytes it was sent. */
async function listen(ui: string, index: number, signal: AbortSignal): Promise<number> {
  const wanted = Array.from({ length: PICTURES }, (_, i) => `s${(index + i) % SENSORS}`);
  let bytes = 0;
  try {
    const answer = await fetch(new URL(`/api/v1/stream?recent=30&pictures=${wanted.join()}`, ui), { signal });
    for await (const chunk of answer.body!) bytes += chunk.length;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return bytes;
}

async function cpuPercent(pid: number, fleet: Fleet, clock: Clock, seconds: number): Promise<number> {
  const fromTicks = ticksOf(pid);
  const fromMs = clock.monotonicMs();
  await fleet.stream(RATES, seconds * 1_000);
  const spentS = (ticksOf(pid) - fromTicks) / TICKS_PER_SECOND;
  return Math.round(spentS / ((clock.monotonicMs() - fromMs) / 1_000) * 1_000) / 10;
}

/** Time in user and system mode: fields 14 and 15 of `/proc/PID/stat`, counted after the name in brackets. */
function ticksOf(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
