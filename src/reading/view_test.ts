import assert from "node:assert/strict";
import { bounds, contains, OPEN_VIEW, type Shape, shows } from "./view.ts";

const arrow: Shape = {
  kind: "polygon",
  points: [{ x: 0.1, y: 0.1 }, { x: 0.9, y: 0.1 }, { x: 0.5, y: 0.5 }, { x: 0.9, y: 0.9 }, {
    x: 0.1,
    y: 0.9,
  }],
};

Deno.test("contains follows a concave polygon", () => {
  assert.equal(contains(arrow, 0.2, 0.5), true);
  assert.equal(contains(arrow, 0.8, 0.5), false, "in the notch");
  assert.equal(contains(arrow, 0.05, 0.5), false);
});

Deno.test("contains takes a rectangle's left and upper edge in, the others not", () => {
  const shape: Shape = { kind: "rectangle", box: { x: 0.5, y: 0, width: 0.5, height: 0.5 } };
  assert.equal(contains(shape, 0.5, 0), true);
  assert.equal(contains(shape, 0.5, 0.5), false);
});

Deno.test("bounds cuts a shape that leaves the picture", () => {
  const shape: Shape = { kind: "rectangle", box: { x: -0.5, y: 0.5, width: 1, height: 2 } };
  assert.deepEqual(bounds(shape), { x: 0, y: 0.5, width: 0.5, height: 0.5 });
});

Deno.test("shows lets a mask win over the region", () => {
  const region: Shape = { kind: "rectangle", box: { x: 0, y: 0, width: 0.5, height: 1 } };
  const mask: Shape = { kind: "rectangle", box: { x: 0, y: 0, width: 0.25, height: 1 } };
  const view = { region, masks: [mask] };
  assert.deepEqual([0.1, 0.3, 0.7].map((x) => shows(view, x, 0.5)), [false, true, false]);
  assert.equal(shows(OPEN_VIEW, 0.999, 0.999), true);
});
