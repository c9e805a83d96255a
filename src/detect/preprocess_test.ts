import assert from "node:assert/strict";
import { fakeManifest } from "./fake_runtime.ts";
import type { InputSpec } from "./manifest.ts";
import { inputLength, NEUTRAL_GREY, Preprocessor } from "./preprocess.ts";
import { OPEN_VIEW, type Shape, type View } from "../reading/view.ts";

const plain = fakeManifest().input;

function spec(changes: Partial<InputSpec>): InputSpec {
  return { ...plain, ...changes };
}

/** Something with fine and coarse structure, different in each colour. */
function picture(width: number, height: number, offset = 0): Uint8Array {
  const pixels = new Uint8Array(new ArrayBuffer(width * height * 3 + offset), offset);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      pixels[at] = (x * 5 + y) & 255;
      pixels[at + 1] = 255 - ((y * 3) & 255);
      pixels[at + 2] = ((x >> 2) * (y >> 2)) & 255;
    }
  }
  return pixels;
}

/** What it must come to, in floating point: area mean along an axis that shrinks, linear along one that grows. */
function reference(pixels: Uint8Array, width: number, height: number, to: InputSpec): Float64Array {
  const weights = (length: number, out: number, i: number) => {
    const scale = length / out;
    const row = new Float64Array(length);
    if (scale > 1) {
      for (let k = Math.floor(i * scale + 1e-9); k < Math.min(length, (i + 1) * scale - 1e-9); k++) {
        row[k] = (Math.min((i + 1) * scale, k + 1) - Math.max(i * scale, k)) / scale;
      }
    } else {
      const at = Math.min(length - 1, Math.max(0, (i + 0.5) * scale - 0.5));
      row[Math.floor(at)] += 1 - at % 1;
      if (at % 1 > 0) row[Math.floor(at) + 1] += at % 1;
    }
    return row;
  };
  const out = new Float64Array(to.width * to.height * 3);
  const across = Array.from({ length: to.width }, (_, x) => weights(width, to.width, x));
  for (let y = 0; y < to.height; y++) {
    const down = weights(height, to.height, y);
    const row = new Float64Array(width * 3);
    for (let k = 0; k < height; k++) {
      if (down[k] > 0) { for (let i = 0; i < row.length; i++) row[i] += pixels[k * width * 3 + i] * down[k]; }
    }
    for (let x = 0; x < to.width; x++) {
      for (let k = 0; k < width; k++) {
        if (across[x][k] === 0) continue;
        for (let c = 0; c < 3; c++) out[(y * to.width + x) * 3 + c] += row[k * 3 + c] * across[x][k];
      }
    }
  }
  return out;
}

function write(to: InputSpec, pixels: Uint8Array, width: number, height: number, view: View = OPEN_VIEW) {
  const target = to.type === "uint8" ? new Uint8Array(inputLength(to)) : new Float32Array(inputLength(to));
  new Preprocessor(to, width, height, view).write(pixels, target, 0);
  return target;
}

for (
  const [width, height] of [[64, 48], [40, 24], [32, 32], [100, 75], [97, 61], [128, 20], [9, 7], [1, 1]]
) {
  Deno.test(`Preprocessor resizes ${width} x ${height} as exact arithmetic does, to two levels`, () => {
    const pixels = picture(width, height);
    const expected = reference(pixels, width, height, plain);
    write(plain, pixels, width, height).forEach((value, i) => {
      assert(Math.abs(value - expected[i]) <= 2, `value ${i}: ${value}, expected ${expected[i]}`);
    });
  });
}

Deno.test("Preprocessor gives the same picture when it starts at an odd address", () => {
  assert.deepEqual(write(plain, picture(64, 48, 1), 64, 48), write(plain, picture(64, 48), 64, 48));
});

Deno.test("Preprocessor writes its own item of a batch and no other", () => {
  const length = inputLength(plain);
  const target = new Uint8Array(3 * length).fill(9);
  new Preprocessor(plain, 64, 48, OPEN_VIEW).write(picture(64, 48), target, 1);
  assert(target.subarray(0, length).every((value) => value === 9));
  assert(target.subarray(2 * length).every((value) => value === 9));
  assert.deepEqual(target.slice(length, 2 * length), write(plain, picture(64, 48), 64, 48));
});

