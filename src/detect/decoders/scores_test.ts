import assert from "node:assert/strict";
import { fakeManifest } from "../fake_runtime.ts";
import { createDecoder } from "./create_decoder.ts";

function decode(activation: string, classes: string[], values: number[], index = 0) {
  const manifest = fakeManifest({ classes, decoder: { kind: "scores", score: "score", activation } });
  const shape = [values.length / classes.length, classes.length];
  return createDecoder(manifest).decode([{ name: "score", shape, data: Float32Array.from(values) }], index);
}

Deno.test("scoresDecoder finds the classes wherever the model has them", () => {
  const decoded = decode("none", ["other", "smoke", "fire"], [0.9, 0.2, 0.75]);
  assert(decoded.ok);
  assert.equal(decoded.value.scores.fire.toFixed(2), "0.75");
  assert.equal(decoded.value.scores.smoke.toFixed(2), "0.20");
  assert.deepEqual(decoded.value.detections.map(({ label, width, height }) => [label, width, height]), [
    ["fire", 1, 1],
  ]);
  assert.deepEqual(decoded.value.place, { x: 0.5, y: 0.5 });
  assert.equal(decoded.value.grid, undefined);
});

Deno.test("scoresDecoder turns logits into scores as the manifest says", () => {
  const sigmoid = decode("sigmoid", ["fire", "smoke"], [0, -100]);
  assert(sigmoid.ok);
  assert.deepEqual([sigmoid.value.scores.fire, sigmoid.value.scores.smoke.toFixed(3)], [0.5, "0.000"]);
  const softmax = decode("softmax", ["fire", "smoke"], [1000, 1000]);
  assert(softmax.ok);
  assert.deepEqual(softmax.value.scores, { fire: 0.5, smoke: 0.5 });
});

Deno.test("scoresDecoder reads the second picture of a batch", () => {
  const decoded = decode("none", ["fire", "smoke"], [0, 0, 0.25, 0.5], 1);
  assert(decoded.ok);
  assert.deepEqual(decoded.value.scores, { fire: 0.25, smoke: 0.5 });
});

Deno.test("scoresDecoder refuses numbers that are no scores", () => {
  const decoded = decode("none", ["fire", "smoke"], [-4, 0]);
  assert(!decoded.ok && decoded.fault.kind === "score-range");
});
