import assert from "node:assert/strict";
import { isotherm } from "./isotherm.ts";
import { COLUMNS, type PictureFacts, PIXELS, ROWS } from "./picture.ts";

/** A picture whose byte at each place is what `byte` says. */
function picture(byte: (column: number, row: number) => number): PictureFacts {
  const pixels = Uint8Array.from({ length: PIXELS }, (_, i) => byte(i % COLUMNS, Math.floor(i / COLUMNS)));
  return { atMs: 0, minC: 20, maxC: 274, hotIndex: 0, coldIndex: 0, pixels };
}

function points(path: string): [number, number][] {
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

Deno.test("isotherm surrounds a hot pixel at the distance where the picture passes the limit", () => {
  // Byte b means 19 + b degrees: one pixel of 120 in a room of 20.
  const path = isotherm(picture((column, row) => column === 10 && row === 5 ? 101 : 1), 70);
  assert.equal(points(path).length, 8);
  for (const [x, y] of points(path)) {
    assert.ok(Math.abs(Math.abs(x - 10.5) + Math.abs(y - 5.5) - 0.5) < 0.01, `${x} ${y}`);
  }
});

Deno.test("isotherm of a slope is one straight line from edge to edge", () => {
  const path = isotherm(picture((column) => 1 + column * 8), 20 + 8 * 15.25);
  assert.equal(points(path).length, 2 * (ROWS - 1));
  for (const [x] of points(path)) assert.equal(x, 15.75);
});

Deno.test("isotherm is empty where the picture does not reach the limit, and around pixels that are not measured", () => {
  assert.equal(isotherm(picture(() => 1), 300), "");
  assert.equal(isotherm(picture(() => 1), 20), "");
  const dead = isotherm(picture((column, row) => column === 10 && row === 5 ? 0 : 200), 70);
  assert.equal(dead, "");
});
