/**
 * The whole service with many cameras: eight that it must keep up with, twenty under which it gives way by its rules while sensors
 * alarm as quickly as ever.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { MeasuredService } from "./service.ts";
import { measureLatency } from "./system_bench.ts";

const MEGABYTE = 1024 * 1024;
/** Two steps of the rate's rule at the least. */
const SECONDS = 120;
/** Model, captures and just-in-time compiler. */
const SETTLE_MS = 15_000;
const LOOK_MS = 5_000;
/** Sensors that burn one after the other meanwhile. */
const SENSORS = 40;

/** People who look at all cameras at once, each picture as often as the page asks for it. */
const VIEWERS = 20;
const VIEW_MS = 500;

/** Runs for about five minutes. */
export async function benchCameraLoad(clock: Clock, seconds = SECONDS) {
  return {
    eight: await measure(clock, 8, seconds / 2, false),
    eightWatched: await measure(clock, 8, seconds / 2, false, VIEWERS),
    twenty: await measure(clock, 20, seconds, true),
    target: { eightDroppedPercent: 5, latencyP95Ms: 20, growthMb: 0, detectMb: 350, shardMb: 120 },
  };
}

/** Cameras of 640 x 480 at 5 pictures a second that all show a fire: each picture is worth a look of the model. */
async function measure(clock: Clock, cameras: number, seconds: number, withFires: boolean, viewers = 0) {
  await using service = await MeasuredService.start(
    SENSORS,
    {},
    Array.from({ length: cameras }, (_, i) => ({ id: `cam${i}`, source: "test:fire@0" })),
  );
  await clock.sleep(SETTLE_MS);
  const before = await counts(service);
  const watched = new AbortController();
  const watching = Array.from({ length: viewers }, () => watch(service, clock, cameras, watched.signal));
  const steps: { atS: number; rate: number; processes: number; totalMb: number }[] = [];
  const startMs = clock.monotonicMs();
  const latency = withFires ? measureLatency(service, clock, SENSORS) : undefined;
  while (clock.monotonicMs() - startMs < seconds * 1000) {
    await clock.sleep(LOOK_MS);
    const { all } = await service.memory();
    steps.push({
      atS: Math.round((clock.monotonicMs() - startMs) / 1000),
      rate: await service.metric("embereye_camera_rate"),
      processes: await service.metric("embereye_camera_processes"),
      totalMb: Math.round(all / MEGABYTE),
    });
  }
  const after = await counts(service);
  watched.abort();
  const pictures = (await Promise.all(watching)).reduce((sum, count) => sum + count, 0);
  const processed = after.processed - before.processed;
  const dropped = after.dropped - before.dropped;
  return {
    cameras,
    seconds,
    processedPerSecond: Math.round(processed / seconds * 10) / 10,
    droppedPercent: Math.round(dropped / (processed + dropped) * 1000) / 10,
    leftOutOnPurpose: after.thinned - before.thinned,
    /** Capture to evidence, mean. */
    detectionMs: Math.round(1e4 * (after.latencyS - before.latencyS) / (after.looks - before.looks)) / 10,
    ...(viewers === 0 ? {} : { picturesShownPerSecond: Math.round(pictures / seconds) }),
    steps,
    ...(latency === undefined ? {} : { sensorsAlarmLatency: await latency }),
    /** From a third of the time on, when everything that is ever needed is there. */
    growthMb: steps.at(-1)!.totalMb - steps[Math.floor(steps.length / 3)].totalMb,
    residentMb: await service.residents(),
  };
}

/** One person who looks at all cameras. @returns how many pictures they have seen. */
async function watch(
  service: MeasuredService,
  clock: Clock,
  cameras: number,
  signal: AbortSignal,
): Promise<number> {
  let seen = 0;
  while (!signal.aborted) {
    const startMs = clock.monotonicMs();
    for (let i = 0; i < cameras && !signal.aborted; i++) {
      const response = await fetch(new URL(`/api/v1/cameras/cam${i}/picture.jpg`, service.ui));
      await response.arrayBuffer();
      if (response.ok) seen++;
    }
    await clock.sleep(Math.max(0, VIEW_MS - (clock.monotonicMs() - startMs)), signal).catch(() => undefined);
  }
  return seen;
}

async function counts(service: MeasuredService) {
  const thinned = await service.metric("dropped_frames_total", 'reason="rate-reduced"');
  return {
    processed: await service.metric("frame_processed_total", 'role="detect"'),
    dropped: await service.metric("dropped_frames_total", 'camera="') - thinned,
    thinned,
    latencyS: await service.metric("embereye_detection_latency_seconds_sum"),
    looks: await service.metric("embereye_detection_latency_seconds_count"),
  };
}
