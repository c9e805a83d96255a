/**
 * One opened model that has proved itself: the file is the manifest's, the shapes fit, it answers with numbers, and it
 * says of the made pictures what it said when the manifest was written.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import { createDecoder } from "./decoders/create_decoder.ts";
import type { Decoder } from "./decoders/decoder.ts";
import { type Findings, type Label, LABELS } from "./findings.ts";
import { GOLDEN_HEIGHT, GOLDEN_WIDTH, type GoldenImage, goldenImage } from "./golden.ts";
import { hashModel, type InputSpec, type ModelManifest } from "./manifest.ts";
import type { ModelFault } from "./model_fault.ts";
import { type InputBuffer, inputLength, Preprocessor } from "./preprocess.ts";
import type { OutputTensor, Runtime, Session, TensorInfo } from "./runtime_port.ts";
import { OPEN_VIEW } from "../reading/view.ts";

/** Options for {@linkcode openModel}. */
export interface ModelOptions {
  /** Threads that one inference may use. */
  readonly threads: number;
  /** Pictures taken in one run, where the model allows more than one. */
  readonly batchMax: number;
}

/** Opens a model and lets it prove itself. What fails leaves nothing open. */
export async function openModel(
  runtime: Runtime,
  manifest: ModelManifest,
  bytes: Uint8Array,
  options: ModelOptions,
): Promise<Result<Model, ModelFault>> {
  const found = hashModel(bytes);
  if (found !== manifest.sha256) {
    return fail({ kind: "hash", file: manifest.file, expected: manifest.sha256, found });
  }
  const opened = await runtime.open(bytes, { threads: options.threads });
  if (!opened.ok) return fail({ kind: "unreadable", file: manifest.file, detail: opened.fault });
  const session = opened.value;
  const batch = batchSize(manifest.input, session.inputs, options.batchMax);
  const model = batch.ok ? new Model(manifest, session, batch.value) : undefined;
  const fault = !batch.ok ? batch.fault : outputFault(session.outputs) ?? await proveModel(model!);
  if (fault === undefined) return ok(model!);
  await session.close();
  return fail(fault);
}

/** An opened model. Made by {@linkcode openModel}. */
export class Model {
  readonly manifest: ModelManifest;
  /** Pictures that one run takes at the most. */
  readonly batchMax: number;
  /** Where the pictures of the next run are written; not to be touched while a run is under way. */
  readonly input: InputBuffer;
  readonly #session: Session;
  readonly #decoder: Decoder;
  /** Input and shape for each number of pictures. */
  readonly #feeds: { readonly data: InputBuffer; readonly shape: readonly number[] }[];
  #outputs: readonly OutputTensor[] = [];
  #running: Promise<unknown> = Promise.resolve();

  constructor(manifest: ModelManifest, session: Session, batchMax: number) {
    this.manifest = manifest;
    this.batchMax = batchMax;
    this.#session = session;
    this.#decoder = createDecoder(manifest);
    const { type } = manifest.input;
    const length = inputLength(manifest.input);
    this.input = type === "uint8" ? new Uint8Array(batchMax * length) : new Float32Array(batchMax * length);
    this.#feeds = Array.from({ length: batchMax }, (_, i) => ({
      data: this.input.subarray(0, (i + 1) * length),
      shape: inputShape(manifest.input, i + 1),
    }));
  }

  /** Runs the first `count` pictures of {@linkcode Model.input}. One run at a time. */
  async infer(count: number): Promise<Result<void, ModelFault>> {
    const { data, shape } = this.#feeds[count - 1];
    const running = this.#session.run(data, shape);
    this.#running = running.catch(() => {});
    try {
      this.#outputs = await running;
    } catch (error) {
      return fail({ kind: "inference", detail: (error as Error).message });
    }
    for (const output of this.#outputs) {
      const values = countNotNumbers(output.data);
      if (values > 0) return fail({ kind: "not-a-number", output: output.name, values });
    }
    return ok(undefined);
  }

  /** What the last run says of picture `index`. The heat grid is overwritten by the next call. */
  findings(index: number): Result<Findings, ModelFault> {
    return this.#decoder.decode(this.#outputs, index);
  }

  /** Gives its memory back once the run that is under way has ended. */
  async close(): Promise<void> {
    await this.#running;
    await this.#session.close();
  }
}

/** The scores a model gives the made pictures: what its manifest's `golden` must say. */
export async function measureGolden(
  model: Model,
  image: GoldenImage,
): Promise<Result<Readonly<Record<Label, number>>, ModelFault>> {
  const preprocessor = new Preprocessor(model.manifest.input, GOLDEN_WIDTH, GOLDEN_HEIGHT, OPEN_VIEW);
  preprocessor.write(goldenImage(image), model.input, 0);
  const run = await model.infer(1);
  if (!run.ok) return run;
  const found = model.findings(0);
  return found.ok ? ok(found.value.scores) : found;
}

/** Warms the model up and puts it to the test; `undefined` where it passes. */
async function proveModel(model: Model): Promise<ModelFault | undefined> {
  const { golden } = model.manifest;
  // The largest batch first: the runtime then plans its memory once.
  const warm = await model.infer(model.batchMax);
  const last = warm.ok ? model.findings(model.batchMax - 1) : warm;
  if (!last.ok) return last.fault;
  for (const { image, ...expected } of golden.images) {
    const measured = await measureGolden(model, image);
    if (!measured.ok) return measured.fault;
    for (const label of LABELS) {
      const found = measured.value[label];
      if (Math.abs(found - expected[label]) > golden.tolerance) {
        return {
          kind: "golden",
          image,
          label,
          expected: expected[label],
          found,
          tolerance: golden.tolerance,
        };
      }
    }
  }
  return undefined;
}

/** How many pictures a run may take, or what is wrong with the model's input. */
function batchSize(
  spec: InputSpec,
  inputs: readonly TensorInfo[],
  batchMax: number,
): Result<number, ModelFault> {
  const wanted = inputShape(spec, 1);
  const [input] = inputs;
  const fits = inputs.length === 1 && input.name === spec.name && input.type === spec.type &&
    input.shape.length === wanted.length &&
    input.shape.every((size, axis) => typeof size === "string" || size === wanted[axis]);
  if (fits) return ok(typeof input.shape[0] === "string" ? batchMax : 1);
  const expected = `'${spec.name}' ${spec.type} 1 (or any number) x ${
    wanted.slice(1).join(" x ")
  }, the only one`;
  const found = inputs.map(({ name, type, shape }) => `'${name}' ${type} ${shape.join(" x ")}`).join(", ");
  return fail({ kind: "input", expected, found: found === "" ? "none" : found });
}

/** An output whose numbers cannot be read; `undefined` where there is none. */
function outputFault(outputs: readonly TensorInfo[]): ModelFault | undefined {
  const odd = outputs.find(({ type }) => type !== "float32");
  return odd === undefined ? undefined : { kind: "output-type", output: odd.name, found: odd.type };
}

function inputShape({ layout, width, height }: InputSpec, count: number): number[] {
  return layout === "NHWC" ? [count, height, width, 3] : [count, 3, height, width];
}

function countNotNumbers(data: Float32Array): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) count++;
  return count;
}
