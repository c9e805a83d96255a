import assert from "node:assert/strict";
import { readCapture } from "../capture_testdata.ts";
import { mix } from "../noise.ts";
import { parseEeprom, signed } from "./eeprom.ts";
import { describeEepromFault, type EepromFault } from "./eeprom_fault.ts";
import { syntheticEeprom } from "./synthetic_eeprom.ts";

const capture = readCapture();

/** The synthetic EEPROM with some words changed: [place, word] each. */
function eepromWith(...changes: [number, number][]): Uint16Array {
  const words = syntheticEeprom(7);
  for (const [place, word] of changes) words[place] = word;
  return words;
}

function calibrationOf(words: Uint16Array) {
  const parsed = parseEeprom(words);
  assert.ok(parsed.ok, parsed.ok ? "" : describeEepromFault(parsed.fault));
  return parsed.value;
}

function faultOf(words: Uint16Array): EepromFault {
  const parsed = parseEeprom(words);
  assert.ok(!parsed.ok, "the EEPROM was accepted");
  return parsed.fault;
}

Deno.test({
  name: "parseEeprom restores a real sensor's parameters",
  ignore: capture === undefined,
  fn() {
    const calibration = calibrationOf(capture!.eeprom);
    assert.equal(calibration.kVdd, -3040);
    assert.equal(calibration.vdd25, -12480);
    assert.equal(calibration.ktPtat, 42.375);
    assert.equal(calibration.gain, 5798);
    assert.equal(calibration.controlWord, 0x1901);
    assert.deepEqual(calibration.cornersC, [-40, 0, 100, 200]);
    assert.deepEqual(calibration.badPixels, []);
  },
});

Deno.test("parseEeprom ignores words after the 832nd, as some documents give a device two more", () => {
  const longer = new Uint16Array(834);
  longer.set(syntheticEeprom(7));
  longer.set([0xFFFF, 0xFFFF], 832);
  assert.deepEqual(calibrationOf(longer), calibrationOf(syntheticEeprom(7)));
});

Deno.test("signed extends the sign of every width the EEPROM uses", () => {
  for (const bits of [3, 4, 5, 6, 8, 10, 16]) {
    const half = 2 ** (bits - 1);
    assert.equal(signed(half - 1, bits), half - 1);
    assert.equal(signed(half, bits), -half);
    assert.equal(signed(2 ** bits - 1, bits), -1);
    assert.equal(signed(2 ** bits | 1, bits), 1, "bits above the field do not count");
  }
});

Deno.test("parseEeprom extends the sign of each packed parameter", () => {
  const calibration = calibrationOf(eepromWith(
    [49, 0x8000],
    [50, 0xFFFD],
    [51, 0x8000],
    [53, 0xFFFF],
    [57, 0x83FF],
    [58, 0x83FF],
    [59, 0x80FF],
    [60, 0xFFFF],
    [61, 0xFF80],
    [62, 0x80FF],
  ));
  assert.equal(calibration.vPtat25, -32768);
  assert.equal(calibration.kvPtat, -1 / 4096);
  assert.equal(calibration.ktPtat, -3 / 8);
  assert.equal(calibration.kVdd, -128 * 32);
  assert.equal(calibration.vdd25, -256 * 32 - 8192);
  assert.deepEqual(calibration.ilChess, [-1 / 16, -1 / 2, -1 / 8]);
  assert.deepEqual(calibration.cpOffset, [-1, -33]);
  assert.deepEqual(calibration.cpAlpha, [-1 / 2 ** 34, -1 / 2 ** 34 * (1 - 32 / 128)]);
  assert.equal(calibration.cpKv, -128 / 2 ** 3);
  assert.equal(calibration.cpKta, -1 / 2 ** 13);
  assert.equal(calibration.ksTa, -1 / 8192);
  assert.equal(calibration.tgc, -1 / 32);
  assert.deepEqual(calibration.ksTo, [-128 / 2 ** 16, -1 / 2 ** 16, -1 / 2 ** 16, -128 / 2 ** 16]);
});

Deno.test("parseEeprom adds row, column and pixel parts with their own signs and scales", () => {
  // Row 1 column 2: nibble 1 of word 18 is -2, nibble 2 of word 24 is -3, the pixel's offset part is -32.
  const pixel = 64 + 34;
  const words = eepromWith([16, 0x4210], [17, 0xFFBF], [18, 0x11E1], [24, 0x1D11], [pixel, 0x83FC]);
  words[34] = 0x1181; // row part of the sensitivity: nibble 1 is -8
  words[40] = 0x1911; // column part: nibble 2 is -7
  words[54] = 0x10F0; // Kta of odd rows and even columns: -16
  words[52] = 0x18FF; // Kv of odd rows and even columns: -8
  const calibration = calibrationOf(words);
  assert.equal(calibration.offset[34], -65 + -2 * 4 + -3 * 2 + -32);
  const counts = words[33] - 8 * 2 ** 9 - 7 * 2 ** 10 + -1 * 2 ** 6;
  assert.equal(calibration.alpha[34], counts / 2 ** 37);
  assert.equal(calibration.kta[34], (-16 + -2 * 2 ** 2) / 2 ** 13);
  assert.equal(calibration.kv[34], -8 / 2 ** 3);
});

