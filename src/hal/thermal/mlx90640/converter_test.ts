import assert from "node:assert/strict";
import { readCapture } from "../capture_testdata.ts";
import { mix } from "../noise.ts";
import { FRAME_WORDS, UNMEASURED, WORD_CP0, WORD_GAIN, WORD_PTAT, WORD_VDD } from "./aux_words.ts";
import type { Calibration } from "./calibration.ts";
import { Converter, type ConverterOptions } from "./converter.ts";
import { parseEeprom } from "./eeprom.ts";
import { FrameEncoder } from "./frame_encoder.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

const capture = readCapture();
const CHESS = 0x1901;
const INTERLEAVED = 0x0901;
const CHIP = { taC: 31, vddV: 3.28 };

function calibration(words: Uint16Array = syntheticEeprom(3)): Calibration {
  const parsed = parseEeprom(words);
  assert.ok(parsed.ok);
  return parsed.value;
}

/** A picture from `lowC` to `highC` in which neighbours differ. */
function picture(lowC: number, highC: number): Float32Array {
  return Float32Array.from({ length: 768 }, (_, p) => lowC + (highC - lowC) * ((p * 37) % 768) / 767);
}

/**
 * The procedure of the datasheet, chapter 11.2, for one pixel, written as plainly as it stands there: with the
 * sensitivity inside the roots, and every term on its own.
 */
function byTheBook(
  cal: Calibration,
  words: Uint16Array,
  p: number,
  emissivity: number,
  control: number,
): number {
  const ram = (place: number) => words[place] > 32767 ? words[place] - 65536 : words[place];
  const row = Math.floor(p / 32);
  const column = p % 32;
  const chess = (control >> 12) & 1;
  const line = row % 2;
  const pattern = chess === 1 ? (line === column % 2 ? 0 : 1) : line;
  const resolution = 2 ** cal.resolution / 2 ** ((control >> 10) & 3);
  const vdd = (resolution * ram(810) - cal.vdd25) / cal.kVdd + 3.3;
  const ptatArt = ram(800) / (ram(800) * cal.alphaPtat + ram(768)) * 2 ** 18;
  const ta = (ptatArt / (1 + cal.kvPtat * (vdd - 3.3)) - cal.vPtat25) / cal.ktPtat + 25;
  const gain = cal.gain / ram(778);
  const other = (chess === 1) !== cal.calibratedAsChess;
  let pixel = ram(p) * gain - cal.offset[p] * (1 + cal.kta[p] * (ta - 25)) * (1 + cal.kv[p] * (vdd - 3.3));
  if (other) {
    const step = [0, -1, 0, 1][column % 4] * (1 - 2 * line);
    pixel += cal.ilChess[2] * (2 * line - 1) - cal.ilChess[1] * step;
  }
  const cpOffset = cal.cpOffset[pattern] + (other && pattern === 1 ? cal.ilChess[0] : 0);
  const cp = ram(pattern === 0 ? 776 : 808) * gain -
    cpOffset * (1 + cal.cpKta * (ta - 25)) * (1 + cal.cpKv * (vdd - 3.3));
  pixel = (pixel - cal.tgc * cp) / emissivity;
  const alpha = (cal.alpha[p] - cal.tgc * cal.cpAlpha[pattern]) * (1 + cal.ksTa * (ta - 25));
  const tr4 = (ta - 8 + 273.15) ** 4;
  const taTr = tr4 - (tr4 - (ta + 273.15) ** 4) / emissivity;
  const sx = cal.ksTo[1] * (alpha ** 3 * pixel + alpha ** 4 * taTr) ** 0.25;
  const first = (pixel / (alpha * (1 - cal.ksTo[1] * 273.15) + sx) + taTr) ** 0.25 - 273.15;
  const [, ct1, ct2, ct3] = cal.cornersC;
  const range = first < ct1 ? 0 : first < ct2 ? 1 : first < ct3 ? 2 : 3;
  const corner2 = 1 + cal.ksTo[1] * (ct2 - ct1);
  const ranged = [1 / (1 + cal.ksTo[0] * 40), 1, corner2, corner2 * (1 + cal.ksTo[2] * (ct3 - ct2))][range];
  const slope = 1 + cal.ksTo[range] * (first - cal.cornersC[range]);
  return (pixel / (alpha * ranged * slope) + taTr) ** 0.25 - 273.15;
}

