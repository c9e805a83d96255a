/**
 * Measures the way of a camera frame from its ring to evidence, with the shipped model on one thread.
 */
import { createFrameRing } from "../../src/bus/frame_ring.ts";
import { openFrameRing } from "../../src/bus/frame_ring_reader.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { Detector } from "../../src/detect/detector.ts";
import { RingFrame } from "../../src/detect/frame.ts";
import { Gate } from "../../src/detect/gate.ts";
import { GOLDEN_HEIGHT, GOLDEN_WIDTH, goldenImage } from "../../src/detect/golden.ts";
import { findModel, parseManifest } from "../../src/detect/manifest.ts";
import { type Model, openModel } from "../../src/detect/model.ts";
import { describeModelFault } from "../../src/detect/model_fault.ts";
import { Preprocessor } from "../../src/detect/preprocess.ts";
import { describeRuntimeFault } from "../../src/detect/runtime_port.ts";
import { OPEN_VIEW } from "../../src/reading/view.ts";
import { quantile } from "./statistics.ts";

/** Milliseconds of many rounds. A busy machine shows in the distance between them. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** What the benchmark found, for pictures of 640 x 480. */
export interface DetectBench {
  readonly runtimeLoadMs: number;
  /** With hash, warm-up and self test. */
  readonly modelOpenMs: number;
  /** From the frame's being complete in the ring to its evidence; every frame goes to the model. */
  readonly frameToEvidenceMs: Spread;
  /** A look at a still scene. */
  readonly gateMs: Spread;
  readonly preprocessMs: Spread;
  readonly inferenceMs: Spread;
  /** Resident memory of this process, which holds runtime, model and ring. */
  readonly residentMb: number;
  readonly target: { readonly frameToEvidenceP95Ms: 40; readonly gateMs: 2; readonly residentMb: 350 };
}

const WARM_UP = 40;
const ROUNDS = 300;
const MODELS = new URL("../../models/", import.meta.url);

/** Runs for about ten seconds. `cacheFolder` is the runtime's, see `loadRuntime`. */
export async function benchDetect(cacheFolder: string): Promise<DetectBench> {
  const startMs = performance.now();
  const { loadRuntime } = await import("../../src/detect/runtime.ts");
  const runtime = await loadRuntime(cacheFolder);
  if (!runtime.ok) throw new Error(describeRuntimeFault(runtime.fault));
  const loadedMs = performance.now();
  const manifest = parseManifest(Deno.readTextFileSync(new URL("manifest.json", MODELS)));
  if (!manifest.ok) throw new Error(manifest.fault.faults.join("\n"));
  const spec = findModel(manifest.value)!;
  const opened = await openModel(runtime.value, spec, Deno.readFileSync(new URL(spec.file, MODELS)), {
    threads: 1,
    batchMax: 1,
  });
  if (!opened.ok) throw new Error(describeModelFault(opened.fault));
  const openedMs = performance.now();
  const model = opened.value;
  const figures = {
    frameToEvidenceMs: await benchDetector(model),
    ...await benchParts(model),
  };
  const residentMb = Math.round(Deno.memoryUsage().rss / 1e6);
  await model.close();
  return {
    runtimeLoadMs: Math.round(loadedMs - startMs),
    modelOpenMs: Math.round(openedMs - loadedMs),
    ...figures,
    residentMb,
    target: { frameToEvidenceP95Ms: 40, gateMs: 2, residentMb: 350 },
  };
}

/** Frames through a real ring, one after the other, as a camera of its own pace would bring them. */
async function benchDetector(model: Model): Promise<Spread> {
  const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
  const size = { width: GOLDEN_WIDTH, height: GOLDEN_HEIGHT };
  const ring = createFrameRing({ path: `${folder}/ring`, cameras: [size], slotsPerCamera: 4 });
  if (!ring.ok) throw new Error(ring.fault.kind);
  const reader = openFrameRing(`${folder}/ring`);
  if (!reader.ok) throw new Error(reader.fault.kind);
  const clock = systemClock();
  const latencies: number[] = [];
  const detector = new Detector([{ cameraId: "bench", view: OPEN_VIEW }], {
    clock,
    model: () => model,
    evidence: ({ latencyMs }) => latencies.push(latencyMs),
    fault: (fault) => {
      throw new Error(describeModelFault(fault));
    },
    observer: {
      processed() {},
      dropped: (_, reason) => {
        throw new Error(`a frame was dropped: ${reason}`);
      },
      latency() {},
    },
  });
  const pictures = [goldenImage("flame"), goldenImage("room")];
  const [lane] = ring.value.lanes;
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const pixels = lane.take();
    pixels.set(pictures[i % 2]);
    lane.give(pixels);
    const atMs = clock.monotonicMs();
    detector.offer(new RingFrame("bench", reader.value, { ...lane.commit(atMs), atMs }));
    await detector.step();
  }
  reader.value.close();
  ring.value.close();
  Deno.removeSync(folder, { recursive: true });
  if (latencies.length !== WARM_UP + ROUNDS) throw new Error(`only ${latencies.length} frames gave evidence`);
  return spread(latencies.slice(WARM_UP));
}

async function benchParts(model: Model) {
  const picture = goldenImage("room");
  const gate = new Gate(GOLDEN_WIDTH, GOLDEN_HEIGHT, OPEN_VIEW);
  gate.look(picture, 0, false);
  gate.pass(0);
  const preprocessor = new Preprocessor(model.manifest.input, GOLDEN_WIDTH, GOLDEN_HEIGHT, OPEN_VIEW);
  return {
    gateMs: await time(() => gate.look(picture, 1, false)),
    preprocessMs: await time(() => preprocessor.write(picture, model.input, 0)),
    inferenceMs: await time(() => model.infer(1)),
  };
}

async function time(work: () => unknown): Promise<Spread> {
  const took: number[] = [];
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const startMs = performance.now();
    await work();
    took.push(performance.now() - startMs);
  }
  return spread(took.slice(WARM_UP));
}

function spread(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: quantile(values, 1) };
}

if (import.meta.main) {
  console.log(JSON.stringify(await benchDetect(Deno.args[0] ?? ""), undefined, 2));
}
