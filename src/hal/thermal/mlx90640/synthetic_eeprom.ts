/**
 * A calibration EEPROM for a simulated MLX90640: made up, but one that a real sensor could have.
 *
 * Every parameter is non-zero and every pixel differs, so that a converter which leaves one out gives other temperatures.
 * Layout: Melexis MLX90640, chapter 11.1. The typical values are those that real sensors lie around.
 */
import { mix, uniform } from "../noise.ts";
import { COLUMNS, EEPROM_WORDS, PIXELS, ROWS } from "./calibration.ts";

/** The EEPROM of the simulated sensor number `seed`: 832 words. */
export function syntheticEeprom(seed: number): Uint16Array {
  let drawn = 0;
  const between = (low: number, high: number) => low + Math.floor(uniform(seed, drawn++) * (high - low + 1));
  const words = new Uint16Array(EEPROM_WORDS);

  // Head: the constant start of real EEPROMs, three words of serial number, chess pattern, 18 bits at 2 Hz.
  words.set([0x00B0, 0x999F, 0x0000, 0x2061, 0x0004, 0x0320, 0x03E0], 0);
  for (let i = 7; i <= 9; i++) words[i] = mix(seed, 1_000_000 + i) & 0xFFFF;
  words[10] = 0x048D;
  words[12] = 0x1901;
  words[15] = 0xBE33;

  // Offset: alphaPTAT 9, row parts by 4, column parts by 2, pixel parts by 1, around -65 counts.
  words[16] = 0x4210;
  words[17] = between(-75, -55);
  for (let row = 0; row < ROWS; row++) setNibble(words, 18, row, between(-3, 3));
  for (let column = 0; column < COLUMNS; column++) setNibble(words, 24, column, between(-5, 5));

  // Sensitivity: 2^-37 a unit; the middle of the picture sees better than its edges.
  words[32] = 0x79A6;
  words[33] = between(12_000, 13_400);
  for (let row = 0; row < ROWS; row++) setNibble(words, 34, row, dome(row, ROWS, 3));
  for (let column = 0; column < COLUMNS; column++) setNibble(words, 40, column, dome(column, COLUMNS, 2));

  words[48] = between(5_500, 6_500); // gain
  words[49] = between(12_100, 12_400); // PTAT at 25 C
  words[50] = pack(between(9, 24), 10, between(330, 345)); // KvPTAT, KtPTAT
  words[51] = pack(between(-102, -93), 8, between(0x60, 0x80)); // kVdd, Vdd at 25 C
  words[52] = 0x4333; // Kv by parity of row and column
  words[53] = 0x09CA; // correction for the other reading pattern
  words[54] = pack(between(48, 56), 8, between(48, 56)); // Kta by parity
  words[55] = pack(between(46, 52), 8, between(46, 52));
  words[56] = 0x2352; // 18 bits, scales of Kv and Kta
  words[57] = pack(between(1, 6), 10, between(100, 140)); // compensation pixel: sensitivity
  words[58] = pack(between(1, 6), 10, between(-75, -55)); // compensation pixel: offset
  words[59] = pack(between(2, 4), 8, between(28, 36)); // compensation pixel: Kv, Kta
  words[60] = pack(between(-22, -16), 8, between(4, 10)); // KsTa, TGC
  words[61] = pack(between(-16, -10), 8, between(-9, -6)); // KsTo of the first two ranges
  words[62] = pack(between(-34, -26), 8, between(-24, -18)); // KsTo of the last two
  words[63] = 0x2558; // corner temperatures 100 and 200 C, scale of KsTo

  for (let p = 0; p < PIXELS; p++) {
    const kta = between(0, 1) === 0 ? between(-3, -1) : between(1, 3);
    words[64 + p] = ((between(-9, 9) & 0x3F) << 10) | ((between(-14, 14) & 0x3F) << 4) | ((kta & 7) << 1);
  }
  return words;
}

function pack(high: number, shift: number, low: number): number {
  return (high << shift) | (low & ((1 << shift) - 1));
}

/** Writes the signed nibble number `index` of the block that starts at word `start`. */
function setNibble(words: Uint16Array, start: number, index: number, value: number): void {
  words[start + (index >> 2)] |= (value & 0xF) << ((index & 3) * 4);
}

/** From about -`height` at the ends to `height` in the middle, never 0. */
function dome(at: number, count: number, height: number): number {
  const value = Math.round(height * (2 * Math.sin(Math.PI * (at + 0.5) / count) - 1));
  return value === 0 ? 1 : value;
}