Deno.test({
  name: "Converter agrees with the maker's C library on real frames to 0.01 C at every pixel",
  ignore: capture === undefined,
  fn() {
    const converter = new Converter(calibration(capture!.eeprom), { emissivity: 0.95 });
    const out = new Float32Array(768);
    for (const { index, ta, vdd, to } of capture!.reference) {
      const facts = converter.convert(capture!.frames[index], out);
      assert.ok(Math.abs(facts.taC - ta) < 0.001, `frame ${index}: die at ${facts.taC}, expected ${ta}`);
      assert.ok(Math.abs(facts.vddV - vdd) < 0.0001, `frame ${index}: supply ${facts.vddV}, expected ${vdd}`);
      assert.equal(facts.validPixels, 768);
      for (let p = 0; p < 768; p++) {
        assert.ok(Math.abs(out[p] - to[p]) < 0.01, `frame ${index} pixel ${p}: ${out[p]}, expected ${to[p]}`);
      }
    }
    converter.convert(capture!.frames[0], out);
    assert.ok(Math.abs(out[400] - 27.265) < 0.01);
    converter.convert(capture!.frames[187], out);
    assert.ok(Math.abs(out[400] - 30.149) < 0.01);
  },
});

Deno.test({
  name: "Converter finds a quiet room in all 188 frames of the real capture",
  ignore: capture === undefined,
  fn() {
    const converter = new Converter(calibration(capture!.eeprom), { emissivity: 0.95 });
    const out = new Float32Array(768);
    assert.equal(capture!.frames.length, 188);
    for (const frame of capture!.frames) {
      const { taC, vddV, validPixels } = converter.convert(frame, out);
      assert.ok(taC > 31 && taC < 33, `die at ${taC} C`);
      assert.ok(Math.abs(vddV - 3.28) < 0.01, `supply ${vddV} V`);
      assert.equal(validPixels, 768);
      assert.ok(out.every((t) => t > 20 && t < 33));
    }
  },
});

Deno.test("Converter follows the datasheet in every pattern, range, resolution and emissivity", () => {
  const out = new Float32Array(768);
  const chip = { taC: 44, vddV: 3.15 };
  for (const seed of [1, 2, 3]) {
    const cal = calibration(syntheticEeprom(seed));
    for (const controlWord of [CHESS, INTERLEAVED, 0x1101, 0x1D01]) {
      for (const emissivity of [0.95, 0.6]) {
        const options: ConverterOptions = { emissivity, controlWord };
        const words = new FrameEncoder(cal, options).encode(picture(-30, 320), chip);
        new Converter(cal, options).convert(words, out);
        for (let p = 0; p < 768; p++) {
          const expected = byTheBook(cal, words, p, emissivity, controlWord);
          assert.ok(
            Math.abs(out[p] - expected) < 0.001,
            `control ${controlWord} pixel ${p}: ${out[p]}, ${expected}`,
          );
        }
      }
    }
  }
});

Deno.test("Converter takes the reading pattern from the EEPROM's control word unless told otherwise", () => {
  const eeprom = syntheticEeprom(3);
  eeprom[12] = INTERLEAVED;
  const cal = calibration(eeprom);
  const words = new FrameEncoder(cal, { emissivity: 0.95, controlWord: INTERLEAVED }).encode(
    picture(20, 30),
    CHIP,
  );
  const byDefault = new Float32Array(768);
  const told = new Float32Array(768);
  const wrong = new Float32Array(768);
  new Converter(cal, { emissivity: 0.95 }).convert(words, byDefault);
  new Converter(cal, { emissivity: 0.95, controlWord: INTERLEAVED }).convert(words, told);
  new Converter(cal, { emissivity: 0.95, controlWord: CHESS }).convert(words, wrong);
  assert.deepEqual(byDefault, told);
  assert.notDeepEqual(byDefault, wrong);
});

