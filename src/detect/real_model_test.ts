/**
 * The shipped model through the real runtime: what only the two together can show.
 */
import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { Detector, type VisionEvidence } from "./detector.ts";
import { GOLDEN_HEIGHT, GOLDEN_WIDTH, goldenImage } from "./golden.ts";
import { findModel, type ModelManifest, parseManifest } from "./manifest.ts";
import { measureGolden, type Model, openModel } from "./model.ts";
import { describeModelFault } from "./model_fault.ts";
import { describeRuntimeFault, type Runtime, type RuntimeFault } from "./runtime_port.ts";
import { OPEN_VIEW } from "../reading/view.ts";
import { evaluate } from "./evaluation.ts";
import { parseLabels } from "./labels.ts";
import { decodePicture } from "./picture.ts";
import { fail, type Result } from "../reading/result.ts";

const models = new URL("../../models/", import.meta.url);
const parsed = parseManifest(Deno.readTextFileSync(new URL("manifest.json", models)));
assert(parsed.ok);
const manifest = findModel(parsed.value, "firegrid")!;
const file = Deno.readFileSync(new URL(manifest.file, models));

const loaded = await load();
const ignore = !loaded.ok;
if (!loaded.ok) console.warn(`NOTE: the shipped model is NOT tested: ${describeRuntimeFault(loaded.fault)}`);

async function load(): Promise<Result<Runtime, RuntimeFault>> {
  try {
    const { loadRuntime } = await import("./runtime.ts");
    return await loadRuntime("/nonexistent");
  } catch (error) {
    return fail({ kind: "runtime-load", detail: (error as Error).message });
  }
}

async function open(changes: Partial<ModelManifest> = {}, batchMax = 1, bytes = file) {
  assert(loaded.ok);
  return await openModel(loaded.value, { ...manifest, ...changes }, bytes, { threads: 1, batchMax });
}

async function accepted(batchMax = 1): Promise<Model> {
  const opened = await open({}, batchMax);
  assert(opened.ok, opened.ok ? "" : describeModelFault(opened.fault));
  return opened.value;
}

