import assert from "node:assert/strict";
import { fakeManifest } from "../fake_runtime.ts";
import { createDecoder } from "./create_decoder.ts";
import { describeDecodeFault } from "./decoder.ts";

/** Centre, width and height in input pixels (32 x 32), objectness, fire, smoke. */
type Row = readonly [number, number, number, number, number, number, number];

const v5 = fakeManifest({ decoder: { kind: "yolov5", boxes: "out" } });
const v8 = fakeManifest({ decoder: { kind: "yolov8", boxes: "out" } });

function v5Output(...rows: Row[]) {
  return [{ name: "out", shape: [1, rows.length, 7], data: Float32Array.from(rows.flat()) }];
}

function v8Output(...rows: Row[]) {
  const columns = rows.map(([x, y, w, h, , fire, smoke]) => [x, y, w, h, fire, smoke]);
  const data = Float32Array.from({ length: 6 * rows.length }, (_, i) => {
    return columns[i % rows.length][Math.floor(i / rows.length)];
  });
  return [{ name: "out", shape: [1, 6, rows.length], data }];
}

const FLAME: Row = [16, 8, 8, 16, 1, 0.875, 0];

for (const [name, manifest, output] of [["yolov5", v5, v5Output], ["yolov8", v8, v8Output]] as const) {
  const decoder = createDecoder(manifest);

  Deno.test(`${name} gives a box in parts of the picture and the best score of each class`, () => {
    const decoded = decoder.decode(output(FLAME, [4, 4, 2, 2, 1, 0.25, 0.125]), 0);
    assert(decoded.ok);
    assert.deepEqual(decoded.value.detections, [
      { label: "fire", score: 0.875, x: 0.375, y: 0, width: 0.25, height: 0.5 },
    ]);
    assert.deepEqual(decoded.value.scores, { fire: 0.875, smoke: 0.125 });
    assert.deepEqual(decoded.value.place, { x: 0.5, y: 0.25 });
  });

  Deno.test(`${name} keeps the strongest of boxes that cover the same thing, and both of two classes`, () => {
    const decoded = decoder.decode(
      output(
        FLAME,
        [16, 9, 8, 16, 1, 0.75, 0],
        [16, 8, 8, 16, 1, 0, 0.625],
        [28, 28, 4, 4, 1, 0.5, 0],
      ),
      0,
    );
    assert(decoded.ok);
    assert.deepEqual(decoded.value.detections.map(({ label, score }) => [label, score]), [
      ["fire", 0.875],
      ["smoke", 0.625],
      ["fire", 0.5],
    ]);
  });

  Deno.test(`${name} cuts boxes to the picture and leaves out those beyond it`, () => {
    const decoded = decoder.decode(output([0, 0, 16, 16, 1, 0.75, 0], [-50, 16, 4, 4, 1, 0.75, 0]), 0);
    assert(decoded.ok);
    assert.deepEqual(decoded.value.detections.map(({ x, y, width, height }) => [x, y, width, height]), [
      [0, 0, 0.25, 0.25],
    ]);
  });

  Deno.test(`${name} stays bounded when every box is a hit, and counts what it left out`, () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, i): Row => [i % 32, Math.floor(i / 32) % 32, 0.5, 0.5, 1, 0.5 + i / 20_000, 0],
    );
    const decoded = decoder.decode(output(...rows), 0);
    assert(decoded.ok);
    assert.equal(decoded.value.detections.length, 32);
    assert.equal(decoded.value.detections[0].score.toFixed(3), (0.5 + 4_999 / 20_000).toFixed(3));
    assert(decoded.value.refused >= 4_700, `${decoded.value.refused}`);
  });

  Deno.test(`${name} refuses the other layout, naming both`, () => {
    const other = name === "yolov5" ? v8Output : v5Output;
    const decoded = decoder.decode(other(FLAME, FLAME, FLAME), 0);
    assert(!decoded.ok && decoded.fault.kind === "output-shape");
    assert.match(describeDecodeFault(decoded.fault), /'out' must be N x .*; it is 1 x \d x \d/);
  });

  Deno.test(`${name} refuses scores that are none`, () => {
    const decoded = decoder.decode(output([16, 16, 4, 4, 1, 7, 0]), 0);
    assert(!decoded.ok && decoded.fault.kind === "score-range");
  });
}

Deno.test("yolov5 multiplies a class by the box's objectness", () => {
  const decoded = createDecoder(v5).decode(v5Output([16, 16, 4, 4, 0.5, 0.75, 0]), 0);
  assert(decoded.ok);
  assert.equal(decoded.value.scores.fire, 0.375);
  assert.equal(decoded.value.detections.length, 0, "0.375 is below the threshold of 0.5");
});
