/**
 * The whole service under load, measured from outside: throughput, latency, recovery, memory, start.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { Box } from "../e2e/box.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";

const MEGABYTE = 1024 * 1024;

/** What full rate means. */
const FULL = { framesPerSecond: 5_000, smallPerSecond: 20_000 };

/** 100 connections at full rate: what arrives in fusion, what is lost, what memory does. */
export async function benchThroughput(clock: Clock, seconds: number) {
  await using service = await MeasuredService.start(100);
  const fleet = await Fleet.connect(service.sensors, 100, clock);
  // The calibrations are asked for and answered before anything is counted.
  await fleet.stream({ framesPerSecond: 200, smallPerSecond: 200 }, 8_000);
  const settled = await settle(service, fleet, clock);
  const before = { frames: fleet.framesSent, small: fleet.smallSent, ...settled };
  const memory: { atS: number; mb: number }[] = [];
  let looking = false;
  let nextLookMs = 2_000;
  const elapsedS = await fleet.stream(FULL, seconds * 1000, (elapsedMs) => {
    if (elapsedMs < nextLookMs || looking) return;
    nextLookMs += Math.max(2_000, seconds * 1000 / 40);
    looking = true;
    void service.memory().then(({ all }) => {
      memory.push({ atS: Math.round(elapsedMs / 1000), mb: Math.round(all / MEGABYTE) });
      looking = false;
    });
  });
  const after = await settle(service, fleet, clock);
  const byRole = await service.memory();
  const sent = { frames: fleet.framesSent - before.frames, small: fleet.smallSent - before.small };
  const dropped = await service.metric("dropped_frames_total");
  fleet.close();
  return {
    framesPerSecond: Math.round(sent.frames / elapsedS),
    smallPerSecond: Math.round(sent.small / elapsedS),
    seconds: Math.round(elapsedS),
    lostFrames: sent.frames - (after.thermal - before.thermal),
    lostSmall: sent.small - (after.smoke - before.smoke),
    dropped,
    memoryMb: memory,
    memoryAtEndMb: Object.fromEntries(
      Object.entries(byRole).map(([name, bytes]) => [name, Math.round(bytes / MEGABYTE)]),
    ),
    target: { ...FULL, lost: 0, memoryMbBelow: 450 },
  };
}

/** Waits until everything that was sent has been judged, or nothing more comes. */
async function settle(service: MeasuredService, fleet: Fleet, clock: Clock) {
  let last = { thermal: -1, smoke: -1 };
  for (let look = 0; look < 30; look++) {
    // Metrics of the roles are two seconds old at most.
    await clock.sleep(2_500);
    const now = {
      thermal: await service.metric("embereye_readings_total", 'input="thermal"'),
      smoke: await service.metric("embereye_readings_total", 'input="smoke"'),
    };
    if (now.thermal >= fleet.framesSent && now.smoke >= fleet.smallSent) return now;
    if (now.thermal === last.thermal && now.smoke === last.smoke) return now;
    last = now;
  }
  return last;
}

/** From the last byte of a second hot frame written, to the siren's line set: 100 sensors at 8 frames a second each. */
export async function benchLatency(clock: Clock, sensors = 100) {
  await using service = await MeasuredService.start(sensors);
  return await measureLatency(service, clock, sensors);
}

/** Upper ends of the histogram's steps, ms; the last step is open. */
const HISTOGRAM_MS = [1, 2, 3, 4, 5, 7, 10, 15, 20, 50] as const;

/** How many latencies lie in each step: above the end before, up to its own. */
function histogramOf(latenciesMs: readonly number[]) {
  return [...HISTOGRAM_MS, Infinity].map((upToMs, step) => {
    const fromMs = step === 0 ? -Infinity : HISTOGRAM_MS[step - 1];
    const count = latenciesMs.filter((ms) => ms > fromMs && ms <= upToMs).length;
    // JSON knows no infinity.
    return { ...(Number.isFinite(upToMs) ? { upToMs } : {}), count };
  });
}