function real(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

real("openModel accepts the shipped model, and measureGolden finds what its manifest says", async () => {
  const model = await accepted();
  for (const { image, ...expected } of manifest.golden.images) {
    const measured = await measureGolden(model, image);
    assert(measured.ok);
    assert(Math.abs(measured.value.fire - expected.fire) < manifest.golden.tolerance);
    assert(Math.abs(measured.value.smoke - expected.smoke) < manifest.golden.tolerance);
  }
  await model.close();
});

real("openModel refuses the shipped model when red and blue change places", async () => {
  const opened = await open({ input: { ...manifest.input, colour: "BGR" } });
  assert(!opened.ok && opened.fault.kind === "golden", "a model fed with BGR was accepted");
  assert.equal(opened.fault.image, "flame");
});

real("openModel refuses the shipped model with one byte changed, and what is no model at all", async () => {
  const bytes = file.slice();
  bytes[bytes.length >> 1] ^= 1;
  const changed = await open({}, 1, bytes);
  assert(!changed.ok && changed.fault.kind === "hash");
  const { hashModel } = await import("./manifest.ts");
  const text = new TextEncoder().encode("not a model");
  const nonsense = await open({ sha256: hashModel(text) }, 1, text);
  assert(!nonsense.ok && nonsense.fault.kind === "unreadable");
  assert(nonsense.fault.detail.length > 0);
});

real("openModel refuses the shipped model under a manifest of another shape or output", async () => {
  const sized = await open({ input: { ...manifest.input, width: 224, height: 224 } });
  assert(!sized.ok && sized.fault.kind === "input");
  const yolo = await open({ decoder: { kind: "yolov8", boxes: "grid", overlap: 0.45 } });
  assert(!yolo.ok && yolo.fault.kind === "output-shape");
  const missing = await open({ decoder: { kind: "scores", score: "logits", activation: "none" } });
  assert(!missing.ok && missing.fault.kind === "output-missing");
});

real("Model.infer says of a picture in a batch what it says of it alone", async () => {
  const model = await accepted(3);
  const alone = await measureGolden(model, "flame");
  assert(alone.ok);
  const length = model.input.length / 3;
  model.input.copyWithin(2 * length, 0, length);
  model.input.fill(0, length, 2 * length);
  assert((await model.infer(3)).ok);
  const [first, dark, last] = [model.findings(0), model.findings(1), model.findings(2)].map((each) => {
    assert(each.ok);
    return each.value.scores.fire;
  });
  assert(Math.abs(first - alone.value.fire) < 1e-3 && Math.abs(last - alone.value.fire) < 1e-3);
  assert(dark < 0.5);
  await model.close();
});

real(
  "Detector finds the made flame where it is, and nothing in the empty room, with the shipped model",
  async () => {
    const model = await accepted();
    const clock = new FakeClock();
    const evidence: VisionEvidence[] = [];
    const detector = new Detector([{ cameraId: "hall", view: OPEN_VIEW }], {
      clock,
      model: () => model,
      evidence: (each) => evidence.push(each),
      fault: (fault) => assert.fail(describeModelFault(fault)),
      observer: { processed() {}, dropped: (_, reason) => assert.fail(reason), latency() {} },
    });
    const show = async (pixels: Uint8Array, times: number) => {
      for (let i = 0; i < times; i++) {
        detector.offer({
          cameraId: "hall",
          sequence: i,
          atMs: clock.monotonicMs(),
          view: () => ({ width: GOLDEN_WIDTH, height: GOLDEN_HEIGHT, pixels }),
          holds: () => true,
        });
        while (await detector.step());
        await clock.advance(200);
      }
      return evidence[evidence.length - 1];
    };
    const calm = await show(goldenImage("room"), 5);
    assert.equal(calm.standing.fire || calm.standing.smoke, false);
    assert(calm.reading.fire < 0.2);
    const burning = await show(goldenImage("flame"), 3);
    assert.equal(burning.standing.fire, true);
    assert(burning.reading.fire > 0.9, `${burning.reading.fire}`);
    const { x, y } = burning.reading;
    assert(x > 0.5 && x < 0.75 && y > 0.4 && y < 0.85, `the flame is not at ${x}, ${y}`);
    assert(burning.findings.detections.some(({ label }) => label === "fire"));
    await model.close();
  },
);

const pictures = new URL("../../../shared/data/fire-images/", import.meta.url);
const labels = listPictures();
if (labels === undefined) {
  console.warn(
    "NOTE: the pictures of ../shared/data/fire-images or ffmpeg are missing: the figures are NOT checked",
  );
}

function listPictures() {
  try {
    new Deno.Command("ffmpeg", { args: ["-version"], stdout: "null", stderr: "null" }).outputSync();
    const list = parseLabels(Deno.readTextFileSync(new URL("labels.csv", pictures)));
    return list.ok ? list.value : undefined;
  } catch {
    return undefined;
  }
}

Deno.test({
  name: "evaluate reproduces the figures of the manifest on the shared pictures",
  ignore: ignore || labels === undefined,
  async fn() {
    const model = await accepted();
    const evaluation = await evaluate(model, labels!, async (name) => {
      const bytes = await Deno.readFile(new URL(encodeURIComponent(name), pictures));
      return decodePicture(async (args, input) => {
        const child = new Deno.Command("ffmpeg", {
          args: [...args],
          stdin: "piped",
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const fed = new Blob([new Uint8Array(input)]).stream().pipeTo(child.stdin).catch(() => {});
        const { success, stdout, stderr } = await child.output();
        await fed;
        return { success, stdout, stderr: new TextDecoder().decode(stderr) };
      }, bytes);
    });
    assert.deepEqual(evaluation.unjudged, []);
    const promised = manifest.figures.find(({ set }) => set === "fire-images")!;
    for (const label of ["fire", "smoke"] as const) {
      assert.equal(evaluation.classes[label]!.threshold, promised.thresholds[label]);
      for (const [name, count] of Object.entries(promised[label]!)) {
        const found = evaluation.classes[label]![name as keyof NonNullable<typeof promised.fire>];
        // A picture whose score lies at the threshold may fall to either side on another processor.
        assert(Math.abs(found - count) <= 1, `${label} ${name}: ${found}, the manifest says ${count}`);
      }
    }
    await model.close();
  },
});
