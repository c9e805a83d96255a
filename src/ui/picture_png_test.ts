import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { shrink } from "./picture_pixels.ts";
import { picturePng } from "./picture_png.ts";

Deno.test("picturePng writes a 32 x 24 image whose hottest point is bright and whose invalid point is grey", () => {
  const celsius = new Float32Array(768).fill(20);
  celsius[33] = 90;
  celsius[0] = NaN;
  const small = shrink({ sensorId: "s1", atMs: 0, taC: NaN, vddV: NaN, celsius });
  assert.ok(small);
  const png = picturePng(small, 40);
  const view = new DataView(png.buffer);
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.deepEqual([view.getUint32(16), view.getUint32(20)], [32, 24]);
  const length = view.getUint32(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  assert.equal(rows.length, 24 * 97);
  assert.deepEqual([...rows.subarray(1, 4)], [120, 124, 130]);
  assert.deepEqual([...rows.subarray(97 + 4, 97 + 7)], [252, 255, 164]);
  const [red, green, blue] = rows.subarray(4, 7);
  assert.ok(red + green + blue < 100, "20 C is dark on a scale up to 90 C");
});
