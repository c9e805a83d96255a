/**
 * An inference runtime for tests: it answers with what the test computes from the input.
 */
import { fail, ok } from "../reading/result.ts";
import { hashModel, type Manifest, type ModelManifest, parseManifest } from "./manifest.ts";
import type { OutputTensor, Runtime, TensorInfo } from "./runtime_port.ts";

/** What a fake model does. */
export interface FakeModel {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  run(input: Uint8Array | Float32Array, shape: readonly number[]): OutputTensor[];
}

/** A runtime that opens any file as `model`, and counts. */
export class FakeRuntime implements Runtime {
  readonly name = "fake";
  readonly version = "0";
  opened = 0;
  closed = 0;
  /** Opening fails with this while it is set. */
  fault: string | undefined;
  readonly #model: FakeModel;

  constructor(model: FakeModel) {
    this.#model = model;
  }

  open() {
    if (this.fault !== undefined) return Promise.resolve(fail(this.fault));
    this.opened++;
    const { inputs, outputs, run } = this.#model;
    return Promise.resolve(ok({
      inputs,
      outputs,
      run: (input: Uint8Array | Float32Array, shape: readonly number[]) =>
        new Promise<OutputTensor[]>((resolve) => resolve(run(input, shape))),
      close: () => {
        this.closed++;
        return Promise.resolve();
      },
    }));
  }
}

/** The bytes that fake models are "in". */
export const FAKE_FILE = new Uint8Array([1, 2, 3]);

/** The score that {@linkcode rednessModel} gives the made pictures, in the manifest below. */
const GOLDEN_REDNESS = { flame: 0.37, room: 0.326 };

/** A manifest that fits {@linkcode rednessModel}, with `changes` over it. */
export function fakeManifest(changes: Readonly<Record<string, unknown>> = {}): ModelManifest {
  const parsed = parseManifest(JSON.stringify({
    version: 1,
    models: [{
      name: "fake",
      version: "1",
      file: "fake.onnx",
      sha256: hashModel(FAKE_FILE),
      licence: { settled: true, text: "MIT" },
      input: {
        name: "image",
        width: 32,
        height: 32,
        layout: "NHWC",
        type: "uint8",
        colour: "RGB",
        fit: "stretch",
      },
      classes: ["fire", "smoke"],
      thresholds: { fire: 0.5, smoke: 0.5 },
      decoder: { kind: "scores", score: "score" },
      golden: {
        tolerance: 0.02,
        images: (["flame", "room"] as const).map((image) => ({
          image,
          fire: GOLDEN_REDNESS[image],
          smoke: 0,
        })),
      },
      ...changes,
    }],
  }));
  if (!parsed.ok) throw new Error(parsed.fault.faults.join("\n"));
  return (parsed.value as Manifest).models[0];
}

/** A model whose score of fire is how red the picture is on average, 0..1; it never sees smoke. */
export function rednessModel(): FakeModel {
  return {
    inputs: [{ name: "image", type: "uint8", shape: ["n", 32, 32, 3] }],
    outputs: [{ name: "score", type: "float32", shape: ["n", 2] }],
    run(input, [count, height, width]) {
      const data = new Float32Array(count * 2);
      const pixels = height * width;
      for (let item = 0; item < count; item++) {
        let red = 0;
        for (let i = 0; i < pixels; i++) red += input[(item * pixels + i) * 3];
        data[item * 2] = red / pixels / 255;
      }
      return [{ name: "score", shape: [count, 2], data }];
    },
  };
}