/** The same on a service that runs already, with so many sensors that burn one after the other. */
export async function measureLatency(service: MeasuredService, clock: Clock, sensors: number) {
  const fleet = await Fleet.connect(service.sensors, sensors, clock);
  const rates = { framesPerSecond: sensors * 8, smallPerSecond: sensors * 8 };
  await fleet.stream(rates, 10_000);
  const writtenAtMs = new Map<string, number>();
  let next = 0;
  let burning = Promise.resolve();
  const igniteEveryMs = 150;
  await fleet.stream(rates, igniteEveryMs * (sensors + 5), (elapsedMs) => {
    if (next >= sensors || elapsedMs < next * igniteEveryMs) return;
    const index = next++;
    const device = fleet.devices[index];
    burning = burning.then(async () => {
      while (device.busy) await clock.sleep(1);
      device.busy = true;
      await device.sendHot();
      const atMs = clock.monotonicMs();
      await device.sendHot();
      writtenAtMs.set(`siren${index}`, atMs);
      device.busy = false;
    });
  });
  await burning;
  await clock.sleep(1_000);
  const trace = await service.trace();
  const latencies: number[] = [];
  for (const [siren, atMs] of writtenAtMs) {
    const set = trace.find(({ line, event, on }) => line === siren && event === "set" && on);
    if (set !== undefined) latencies.push(set.atMs - atMs);
  }
  fleet.close();
  return {
    alarms: latencies.length,
    of: sensors,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    p99Ms: quantile(latencies, 0.99),
    maxMs: Math.max(...latencies),
    histogram: histogramOf(latencies),
    target: { p95MsBelow: 20, p99MsBelow: 50 },
  };
}

/** `kill -9` of each role, again and again, while a siren sounds: when it serves again, and whether the siren paused. */
export async function benchRecovery(clock: Clock, rounds: number) {
  const result: Record<string, unknown> = {};
  for (const role of ["outputs", "fusion", "sensors", "ui"]) {
    await using service = await MeasuredService.start(4);
    const fleet = await Fleet.connect(service.sensors, 4, clock);
    await fleet.stream({ framesPerSecond: 16, smallPerSecond: 16 }, 5_000);
    await fleet.devices[0].sendHot();
    await fleet.devices[0].sendHot();
    await fleet.devices[0].sendHot();
    await until(clock, async () => (await service.trace()).some(({ on }) => on));
    const backMs: number[] = [];
    const gapMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const pid = await until(clock, () => readyPid(service, role));
      const traced = (await service.trace()).length;
      const killedMs = clock.monotonicMs();
      Deno.kill(pid, "SIGKILL");
      await until(clock, async () => {
        const now = await readyPid(service, role);
        return now !== undefined && now !== pid ? now : undefined;
      });
      backMs.push(clock.monotonicMs() - killedMs);
      const news = (await service.trace()).slice(traced).filter(({ line }) => line === "siren0");
      const sounded = news.find(({ on }) => on);
      if (role === "outputs") gapMs.push(sounded === undefined ? Infinity : sounded.atMs - killedMs);
      else gapMs.push(news.some(({ on }) => !on) ? Infinity : 0);
      // A role that was ready for 5 s is restarted at once: a storm of crashes is not what is measured.
      await clock.sleep(5_500);
    }
    fleet.close();
    result[role] = {
      rounds,
      servingAgainP50Ms: quantile(backMs, 0.5),
      servingAgainP95Ms: quantile(backMs, 0.95),
      sirenGapMaxMs: Math.max(...gapMs),
    };
  }
  return {
    ...result,
    target: { servingAgainP95MsBelow: 1_500, sirenGapMs: 0, sirenGapOfOutputsMsBelow: 500 },
  };
}

async function readyPid(service: MeasuredService, role: string): Promise<number | undefined> {
  try {
    const { roles } = await service.get("/api/v1/status");
    const found = roles?.find((other: { role: string }) => other.role === role);
    return found?.state === "ready" ? found.pid : undefined;
  } catch (error) {
    // The page itself may be the one that was killed.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function until<T>(clock: Clock, look: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 6_000; tries++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await clock.sleep(10);
  }
  throw new Error("waited a minute for nothing");
}

/** `demo` from a warm cache to `READY`. */
export async function benchStart(rounds: number) {
  const readyMs: number[] = [];
  for (let round = 0; round < rounds + 1; round++) {
    await using box = await Box.start(["--no-simulation"]);
    if (round > 0) readyMs.push(box.readyAfterMs);
  }
  return {
    rounds,
    readyP50Ms: quantile(readyMs, 0.5),
    readyMaxMs: Math.max(...readyMs),
    target: { readyMsBelow: 3_000 },
  };
}
