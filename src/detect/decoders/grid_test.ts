import assert from "node:assert/strict";
import { fakeManifest } from "../fake_runtime.ts";
import type { OutputTensor } from "../runtime_port.ts";
import { createDecoder } from "./create_decoder.ts";
import { describeDecodeFault } from "./decoder.ts";

const manifest = fakeManifest({ decoder: { kind: "grid", grid: "grid", score: "score" } });

/** Maps of fire and smoke, rows as strings of tenths (`.` is 0), for each picture. */
function grid(...pictures: (readonly [fire: string[], smoke: string[]])[]): OutputTensor {
  const rows = pictures[0][0].length;
  const columns = pictures[0][0][0].length;
  const cells = pictures.flat(2).join("").split("");
  const data = Float32Array.from(cells, (cell) => cell === "." ? 0 : Number(cell) / 10);
  return { name: "grid", shape: [pictures.length, 2, rows, columns], data };
}

function score(...values: number[]): OutputTensor {
  return { name: "score", shape: [values.length / 2, 2], data: Float32Array.from(values) };
}

const CALM = ["....", "....", "...."];

Deno.test("gridDecoder joins hot cells that touch by a side into one place", () => {
  const fire = ["68..", ".7.6", "...."];
  const decoded = createDecoder(manifest).decode([grid([fire, CALM]), score(0.7, 0)], 0);
  assert(decoded.ok);
  const { detections, place, scores } = decoded.value;
  assert.deepEqual(
    detections.map(({ label, x, y, width, height }) => [label, x, y, width, height]),
    [["fire", 0, 0, 0.5, 2 / 3], ["fire", 0.75, 1 / 3, 0.25, 1 / 3]],
  );
  assert.equal(detections[0].score.toFixed(2), "0.80");
  assert.deepEqual([place.x, place.y.toFixed(3)], [0.375, "0.167"]);
  assert.equal(scores.fire.toFixed(2), "0.70");
});

Deno.test("gridDecoder points at the class with the stronger score", () => {
  const smoke = ["....", "....", "...5"];
  const decoded = createDecoder(manifest).decode(
    [grid([["1...", "....", "...."], smoke]), score(0.1, 0.5)],
    0,
  );
  assert(decoded.ok);
  assert.deepEqual(decoded.value.detections.map(({ label }) => label), ["smoke"]);
  assert.equal(decoded.value.place.x, 0.875);
});

Deno.test("gridDecoder reads each picture of a batch from its own part", () => {
  const outputs = [grid([CALM, CALM], [["9...", "....", "...."], CALM]), score(0, 0, 0.9, 0)];
  const decoder = createDecoder(manifest);
  const calm = decoder.decode(outputs, 0);
  assert(calm.ok && calm.value.detections.length === 0 && calm.value.scores.fire === 0);
  const fire = decoder.decode(outputs, 1);
  assert(fire.ok && fire.value.detections.length === 1);
  assert.equal(fire.value.grid!.fire[0], 229, "0.9 of 255");
  assert.equal(fire.value.grid!.columns, 4);
});

Deno.test("gridDecoder takes the strongest cell where the model gives no score of its own", () => {
  const without = fakeManifest({ decoder: { kind: "grid", grid: "grid" } });
  const decoded = createDecoder(without).decode([grid([["..3.", "....", "...."], CALM])], 0);
  assert(decoded.ok);
  assert.equal(decoded.value.scores.fire.toFixed(2), "0.30");
});

Deno.test("gridDecoder gives at most 32 places and counts the others", () => {
  const board = Array.from(
    { length: 20 },
    (_, y) => Array.from({ length: 20 }, (_, x) => "9."[(x + y) % 2]).join(""),
  );
  const calm = board.map(() => ".".repeat(20));
  const decoded = createDecoder(manifest).decode([grid([board, calm]), score(0.9, 0)], 0);
  assert(decoded.ok);
  assert.equal(decoded.value.detections.length, 32);
  assert.equal(decoded.value.refused, 200 - 32);
});

Deno.test("gridDecoder refuses a picture of which one cell is no score: it would count as hot, and nobody has looked there", () => {
  for (const cell of [NaN, 7.5]) {
    const map = grid([CALM, CALM]);
    map.data[6] = cell;
    const decoded = createDecoder(manifest).decode([map, score(0, 0)], 0);
    assert(!decoded.ok && decoded.fault.kind === "score-range");
    assert.equal(decoded.fault.output, "grid");
  }
});

Deno.test("gridDecoder refuses shapes that do not fit the manifest", () => {
  const decoder = createDecoder(manifest);
  const one = { name: "grid", shape: [1, 1, 3, 4], data: new Float32Array(12) };
  const huge = { name: "grid", shape: [1, 2, 200, 200], data: new Float32Array(80_000) };
  const short = { name: "grid", shape: [1, 2, 3, 4], data: new Float32Array(5) };
  for (const output of [one, huge, short]) {
    const decoded = decoder.decode([output, score(0, 0)], 0);
    assert(!decoded.ok && decoded.fault.kind === "output-shape");
    assert.match(describeDecodeFault(decoded.fault), /'grid' must be N x 2 x rows x columns/);
  }
  const missing = decoder.decode([grid([CALM, CALM])], 0);
  assert(!missing.ok && missing.fault.kind === "output-missing");
  const beyond = decoder.decode([grid([CALM, CALM]), score(0, 0)], 1);
  assert(!beyond.ok);
});
