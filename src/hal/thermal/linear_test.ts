import assert from "node:assert/strict";
import { convertLinear, deviceOffsetC, encodeLinear, LINEAR_DEFAULT } from "./linear.ts";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-4, `${actual}, ${expected}`);

Deno.test("convertLinear takes signed hundredths of a degree around 27 C, less the device's offset", () => {
  const words = new Uint16Array(768);
  words.set([0xFFB6, 0, 0x7FFF, 0x8000]);
  const out = new Float32Array(768);
  convertLinear(words, LINEAR_DEFAULT, 0, out);
  near(out[0], 26.26);
  near(out[1], 27);
  near(out[2], 354.67);
  near(out[3], -300.68);
  convertLinear(words, LINEAR_DEFAULT, -0.8, out);
  near(out[0], 27.06);
});

Deno.test("convertLinear uses a configured scale and offset", () => {
  const out = new Float32Array(768);
  convertLinear(new Uint16Array(768).fill(100), { scale: 0.1, offsetC: -5 }, 0, out);
  near(out[767], 5);
});

Deno.test("deviceOffsetC reads word 0 as signed hundredths and ignores what cannot be a correction", () => {
  assert.equal(deviceOffsetC(undefined), 0);
  assert.equal(deviceOffsetC(new Uint16Array(0)), 0);
  assert.equal(deviceOffsetC(Uint16Array.of(2700)), 27);
  assert.equal(deviceOffsetC(Uint16Array.of(0xFFB0)), -0.8);
  assert.equal(deviceOffsetC(Uint16Array.of(10_000)), 100);
  assert.equal(deviceOffsetC(Uint16Array.of(0x8000)), 0);
  assert.equal(deviceOffsetC(Uint16Array.of(10_001)), 0);
});

Deno.test("encodeLinear makes a frame of 834 words that converts back, cutting off what does not fit", () => {
  const celsius = new Float32Array(768).map((_, p) => -40 + p / 4);
  celsius[0] = 1000;
  celsius[1] = -1000;
  const words = encodeLinear(celsius, 1.5);
  assert.equal(words.length, 834);
  const out = new Float32Array(768);
  convertLinear(words, LINEAR_DEFAULT, 1.5, out);
  for (let p = 2; p < 768; p++) assert.ok(Math.abs(out[p] - celsius[p]) < 0.0051);
  near(out[0], 354.67 - 1.5);
  near(out[1], -300.68 - 1.5);
});
