/**
 * Restores an MLX90640's calibration from the words of its EEPROM, once per sensor.
 *
 * Datasheet: Melexis MLX90640, chapter 11.1. Numbers are kept as they come out of it; Melexis' C library rounds
 * sensitivity and drift to 8 and 16 bits to save memory, which moves a temperature by up to some thousandths of a degree.
 */
import { fail, ok, type Result } from "../../../reading/result.ts";
import { checkBadPixels } from "./bad_pixels.ts";
import { type BadPixel, type Calibration, COLUMNS, EEPROM_WORDS, PIXELS } from "./calibration.ts";
import type { EepromFault } from "./eeprom_fault.ts";

/** First of the 768 words of which each describes one pixel. */
const PIXEL_WORDS = 64;
/** Set in word 10 where the chip is not an MLX90640 (the device select bit). */
const OTHER_CHIP_BIT = 0x0040;

/**
 * Reads the calibration out of `words` (832; more are ignored).
 *
 * Refuses what cannot be a working sensor's. A pixel whose sensitivity comes to zero or less does not condemn the sensor
 * alone: it is a bad pixel like a broken one, within the same limits.
 */
export function parseEeprom(words: Uint16Array): Result<Calibration, EepromFault> {
  if (words.length < EEPROM_WORDS) return fail({ kind: "length", words: words.length });
  if ((words[0] === 0 || words[0] === 0xFFFF) && isUniform(words)) {
    return fail({ kind: "erased", word: words[0] });
  }
  if ((words[10] & OTHER_CHIP_BIT) !== 0) return fail({ kind: "other-chip", word: words[10] });

  const gain = signed(words[48], 16);
  if (gain <= 0) return fail({ kind: "gain", counts: gain });
  const kVdd = signed(words[51] >> 8, 8) * 32;
  if (kVdd === 0) return fail({ kind: "supply-slope" });
  const ktPtat = signed(words[50], 10) / 8;
  if (ktPtat === 0) return fail({ kind: "die-slope" });

  const tgc = signed(words[60], 8) / 32;
  const cpAlpha = compensationAlpha(words);
  const alpha = extractAlpha(words);
  const taken = Math.max(tgc * cpAlpha[0], tgc * cpAlpha[1]);
  const pixels = checkBadPixels(findBadPixels(words, alpha, taken));
  if (!pixels.ok) return pixels;

  const cpOffset0 = signed(words[58], 10);
  const kvScale = (words[56] >> 8) & 0xF;
  const ktaScale = ((words[56] >> 4) & 0xF) + 8;
  return ok({
    kVdd,
    vdd25: ((words[51] & 0xFF) - 256) * 32 - 8192,
    kvPtat: signed(words[50] >> 10, 6) / 4096,
    ktPtat,
    vPtat25: signed(words[49], 16),
    alphaPtat: (words[16] >> 12) / 4 + 8,
    gain,
    tgc,
    resolution: (words[56] >> 12) & 3,
    ksTa: signed(words[60] >> 8, 8) / 8192,
    ...extractKsTo(words),
    cpAlpha,
    cpOffset: [cpOffset0, cpOffset0 + signed(words[58] >> 10, 6)],
    cpKta: signed(words[59], 8) / 2 ** ktaScale,
    cpKv: signed(words[59] >> 8, 8) / 2 ** kvScale,
    calibratedAsChess: (words[10] & 0x0800) === 0,
    ilChess: [signed(words[53], 6) / 16, signed(words[53] >> 6, 5) / 2, signed(words[53] >> 11, 5) / 8],
    controlWord: words[12],
    alpha,
    offset: extractOffset(words),
    kta: extractKta(words, ktaScale),
    kv: extractKv(words, kvScale),
    badPixels: pixels.value,
  });
}

/** The low `bits` of `value` as a two's complement number. */
export function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

/** The signed nibble number `index` of the block that starts at word `start`, four a word, lowest first. */
function nibble(words: Uint16Array, start: number, index: number): number {
  return signed(words[start + (index >> 2)] >> ((index & 3) * 4), 4);
}

function isUniform(words: Uint16Array): boolean {
  for (let i = 1; i < EEPROM_WORDS; i++) if (words[i] !== words[0]) return false;
  return true;
}

