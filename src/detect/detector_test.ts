import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { fail, ok } from "../reading/result.ts";
import { Detector, type DetectorCamera, type DetectorModel, type VisionEvidence } from "./detector.ts";
import { fakeManifest } from "./fake_runtime.ts";
import type { Frame, FramePixels } from "./frame.ts";
import { describeModelFault, type ModelFault } from "./model_fault.ts";
import { OPEN_VIEW } from "../reading/view.ts";

const WIDTH = 40;
const HEIGHT = 30;

/** A model whose score of fire is the redness of its input; runs take `runMs` of the clock. */
class Redness implements DetectorModel {
  readonly manifest = fakeManifest();
  readonly input: Uint8Array;
  readonly runs: number[] = [];
  fault: ModelFault | undefined;
  runMs = 10;

  constructor(readonly clock: FakeClock, readonly batchMax = 1) {
    this.input = new Uint8Array(batchMax * 32 * 32 * 3);
  }

  async infer(count: number) {
    this.runs.push(count);
    await this.clock.advance(this.runMs);
    return this.fault === undefined ? ok(undefined) : fail(this.fault);
  }

  findings(index: number) {
    const red = this.input[index * 32 * 32 * 3] / 255;
    return ok({ scores: { fire: red, smoke: 0 }, detections: [], refused: 0, place: { x: 0.25, y: 0.75 } });
  }
}

function setup(cameras: (string | DetectorCamera)[], batchMax = 1) {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const model = new Redness(clock, batchMax);
  const evidence: VisionEvidence[] = [];
  const log: string[] = [];
  const faults: string[] = [];
  const latencies: number[] = [];
  const used: { model: DetectorModel | undefined } = { model };
  const detector = new Detector(
    cameras.map((camera) => typeof camera === "string" ? { cameraId: camera, view: OPEN_VIEW } : camera),
    {
      clock,
      model: () => used.model,
      evidence: (each) => evidence.push(each),
      fault: (fault) => faults.push(describeModelFault(fault)),
      observer: {
        processed: (cameraId, verdict) => log.push(`${cameraId} ${verdict}`),
        dropped: (cameraId, reason) => log.push(`${cameraId} ${reason}`),
        latency: (ms) => latencies.push(ms),
      },
    },
  );
  let sequence = 0;
  const offer = (cameraId: string, red: number, changes: Partial<Frame & FramePixels> = {}) => {
    const pixels = new Uint8Array(WIDTH * HEIGHT * 3).fill(red);
    detector.offer({
      cameraId,
      sequence: ++sequence,
      atMs: clock.monotonicMs(),
      view: () => ({ width: WIDTH, height: HEIGHT, pixels, ...changes }),
      holds: () => true,
      ...changes,
    });
  };
  const drain = async () => {
    while (await detector.step());
  };
  return { clock, model, used, detector, evidence, log, faults, latencies, offer, drain };
}

Deno.test("Detector sends evidence of fire with its place once three pictures agree", async () => {
  const { offer, drain, clock, evidence, latencies } = setup(["hall"]);
  for (let i = 0; i < 4; i++) {
    offer("hall", 230 + i);
    await clock.advance(5);
    await drain();
    await clock.advance(185);
  }
  assert.deepEqual(evidence.map(({ standing }) => standing.fire), [false, false, true, true]);
  const [, , third] = evidence;
  assert.equal(third.reading.sensorId, "hall");
  assert.equal(third.reading.atMs, 1_400);
  assert(third.reading.fire > 0.9);
  assert.deepEqual([third.reading.x, third.reading.y], [0.25, 0.75]);
  assert.deepEqual(latencies, [15, 15, 15, 15]);
});

Deno.test("Detector spares the model a still scene, but not for longer than the interval", async () => {
  const { offer, drain, clock, model, log } = setup(["hall"]);
  for (let i = 0; i < 21; i++) {
    offer("hall", 80);
    await drain();
    await clock.advance(190);
  }
  assert.equal(model.runs.length, 2);
  assert.equal(log.filter((line) => line === "hall unchanged").length, 19);
  assert.equal(log.filter((line) => line === "hall due").length, 1);
});