Deno.test("Converter reads a hot surface hotter the less of it is emission, and cooler the more is reflected", () => {
  const cal = calibration();
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(new Float32Array(768).fill(80), CHIP);
  const read = (options: ConverterOptions) => {
    const out = new Float32Array(768);
    new Converter(cal, options).convert(words, out);
    return out[400];
  };
  assert.ok(Math.abs(read({ emissivity: 0.95 }) - 80) < 0.2);
  assert.ok(read({ emissivity: 0.7 }) > 90);
  assert.ok(read({ emissivity: 0.7, reflectedC: 60 }) < read({ emissivity: 0.7, reflectedC: 20 }) - 5);
});

Deno.test("Converter gives finite temperatures where all Kta and Kv are zero", () => {
  const eeprom = syntheticEeprom(3);
  for (const place of [52, 54, 55, 59]) eeprom[place] = 0;
  for (let p = 64; p < 832; p++) eeprom[p] = eeprom[p] & 0xFFF1 || 0x0400;
  const cal = calibration(eeprom);
  const out = new Float32Array(768);
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(picture(20, 30), CHIP);
  assert.equal(new Converter(cal, { emissivity: 0.95 }).convert(words, out).validPixels, 768);
  assert.ok(out.every((t) => t > 19.8 && t < 30.2));
});

Deno.test("Converter replaces a bad pixel by the median of its corner neighbours, whatever the pixel itself says", () => {
  const eeprom = syntheticEeprom(3);
  for (const p of [0, 16, 400, 767]) eeprom[64 + p] = 0;
  const cal = calibration(eeprom);
  const celsius = new Float32Array(768).fill(25);
  celsius[33] = 40; // the only corner neighbour of pixel 0
  celsius[47] = 30; // those of pixel 16 in the top row: 47 and 49
  celsius[367] = 21; // those of pixel 400: 367, 369, 431, 433
  celsius[369] = 22;
  celsius[431] = 24;
  celsius[433] = 90;
  celsius[399] =
    celsius[401] =
    celsius[368] =
    celsius[432] =
      70; // touching by a side: of the other sub-page
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(celsius, CHIP);
  words[0] =
    words[16] =
    words[400] =
    words[767] =
      20_000;
  const out = new Float32Array(768);
  const facts = new Converter(cal, { emissivity: 0.95 }).convert(words, out);
  assert.ok(Math.abs(out[0] - 40) < 0.2, `${out[0]}`);
  assert.ok(Math.abs(out[16] - 27.5) < 0.2, `${out[16]}`);
  assert.ok(Math.abs(out[400] - 23) < 0.2, `${out[400]}`);
  assert.ok(Math.abs(out[767] - 25) < 0.2, `${out[767]}`);
  assert.equal(facts.validPixels, 764);
  assert.equal(facts.correctedPixels, 4);
});

Deno.test("Converter replaces a bad pixel from the same line where lines are interleaved", () => {
  const eeprom = syntheticEeprom(3);
  eeprom[64 + 400] = 1;
  const cal = calibration(eeprom);
  const celsius = new Float32Array(768).fill(60);
  celsius[399] = 20;
  celsius[401] = 22;
  const options = { emissivity: 0.95, controlWord: INTERLEAVED };
  const out = new Float32Array(768);
  new Converter(cal, options).convert(new FrameEncoder(cal, options).encode(celsius, CHIP), out);
  assert.ok(Math.abs(out[400] - 21) < 0.2, `${out[400]}`);
});

