import assert from "node:assert/strict";
import { Gate } from "./gate.ts";
import { GOLDEN_HEIGHT, GOLDEN_WIDTH, goldenImage } from "./golden.ts";
import { OPEN_VIEW, type View } from "../reading/view.ts";

const room = goldenImage("room");

/** A gate that has let the empty room pass at 0 ms. */
function watching(view: View = OPEN_VIEW, idleMs = 2_000): Gate {
  const gate = new Gate(GOLDEN_WIDTH, GOLDEN_HEIGHT, view, { idleMs });
  assert.equal(gate.look(room, 0, false), "first");
  gate.pass(0);
  return gate;
}

/** The room with a rectangle painted over it. */
function painted(x: number, y: number, size: number, colour: readonly [number, number, number]): Uint8Array {
  const pixels = room.slice();
  for (let line = y; line < y + size; line++) {
    for (let column = x; column < x + size; column++) pixels.set(colour, (line * GOLDEN_WIDTH + column) * 3);
  }
  return pixels;
}

/** The room as a noisy camera sees it: bytes off by up to `levels`, different for each seed. */
function noisy(levels: number, seed: number): Uint8Array {
  let state = seed >>> 0;
  return room.map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.max(0, value + (state >>> 16) % (2 * levels + 1) - levels);
  });
}

Deno.test("Gate lets a still scene rest", () => {
  const gate = watching();
  for (let ms = 100; ms < 2_000; ms += 100) assert.equal(gate.look(room, ms, false), "unchanged");
});

Deno.test("Gate sends even a still scene to the model after the guaranteed interval", () => {
  const gate = watching();
  assert.equal(gate.look(room, 1_999, false), "unchanged");
  assert.equal(gate.look(room, 2_000, false), "due");
  assert.equal(gate.look(room, 2_100, false), "due", "until it has really passed");
  gate.pass(2_100);
  assert.equal(gate.look(room, 2_200, false), "unchanged");
});

Deno.test("Gate is not stirred by a camera's noise", () => {
  const gate = new Gate(GOLDEN_WIDTH, GOLDEN_HEIGHT, OPEN_VIEW);
  gate.look(noisy(8, 1), 0, false);
  gate.pass(0);
  for (let seed = 2; seed < 12; seed++) assert.equal(gate.look(noisy(8, seed), seed, false), "unchanged");
});

Deno.test("Gate notices a flame of sixteen pixels and a person", () => {
  assert.equal(watching().look(painted(400, 200, 16, [255, 180, 60]), 1, false), "changed");
  assert.equal(watching().look(painted(300, 150, 90, [20, 20, 25]), 1, false), "changed");
  assert.equal(watching().look(goldenImage("flame"), 1, false), "changed");
});

Deno.test("Gate notices thin smoke that grows slowly, because it compares with the picture the model saw", () => {
  const gate = watching();
  const verdicts = [];
  for (let step = 1; step <= 6; step++) {
    const haze = room.slice();
    for (let y = 0; y < 120; y++) {
      for (let i = y * GOLDEN_WIDTH * 3; i < (y + 1) * GOLDEN_WIDTH * 3; i++) haze[i] += step;
    }
    verdicts.push(gate.look(haze, step * 100, false));
  }
  assert.deepEqual(verdicts, ["unchanged", "unchanged", "unchanged", "changed", "changed", "changed"]);
});

Deno.test("Gate lets nothing rest while something was seen", () => {
  assert.equal(watching().look(room, 10, true), "attentive");
});

Deno.test("Gate ignores what happens under a mask", () => {
  const masks = [{ kind: "rectangle", box: { x: 0.5, y: 0, width: 0.5, height: 1 } }] as const;
  const gate = watching({ masks });
  assert.equal(gate.look(painted(400, 200, 60, [255, 255, 255]), 10, false), "unchanged");
  assert.equal(gate.look(painted(100, 200, 60, [255, 255, 255]), 20, false), "changed");
});

Deno.test("Gate works on pictures far smaller than its cells", () => {
  const gate = new Gate(8, 6, OPEN_VIEW);
  const pixels = new Uint8Array(8 * 6 * 3);
  assert.equal(gate.look(pixels, 0, false), "first");
  gate.pass(0);
  assert.equal(gate.look(pixels, 1, false), "unchanged");
  assert.equal(gate.look(pixels.fill(200), 2, false), "changed");
});
