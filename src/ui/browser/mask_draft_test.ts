import assert from "node:assert/strict";
import { boxBetween, MaskKind } from "./mask_draft.ts";

const thermal = new MaskKind("thermal");
const camera = new MaskKind("camera");

Deno.test("boxBetween holds every cell between two places, whichever way a finger went, and never leaves the picture", () => {
  const box = { kind: "box", x: 3, y: 2, width: 3, height: 2 };
  assert.deepEqual(boxBetween({ x: 3.2, y: 2.9 }, { x: 5.1, y: 3.0 }, thermal), box);
  assert.deepEqual(boxBetween({ x: 5.1, y: 3.0 }, { x: 3.2, y: 2.9 }, thermal), box);
  assert.deepEqual(boxBetween({ x: 7, y: 7 }, { x: 7, y: 7 }, thermal), {
    kind: "box",
    x: 7,
    y: 7,
    width: 1,
    height: 1,
  });
  assert.deepEqual(boxBetween({ x: -9, y: -9 }, { x: 99, y: 99 }, thermal), {
    kind: "box",
    x: 0,
    y: 0,
    width: 32,
    height: 24,
  });
});

Deno.test("masks come back from a draft as the configuration had them", () => {
  const sensor = [{ column: 28, row: 20, columns: 4, rows: 4 }];
  assert.deepEqual(thermal.configured(thermal.draft(sensor)), sensor);
  const yard = [
    { x: 0.1, y: 0.25, width: 0.5, height: 0.07 },
    { points: [[0, 0], [0.5, 0], [0.25, 0.333]] as [number, number][] },
  ];
  assert.deepEqual(camera.configured(camera.draft(yard)), yard);
});

Deno.test("numbers that a person types are cut to the picture", () => {
  const typed = thermal.within({ kind: "box", x: 40, y: -3, width: 9.4, height: 0 });
  assert.deepEqual(typed, { kind: "box", x: 31, y: 0, width: 1, height: 1 });
});

Deno.test("a new mask lies within the picture", () => {
  for (const kind of [thermal, camera]) {
    const fresh = kind.fresh();
    assert(fresh.kind === "box");
    assert.deepEqual(kind.within(fresh), fresh);
  }
});
