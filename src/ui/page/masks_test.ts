import assert from "node:assert/strict";
import { markup } from "./markup.ts";
import { cameraShapes, maskDrawing, thermalShapes } from "./masks.ts";
import { h } from "./node.ts";

/** The ends of the stripes. */
function stripes(...drawing: Parameters<typeof maskDrawing>): number[][] {
  const [, d] = /class="hatch" d="([^"]*)"/.exec(markup(h("figure", {}, maskDrawing(...drawing))))!;
  return d.split("M").filter((line) => line !== "").map((line) => line.split(/[ L]/).map(Number));
}

Deno.test("maskDrawing hatches areas with corners as it does boxes, and inside of them alone", () => {
  const triangle = [[0, 0], [0.5, 0], [0, 0.5]] as [number, number][];
  const found = stripes(cameraShapes([{ points: triangle }], { width: 32, height: 24 }), 32, 24);
  assert(found.length > 5, JSON.stringify(found));
  for (const [x, y, otherX, otherY] of found) {
    for (const [cornerX, cornerY] of [[x, y], [otherX, otherY]]) {
      assert(cornerX >= 0 && cornerY >= 0 && cornerX / 16 + cornerY / 12 <= 1.001, `${cornerX} ${cornerY}`);
    }
  }
  // In the notch of a form like a V there is nothing.
  const notched = [[0, 0], [0.5, 0.9], [1, 0], [1, 1], [0, 1]] as [number, number][];
  const lines = stripes(cameraShapes([{ points: notched }], { width: 32, height: 32 }), 32, 32);
  assert(lines.every(([x, y, otherX, otherY]) => {
    const [middleX, middleY] = [(x + otherX) / 2, (y + otherY) / 2];
    return middleY >= Math.min(middleX, 32 - middleX) * 1.8 - 0.1;
  }));
  assert.deepEqual(stripes(thermalShapes([{ column: 2, row: 4, columns: 2, rows: 2 }]), 32, 24), [
    [2, 5.5, 3.5, 4],
    [3, 6, 4, 5],
  ]);
});