Deno.test("Converter leaves NaN what has no solution, counts it, and keeps it out of corrections", () => {
  const eeprom = syntheticEeprom(3);
  eeprom[64 + 0] = 0;
  eeprom[64 + 400] = 0;
  const cal = calibration(eeprom);
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(new Float32Array(768).fill(25), CHIP);
  words[200] = 0x8000;
  words[367] = 0x8000;
  words[33] = 0x8000;
  const out = new Float32Array(768);
  const facts = new Converter(cal, { emissivity: 0.95 }).convert(words, out);
  assert.ok(Number.isNaN(out[200]));
  assert.ok(Math.abs(out[400] - 25) < 0.2, "the median of the three other corners");
  assert.ok(Number.isNaN(out[0]), "the only neighbour is NaN");
  assert.equal(facts.validPixels, 768 - 5);
  assert.equal(facts.correctedPixels, 1);
});

Deno.test("Converter finds nothing valid in a frame without gain, or with a needed auxiliary word not measured", () => {
  const cal = calibration();
  const converter = new Converter(cal, { emissivity: 0.95 });
  const out = new Float32Array(768);
  const changes = [
    [WORD_GAIN, 0],
    ...[WORD_GAIN, WORD_PTAT, WORD_VDD, WORD_CP0].map((at) => [at, UNMEASURED]),
  ];
  for (const [place, word] of changes) {
    const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(picture(20, 30), CHIP);
    words[place] = word;
    assert.equal(converter.convert(words, out).validPixels, 0, `word ${place} = ${word}`);
    assert.ok(out.every(Number.isNaN));
  }
});

Deno.test("Converter does not mind 0x7FFF in auxiliary words that mean nothing", () => {
  const cal = calibration();
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(picture(20, 30), CHIP);
  const used = new Set([768, 776, 778, 800, 808, 810]);
  for (let place = 768; place < FRAME_WORDS; place++) if (!used.has(place)) words[place] = UNMEASURED;
  assert.equal(
    new Converter(cal, { emissivity: 0.95 }).convert(words, new Float32Array(768)).validPixels,
    768,
  );
});

Deno.test("Converter blanks a sub-page that was never measured, but keeps a single saturated pixel hot", () => {
  const cal = calibration();
  const out = new Float32Array(768);
  for (const controlWord of [CHESS, INTERLEAVED]) {
    const options = { emissivity: 0.95, controlWord };
    const converter = new Converter(cal, options);
    const words = new FrameEncoder(cal, options).encode(picture(20, 30), CHIP);
    for (const missing of [0, 1]) {
      const half = words.slice();
      const of = (p: number) => ((p >> 5) + (controlWord === CHESS ? p & 31 : 0)) % 2;
      for (let p = 0; p < 768; p++) if (of(p) === missing) half[p] = UNMEASURED;
      assert.equal(converter.convert(half, out).validPixels, 384);
      assert.ok(out.every((t, p) => Number.isNaN(t) === (of(p) === missing)));
    }
    const saturated = words.slice();
    saturated[0] = UNMEASURED;
    assert.equal(converter.convert(saturated, out).validPixels, 768);
    assert.ok(out[0] > 300);
  }
});

Deno.test("Converter survives any words", () => {
  const converter = new Converter(calibration(), { emissivity: 0.95 });
  const out = new Float32Array(768);
  for (let seed = 0; seed < 200; seed++) {
    const words = Uint16Array.from({ length: 834 }, (_, i) => mix(seed, i));
    const { validPixels } = converter.convert(words, out);
    assert.equal(validPixels, out.filter((t) => !Number.isNaN(t)).length);
  }
});

Deno.test("Converter hands out the same object each time and refuses a frame without auxiliary words", () => {
  const cal = calibration();
  const converter = new Converter(cal, { emissivity: 0.95 });
  const words = new FrameEncoder(cal, { emissivity: 0.95 }).encode(picture(20, 30), CHIP);
  const out = new Float32Array(768);
  assert.equal(converter.convert(words, out), converter.convert(words.subarray(0, 832), out));
  assert.throws(() => converter.convert(words.subarray(0, 768), out), /768 words/);
});