Deno.test("Detector takes the newest frame of a camera and counts those before it", async () => {
  const { offer, drain, evidence, log, detector } = setup(["hall"]);
  for (let i = 0; i < 3; i++) offer("hall", i);
  assert.deepEqual([detector.queueDepth, detector.queueDepthMax], [1, 1]);
  await drain();
  assert.deepEqual(evidence.map(({ frame }) => frame.sequence), [3]);
  assert.deepEqual(log, ["hall superseded", "hall superseded", "hall first"]);
  assert.equal(detector.queueDepth, 0);
});

Deno.test("Detector gives each camera its turn while one floods it", async () => {
  const { offer, detector, evidence } = setup(["a", "b", "c"]);
  for (let i = 0; i < 9; i++) {
    for (let k = 0; k < 5; k++) offer("a", i * 9 + k);
    offer("b", i * 9);
    offer("c", i * 9);
    await detector.step();
  }
  const turns = evidence.map(({ reading }) => reading.sensorId);
  assert.deepEqual(turns, ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
});

Deno.test("Detector shares an overload evenly over twenty cameras and keeps its queue bounded", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `cam-${i}`);
  const { offer, detector, evidence, clock, model } = setup(names);
  model.runMs = 50;
  let level = 0;
  for (let round = 0; round < 30; round++) {
    level = (level + 90) % 250;
    for (const name of names) offer(name, level);
    for (let i = 0; i < 4; i++) await detector.step();
    assert(detector.queueDepth <= 20);
  }
  const counts = names.map((name) => evidence.filter(({ reading }) => reading.sensorId === name).length);
  assert.equal(evidence.length, 120);
  assert.deepEqual(counts, new Array(20).fill(6));
  assert.equal(clock.monotonicMs(), 1_000 + 120 * 50);
});

Deno.test("Detector drops a frame that was written over before or while it was read", async () => {
  const { offer, drain, evidence, log, model } = setup(["hall"]);
  offer("hall", 200, { view: () => undefined });
  await drain();
  offer("hall", 200, { holds: () => false });
  await drain();
  assert.deepEqual(log, ["hall overwritten", "hall overwritten"]);
  assert.equal(evidence.length + model.runs.length, 0);
  offer("hall", 200);
  await drain();
  assert.equal(evidence.length, 1, "a torn frame must not become what later ones are compared with");
  offer("hall", 200, { holds: () => false });
  await drain();
  assert.equal(log[log.length - 1], "hall overwritten", "not even a still scene is believed of a torn frame");
});

Deno.test("Detector drops frames while no model has been accepted, and works once there is one", async () => {
  const { offer, drain, evidence, log, used, model } = setup(["hall"]);
  used.model = undefined;
  offer("hall", 200);
  await drain();
  used.model = model;
  offer("hall", 200);
  await drain();
  assert.deepEqual(log, ["hall no-model", "hall first"]);
  assert.equal(evidence.length, 1);
});

Deno.test("Detector reports a failed run once, drops its frames and tries the next ones", async () => {
  const { offer, drain, evidence, log, faults, model } = setup(["a", "b"], 2);
  model.fault = { kind: "not-a-number", output: "score", values: 2 };
  offer("a", 200);
  offer("b", 200);
  await drain();
  assert.deepEqual(log, ["a inference", "b inference"]);
  assert.deepEqual(faults, ["output 'score' has 2 values that are not numbers"]);
  model.fault = undefined;
  offer("a", 200);
  await drain();
  assert.equal(evidence.length, 1, "the same picture goes to the model again");
});

Deno.test("Detector runs what waits in batches as large as the model allows", async () => {
  const { offer, drain, evidence, model } = setup(["a", "b", "c"], 2);
  offer("a", 60);
  offer("b", 120);
  offer("c", 180);
  await drain();
  assert.deepEqual(model.runs, [2, 1]);
  assert.deepEqual(
    evidence.map(({ reading, findings }) => [reading.sensorId, Math.round(findings.scores.fire * 255)]),
    [["a", 60], ["b", 120], ["c", 180]],
  );
});

