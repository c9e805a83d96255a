import assert from "node:assert/strict";
import type { Picture } from "../bus/picture_message.ts";
import { shrink, SmallPictures } from "./picture_pixels.ts";

function picture(fill: (index: number) => number, atMs = 1): Picture {
  return {
    sensorId: "s1",
    atMs,
    taC: NaN,
    vddV: NaN,
    celsius: Float32Array.from({ length: 768 }, (_, i) => fill(i)),
  };
}

Deno.test("shrink keeps every pixel within half a step and names the hottest and the coldest", () => {
  const original = picture((i) => i === 400 ? 91 : i === 7 ? 18 : 20 + (i % 32) / 4);
  const small = shrink(original);
  assert.ok(small);
  assert.deepEqual([small.minC, small.maxC, small.hotIndex, small.coldIndex], [18, 91, 400, 7]);
  assert.deepEqual([small.pixels[400], small.pixels[7]], [255, 1]);
  const step = (91 - 18) / 254;
  for (let i = 0; i < 768; i++) {
    const back: number = small.minC + (small.pixels[i] - 1) * step;
    assert.ok(Math.abs(back - original.celsius[i]) <= step / 2 + 1e-4, `pixel ${i}: ${back}`);
  }
});

Deno.test("shrink shows invalid pixels as invalid and takes no part of them into min and max", () => {
  const small = shrink(picture((i) => i === 0 ? NaN : i === 1 ? Infinity : 21 + i / 768));
  assert.ok(small);
  assert.deepEqual([small.pixels[0], small.pixels[1]], [0, 0]);
  assert.ok(small.maxC < 22.01);
});

Deno.test("shrink of an even picture divides by nothing, and of a picture without a valid pixel gives none", () => {
  const even = shrink(picture(() => 25));
  assert.ok(even);
  assert.ok(even.pixels.every((pixel) => pixel === 1));
  assert.equal(shrink(picture(() => NaN)), undefined);
});

Deno.test("SmallPictures works once per picture, however often it is asked", () => {
  let newest: Picture | undefined;
  const pictures = new SmallPictures(() => newest);
  assert.equal(pictures.get("s1"), undefined);
  newest = picture(() => 25, 1);
  const first = pictures.get("s1");
  assert.equal(pictures.get("s1"), first);
  newest = picture(() => 26, 2);
  assert.equal(pictures.get("s1")?.maxC, 26);
});
