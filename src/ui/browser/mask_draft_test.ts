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

Deno.test("a box written by hand is not rounded until it is changed", () => {
  const written = { x: 0.125, y: 0.3333, width: 0.5, height: 0.0725 };
  const [draft] = camera.draft([written]);
  assert(draft.kind === "box");
  assert.deepEqual([draft.x, draft.y, draft.width, draft.height], [13, 33, 50, 7], "what the fields show");
  assert.deepEqual(camera.configured([draft]), [written]);
  const wider = camera.within({ ...draft, width: 60 });
  assert.deepEqual(camera.configured([wider]), [{ x: 0.13, y: 0.33, width: 0.6, height: 0.07 }]);
});

Deno.test("MaskKind.fate: what another installer changes while one draws is neither what it was nor what is wanted", () => {
  const began = JSON.stringify([{ column: 0, row: 0, columns: 4, rows: 4 }]);
  const draft = [...thermal.draft(JSON.parse(began)), thermal.fresh()];
  const fate = (now: unknown) => thermal.fate(draft, began, JSON.stringify(now));
  assert.equal(fate(JSON.parse(began)), "as-before");
  assert.equal(fate(thermal.configured(draft)), "as-wanted");
  assert.equal(fate([]), "changed");
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