Deno.test("Preprocessor keeps red first for RGB and puts it last for BGR", () => {
  const red = new Uint8Array(64 * 48 * 3).map((_, i) => i % 3 === 0 ? 200 : 10);
  assert.deepEqual([...write(plain, red, 64, 48).slice(0, 3)], [200, 10, 10]);
  assert.deepEqual([...write(spec({ colour: "BGR" }), red, 64, 48).slice(0, 3)], [10, 10, 200]);
});

Deno.test("Preprocessor lays channels out one after the other, less the mean, times the scale", () => {
  const to = spec({ layout: "NCHW", type: "float32", mean: [100, 0, 0], scale: [0.5, 1, 1 / 255] });
  const colour = new Uint8Array(64 * 48 * 3).map((_, i) => [200, 20, 51][i % 3]);
  const out = write(to, colour, 64, 48);
  const pixels = to.width * to.height;
  assert.equal(out[0], 50);
  assert.equal(out[pixels], 20);
  assert(Math.abs(out[2 * pixels] - 0.2) < 1e-6);
  assert.equal(out[pixels - 1], 50);
});

Deno.test("Preprocessor gives red its own mean and scale when the model wants BGR", () => {
  const to = spec({
    layout: "NCHW",
    type: "float32",
    colour: "BGR",
    mean: [100, 0, 0],
    scale: [0.5, 1, 1],
  });
  const out = write(to, new Uint8Array(64 * 48 * 3).map((_, i) => [200, 20, 51][i % 3]), 64, 48);
  const pixels = to.width * to.height;
  assert.deepEqual([out[0], out[pixels], out[2 * pixels]], [51, 20, 50]);
});

Deno.test("Preprocessor keeps a wide picture's shape between grey bars and tells where it lies", () => {
  const to = spec({ fit: "letterbox" });
  const white = new Uint8Array(64 * 32 * 3).fill(255);
  const preprocessor = new Preprocessor(to, 64, 32, OPEN_VIEW);
  const out = new Uint8Array(inputLength(to));
  preprocessor.write(white, out, 0);
  const column = Array.from({ length: 32 }, (_, y) => out[(y * 32 + 16) * 3]);
  const bar = new Array(8).fill(NEUTRAL_GREY);
  assert.deepEqual(column, [...bar, ...new Array(16).fill(255), ...bar]);
  assert.deepEqual(preprocessor.extent, { x: 0, y: -0.5, width: 1, height: 2 });
});

Deno.test("Preprocessor makes masked parts grey and leaves the others alone", () => {
  const mask: Shape = { kind: "polygon", points: [{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 0, y: 1 }] };
  const out = write(plain, new Uint8Array(64 * 48 * 3).fill(255), 64, 48, { masks: [mask] });
  const at = (x: number, y: number) => out[(y * 32 + x) * 3 + 1];
  assert.equal(at(2, 2), NEUTRAL_GREY);
  assert.equal(at(28, 2), NEUTRAL_GREY);
  assert.equal(at(29, 29), 255);
  assert.equal(out.filter((value) => value === NEUTRAL_GREY).length / out.length > 0.45, true);
});

Deno.test("Preprocessor fills the input with the region of interest alone", () => {
  const pixels = new Uint8Array(64 * 64 * 3);
  for (let y = 32; y < 64; y++) pixels.fill(255, (y * 64 + 32) * 3, (y * 64 + 64) * 3);
  const region: Shape = { kind: "rectangle", box: { x: 0.5, y: 0.5, width: 0.5, height: 0.5 } };
  const preprocessor = new Preprocessor(plain, 64, 64, { region, masks: [] });
  const out = new Uint8Array(inputLength(plain));
  preprocessor.write(pixels, out, 0);
  assert(out.every((value) => value === 255));
  assert.deepEqual(preprocessor.extent, { x: 0.5, y: 0.5, width: 0.5, height: 0.5 });
});

Deno.test("Preprocessor greys what a polygonal region leaves out of its bounds", () => {
  const points = [{ x: 0.5, y: 0 }, { x: 1, y: 0.5 }, { x: 0.5, y: 1 }, { x: 0, y: 0.5 }];
  const view: View = { region: { kind: "polygon", points }, masks: [] };
  const out = write(plain, new Uint8Array(64 * 64 * 3).fill(255), 64, 64, view);
  assert.equal(out[0], NEUTRAL_GREY);
  assert.equal(out[(16 * 32 + 16) * 3], 255);
});