Deno.test("parseEeprom refuses what no working sensor has, and says which value is wrong", () => {
  const cases: [Uint16Array, EepromFault, RegExp][] = [
    [new Uint16Array(831).fill(1), { kind: "length", words: 831 }, /831 words/],
    [new Uint16Array(0), { kind: "length", words: 0 }, /0 words/],
    [new Uint16Array(832), { kind: "erased", word: 0 }, /0x0000.*blank/],
    [new Uint16Array(832).fill(0xFFFF), { kind: "erased", word: 0xFFFF }, /0xFFFF.*blank/],
    [eepromWith([10, 0x04CD]), { kind: "other-chip", word: 0x04CD }, /0x04CD/],
    [eepromWith([48, 0]), { kind: "gain", counts: 0 }, /gain is 0/],
    [eepromWith([48, 0xFFFF]), { kind: "gain", counts: -1 }, /gain is -1/],
    [eepromWith([51, 0x0070]), { kind: "supply-slope" }, /kVdd/],
    [eepromWith([50, 0x2C00]), { kind: "die-slope" }, /KtPTAT/],
  ];
  for (const [words, fault, sentence] of cases) {
    assert.deepEqual(faultOf(words), fault);
    assert.match(describeEepromFault(fault), sentence);
  }
});

Deno.test("parseEeprom accepts four bad pixels that do not touch, and names their causes", () => {
  const words = eepromWith([64 + 0, 0], [64 + 31, 0x0001], [64 + 320, 0x0001], [64 + 767, 0]);
  assert.deepEqual(calibrationOf(words).badPixels, [
    { index: 0, cause: "broken" },
    { index: 31, cause: "outlier" },
    { index: 320, cause: "outlier" },
    { index: 767, cause: "broken" },
  ]);
});

Deno.test("parseEeprom refuses a fifth bad pixel, whatever their causes", () => {
  const words = eepromWith([64 + 3, 0], [64 + 9, 1], [64 + 300, 0], [64 + 400, 1], [64 + 500, 0]);
  const fault = faultOf(words);
  assert.deepEqual(fault, { kind: "bad-pixels", count: 5, countMax: 4 });
  assert.match(describeEepromFault(fault), /5 pixels are bad, at most 4/);
});

Deno.test("parseEeprom refuses bad pixels that touch by a side or a corner", () => {
  for (const neighbour of [101, 131, 132, 133]) {
    const fault = faultOf(eepromWith([64 + 100, 0], [64 + neighbour, 1]));
    assert.deepEqual(fault, { kind: "adjacent-bad-pixels", first: 100, second: neighbour });
    assert.match(describeEepromFault(fault), /row 3 column 4 and row \d column \d touch/);
  }
});

Deno.test("parseEeprom knows that the end of a row does not touch the start of the next", () => {
  assert.equal(calibrationOf(eepromWith([64 + 31, 0], [64 + 32, 0])).badPixels.length, 2);
});

Deno.test("parseEeprom takes a pixel whose sensitivity comes to zero or less for a bad one", () => {
  // With the reference at 1 the parts of a pixel decide the sign; most pixels are then insensitive.
  assert.equal(faultOf(eepromWith([33, 0])).kind, "bad-pixels");
  // One pixel alone: the largest pixel part, made negative, takes more than the reference gives.
  const words = eepromWith([32, 0x790A], [33, 12_000], [64 + 200, 0x0204]);
  for (let p = 0; p < 768; p++) if (p !== 200) words[64 + p] = 0x0404;
  assert.deepEqual(calibrationOf(words).badPixels, [{ index: 200, cause: "insensitive" }]);
});

Deno.test("parseEeprom accepts Kta and Kv that are all zero", () => {
  const words = eepromWith([52, 0], [54, 0], [55, 0], [59, 0]);
  for (let p = 64; p < 832; p++) words[p] &= 0xFFF1;
  const calibration = calibrationOf(words);
  assert.ok(calibration.kta.every((value) => value === 0));
  assert.ok(calibration.kv.every((value) => value === 0));
});

Deno.test("parseEeprom never takes the random words of a simulator for a calibration", () => {
  for (let seed = 0; seed < 200; seed++) {
    const wide = Uint16Array.from({ length: 832 }, (_, i) => mix(seed, i));
    const narrow = Uint16Array.from({ length: 832 }, (_, i) => 100 + mix(seed, i) % 9900);
    for (const words of [wide, narrow]) {
      words[0] = 2700;
      words[10] &= ~0x0040;
      words[48] = 6000;
      assert.equal(parseEeprom(words).ok, false, `seed ${seed}`);
    }
  }
});