Deno.test("Detector goes over to another model between two frames", async () => {
  const { offer, drain, evidence, used, clock } = setup(["hall"]);
  offer("hall", 100);
  await drain();
  const next = new Redness(clock);
  used.model = next;
  offer("hall", 200);
  await drain();
  assert.deepEqual(next.runs, [1]);
  assert.deepEqual(evidence.map(({ findings }) => Math.round(findings.scores.fire * 255)), [100, 200]);
});

Deno.test("Detector follows a camera whose pictures change their size", async () => {
  const { offer, drain, evidence } = setup(["hall"]);
  offer("hall", 100);
  await drain();
  offer("hall", 100, { width: 64, height: 48, pixels: new Uint8Array(64 * 48 * 3).fill(100) });
  await drain();
  assert.equal(evidence.length, 2);
});

Deno.test("Detector refuses frames of unknown cameras and of the wrong length", async () => {
  const { offer, drain, log, evidence } = setup(["hall"]);
  offer("cellar", 1);
  offer("hall", 1, { pixels: new Uint8Array(17) });
  await drain();
  offer("hall", 1, { width: 0, pixels: new Uint8Array(0) });
  await drain();
  assert.deepEqual(log, ["cellar unknown-camera", "hall malformed", "hall malformed"]);
  assert.equal(evidence.length, 0);
});

Deno.test("Detector maps places from a region of interest into the whole picture", async () => {
  const region = { kind: "rectangle", box: { x: 0.5, y: 0, width: 0.5, height: 0.5 } } as const;
  const { offer, drain, evidence } = setup([{ cameraId: "hall", view: { region, masks: [] } }]);
  offer("hall", 200);
  await drain();
  assert.deepEqual(evidence[0].findings.place, { x: 0.625, y: 0.375 });
  assert.deepEqual(evidence[0].gridExtent, { x: 0.5, y: 0, width: 0.5, height: 0.5 });
});

Deno.test("Detector.run works as frames come and ends when it is told to", async () => {
  const { offer, detector, evidence } = setup(["hall"]);
  const stop = new AbortController();
  const running = detector.run(stop.signal);
  for (let i = 1; i <= 3; i++) {
    offer("hall", i * 70);
    while (evidence.length < i) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.equal(detector.progress, 3);
  stop.abort();
  await running;
  offer("hall", 5);
  assert.equal(detector.queueDepth, 1, "nothing is taken after the end");
});

/** Ten cameras of five pictures a second for a while, with a model that needs `load` times the time there is. */
async function levelAt(load: number, seconds = 20): Promise<number> {
  const ids = Array.from({ length: 10 }, (_, i) => `c${i}`);
  const { detector, model, clock, offer } = setup(ids);
  const periodMs = 200;
  // Time is only moved: nothing sleeps, and thousands of looks take no time.
  model.infer = () => {
    clock.jump(periodMs / ids.length * load);
    return Promise.resolve(ok(undefined));
  };
  const due = ids.map((_, i) => clock.monotonicMs() + i * 7);
  let level = 0;
  for (const endMs = clock.monotonicMs() + seconds * 1_000; clock.monotonicMs() < endMs;) {
    ids.forEach((id, i) => {
      for (; due[i] <= clock.monotonicMs(); due[i] += periodMs) offer(id, 255, { atMs: due[i] });
    });
    if (!await detector.step()) clock.jump(5);
    level = detector.level();
  }
  return level;
}

Deno.test("Detector calls its queue full where pictures give way to newer ones, and not where each has its turn", async () => {
  assert(await levelAt(0.3) < 0.4, "with time to spare");
  assert(await levelAt(0.8) < 0.7, "busy, but nothing is lost");
  assert(await levelAt(1.5) > 0.7, "a third is lost");
  assert(await levelAt(4) > 0.95, "most are lost");
});

Deno.test("Detector that does not get on has a full queue, and one with nothing to do an empty one", async () => {
  const { detector, offer, drain, clock } = setup(["a", "b"]);
  offer("a", 255);
  for (let ask = 0; ask < 40; ask++) detector.level();
  assert(detector.level() > 0.9, "nobody looks at what waits");
  await drain();
  for (let ask = 0; ask < 40; ask++) {
    clock.jump(250);
    detector.level();
  }
  assert(detector.level() < 0.1);
});