/** One value for each pixel from its row, its column and its EEPROM word. */
function perPixel(
  words: Uint16Array,
  value: (row: number, column: number, word: number) => number,
): Float64Array {
  return Float64Array.from(
    { length: PIXELS },
    (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS, words[PIXEL_WORDS + i]),
  );
}

/** Datasheet 11.1.9 and 11.1.10: corner temperatures and sensitivity slopes of the four ranges. */
function extractKsTo(words: Uint16Array): Pick<Calibration, "ksTo" | "cornersC"> {
  const scale = 2 ** ((words[63] & 0xF) + 8);
  const step = ((words[63] >> 12) & 3) * 10;
  const third = ((words[63] >> 4) & 0xF) * step;
  return {
    ksTo: [
      signed(words[61], 8) / scale,
      signed(words[61] >> 8, 8) / scale,
      signed(words[62], 8) / scale,
      signed(words[62] >> 8, 8) / scale,
    ],
    cornersC: [-40, 0, third, third + ((words[63] >> 8) & 0xF) * step],
  };
}

/** Datasheet 11.1.12: the second sub-page's sensitivity is given relative to the first's. */
function compensationAlpha(words: Uint16Array): [number, number] {
  const first = signed(words[57], 10) / 2 ** ((words[32] >> 12) + 27);
  return [first, first * (1 + signed(words[57] >> 10, 6) / 128)];
}

/** Datasheet 11.1.4: reference, plus row, column and pixel parts, each with its own scale. */
function extractAlpha(words: Uint16Array): Float64Array {
  const scale = 2 ** ((words[32] >> 12) + 30);
  const rowScale = (words[32] >> 8) & 0xF;
  const columnScale = (words[32] >> 4) & 0xF;
  const pixelScale = words[32] & 0xF;
  return perPixel(
    words,
    (row, column, word) =>
      (words[33] + nibble(words, 34, row) * 2 ** rowScale + nibble(words, 40, column) * 2 ** columnScale +
        signed(word >> 4, 6) * 2 ** pixelScale) / scale,
  );
}

/** Datasheet 11.1.3: as the sensitivity, in counts. */
function extractOffset(words: Uint16Array): Float64Array {
  const reference = signed(words[17], 16);
  const rowScale = (words[16] >> 8) & 0xF;
  const columnScale = (words[16] >> 4) & 0xF;
  const pixelScale = words[16] & 0xF;
  return perPixel(
    words,
    (row, column, word) =>
      reference + nibble(words, 18, row) * 2 ** rowScale + nibble(words, 24, column) * 2 ** columnScale +
      signed(word >> 10, 6) * 2 ** pixelScale,
  );
}

/** Datasheet 11.1.6: a value for each parity of row and column, plus the pixel's own part. */
function extractKta(words: Uint16Array, scale: number): Float64Array {
  const pixelScale = words[56] & 0xF;
  return perPixel(words, (row, column, word) => {
    const pair = words[(column & 1) === 0 ? 54 : 55];
    const common = signed((row & 1) === 0 ? pair >> 8 : pair, 8);
    return (common + signed(word >> 1, 3) * 2 ** pixelScale) / 2 ** scale;
  });
}

/** Datasheet 11.1.5: a value for each parity of row and column. */
function extractKv(words: Uint16Array, scale: number): Float64Array {
  return perPixel(words, (row, column) => {
    const place = (column & 1) === 0 ? ((row & 1) === 0 ? 12 : 8) : ((row & 1) === 0 ? 4 : 0);
    return signed(words[52] >> place, 4) / 2 ** scale;
  });
}

/** `takenAlpha` is what the compensation pixel takes off every pixel's sensitivity. */
function findBadPixels(words: Uint16Array, alpha: Float64Array, takenAlpha: number): BadPixel[] {
  const bad: BadPixel[] = [];
  for (let index = 0; index < PIXELS; index++) {
    const word = words[PIXEL_WORDS + index];
    if (word === 0) bad.push({ index, cause: "broken" });
    else if ((word & 1) !== 0) bad.push({ index, cause: "outlier" });
    else if (alpha[index] <= takenAlpha) bad.push({ index, cause: "insensitive" });
  }
  return bad;
}
