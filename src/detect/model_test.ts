import assert from "node:assert/strict";
import { FAKE_FILE, fakeManifest, type FakeModel, FakeRuntime, rednessModel } from "./fake_runtime.ts";
import { measureGolden, openModel } from "./model.ts";
import { describeModelFault, type ModelFault } from "./model_fault.ts";

const OPTIONS = { threads: 1, batchMax: 1 };

/** Opens a fake that must be refused, and returns why; it must not stay open. */
async function refusal(changes: Partial<FakeModel>, manifest = {}, file = FAKE_FILE): Promise<ModelFault> {
  const runtime = new FakeRuntime({ ...rednessModel(), ...changes });
  const opened = await openModel(runtime, fakeManifest(manifest), file, OPTIONS);
  assert(!opened.ok, "the model was accepted");
  assert.equal(runtime.closed, runtime.opened, "a refused model was left open");
  return opened.fault;
}

function scores(...values: number[]): Partial<FakeModel> {
  return {
    run: (_, [count]) => {
      const data = Float32Array.from({ length: count * values.length }, (_, i) => values[i % values.length]);
      return [{ name: "score", shape: [count, values.length], data }];
    },
  };
}

Deno.test("openModel accepts a model that answers as its manifest says", async () => {
  const runtime = new FakeRuntime(rednessModel());
  const opened = await openModel(runtime, fakeManifest(), FAKE_FILE, { threads: 1, batchMax: 4 });
  assert(opened.ok, "refused");
  const model = opened.value;
  assert.equal(model.batchMax, 4);
  model.input.fill(255, 0, model.input.length / 4);
  assert((await model.infer(2)).ok);
  const [first, second] = [model.findings(0), model.findings(1)];
  assert(first.ok && second.ok);
  assert.equal(first.value.scores.fire, 1);
  assert(second.value.scores.fire < 0.5);
  await model.close();
  assert.equal(runtime.closed, 1);
});

Deno.test("openModel refuses a file that is not the manifest's, before the runtime sees it", async () => {
  const runtime = new FakeRuntime(rednessModel());
  const opened = await openModel(runtime, fakeManifest(), new Uint8Array([1, 2, 4]), OPTIONS);
  assert(!opened.ok && opened.fault.kind === "hash");
  assert.equal(runtime.opened, 0);
  assert.match(
    describeModelFault(opened.fault),
    /fake\.onnx is not the file of the manifest: .*[0-9a-f]{64}/,
  );
});

Deno.test("openModel refuses what the runtime cannot open, in the runtime's words", async () => {
  const runtime = new FakeRuntime(rednessModel());
  runtime.fault = "protobuf parsing failed";
  const opened = await openModel(runtime, fakeManifest(), FAKE_FILE, OPTIONS);
  assert(!opened.ok);
  assert.equal(describeModelFault(opened.fault), "fake.onnx cannot be opened: protobuf parsing failed");
});

Deno.test("openModel refuses another input, naming both", async () => {
  for (
    const input of [
      { name: "picture", type: "uint8", shape: ["n", 32, 32, 3] },
      { name: "image", type: "float32", shape: ["n", 32, 32, 3] },
      { name: "image", type: "uint8", shape: ["n", 3, 32, 32] },
      { name: "image", type: "uint8", shape: [4, 32, 32, 3] },
      { name: "image", type: "uint8", shape: [32, 32, 3] },
    ]
  ) {
    const fault = await refusal({ inputs: [input] });
    assert.equal(fault.kind, "input");
    assert.match(
      describeModelFault(fault),
      /must be 'image' uint8 1 \(or any number\) x 32 x 32 x 3, the only one; it is '/,
    );
  }
  assert.equal((await refusal({ inputs: [] })).kind, "input");
});

Deno.test("openModel refuses outputs that are missing, of another type or of another shape", async () => {
  const renamed = await refusal({ run: () => [{ name: "odd", shape: [1, 2], data: new Float32Array(2) }] });
  assert.match(describeModelFault(renamed), /no output 'score', only 'odd'/);
  const typed = await refusal({ outputs: [{ name: "score", type: "int64", shape: ["n", 2] }] });
  assert.match(describeModelFault(typed), /'score' must be float32; it is int64/);
  const shaped = await refusal(scores(0, 0, 0));
  assert.match(describeModelFault(shaped), /'score' must be N x 2; it is 1 x 3/);
});

Deno.test("openModel refuses answers that are not numbers", async () => {
  assert.match(
    describeModelFault(await refusal(scores(NaN, 0))),
    /'score' has 1 values that are not numbers/,
  );
  assert.equal((await refusal(scores(0, Infinity))).kind, "not-a-number");
});

Deno.test("openModel refuses logits where scores are due", async () => {
  assert.match(describeModelFault(await refusal(scores(3.5, 0))), /score 3.5; scores are 0 to 1/);
});

Deno.test("openModel refuses a model that says something else of the made pictures", async () => {
  const fault = await refusal(scores(0.9, 0));
  assert.match(
    describeModelFault(fault),
    /self test: the score of fire for the made picture 'flame' must be 0.37 within 0.02; it is 0.900/,
  );
});

Deno.test("openModel refuses a model that is fed in the wrong order of colours", async () => {
  const fault = await refusal({}, { input: { ...fakeManifest().input, colour: "BGR" } });
  assert.equal(fault.kind, "golden");
});

Deno.test("openModel refuses a model whose run fails", async () => {
  const fault = await refusal({
    run() {
      throw new Error("out of memory");
    },
  });
  assert.equal(describeModelFault(fault), "the model could not be run: out of memory");
});

Deno.test("openModel takes one picture at a time where the model is made for one", async () => {
  const inputs = [{ name: "image", type: "uint8", shape: [1, 32, 32, 3] }];
  const runtime = new FakeRuntime({ ...rednessModel(), inputs });
  const opened = await openModel(runtime, fakeManifest(), FAKE_FILE, { threads: 1, batchMax: 4 });
  assert(opened.ok);
  assert.equal(opened.value.batchMax, 1);
});

Deno.test("Model.infer reports a fault in operation and works again afterwards", async () => {
  let broken = false;
  const good = rednessModel();
  const runtime = new FakeRuntime({
    ...good,
    run: (input, shape) => (broken ? scores(NaN, 0).run! : good.run)(input, shape),
  });
  const opened = await openModel(runtime, fakeManifest(), FAKE_FILE, OPTIONS);
  assert(opened.ok);
  broken = true;
  const run = await opened.value.infer(1);
  assert(!run.ok && run.fault.kind === "not-a-number");
  broken = false;
  const measured = await measureGolden(opened.value, "flame");
  assert(measured.ok && Math.abs(measured.value.fire - 0.37) < 0.02);
});
