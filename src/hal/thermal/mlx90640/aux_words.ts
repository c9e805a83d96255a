/**
 * The auxiliary words of a frame: where each measurement stands, and whether they look like an MLX90640's at all.
 *
 * Datasheet: Melexis MLX90640, chapter 11.2.2; RAM addresses 0x0700 to 0x073F follow the 768 pixels as words 768 to 831.
 */

/** Words a frame must have to be converted: pixels and auxiliary words. */
export const CONVERTIBLE_WORDS = 832;
/** Words a frame has on the line: two trailing ones follow, which mean nothing. */
export const FRAME_WORDS = 834;

/** Voltage of the die's diode (RAM 0x0700). */
export const WORD_VBE = 768;
/** Compensation pixel of sub-page 0 (RAM 0x0708). */
export const WORD_CP0 = 776;
/** Gain (RAM 0x070A). */
export const WORD_GAIN = 778;
/** Voltage proportional to the die's temperature (RAM 0x0720). */
export const WORD_PTAT = 800;
/** Compensation pixel of sub-page 1 (RAM 0x0728). */
export const WORD_CP1 = 808;
/** Supply (RAM 0x072A). */
export const WORD_VDD = 810;

/** What the RAM holds where the chip has not measured: normal in unused words, no value in a used one. */
export const UNMEASURED = 0x7FFF;

/** `word` as the signed count it stands for. */
export function int16(word: number): number {
  return (word << 16) >> 16;
}

/** The words every conversion needs. */
const USED = [WORD_VBE, WORD_CP0, WORD_GAIN, WORD_PTAT, WORD_CP1, WORD_VDD] as const;

/** Whether the chip had not yet measured one of the words that a conversion needs. */
export function isUnmeasured(words: Uint16Array): boolean {
  for (let i = 0; i < USED.length; i++) if (words[USED[i]] === UNMEASURED) return true;
  return false;
}

/** The supply counts below zero, by -13000 or so at 18 bits, a quarter of that at 16 and twice that at 19. */
const SUPPLY_MIN = 0x8000;
const SUPPLY_MAX = 0x10000 - 2_000;
/** Chips have a gain of 4,000 to 8,000 counts at 18 bits; wider lets more random words pass. */
const GAIN_MIN = 1_000;
const GAIN_MAX = 14_000;
/** A die at 32 C gives a ratio of 0.083, one at -40 C 0.053 and one at 85 C 0.12. */
const PTAT_RATIO_MIN = 0.045;
const PTAT_RATIO_MAX = 0.14;
/** Compensation pixels lie within a few hundred counts; a larger limit lets more random words pass. */
const CP_COUNTS_MAX = 1_000;

/**
 * Whether the auxiliary words of `words` (832 or more) can be an MLX90640's, judged without its EEPROM.
 *
 * Six words are compared with what every such chip delivers. The public EmberEye simulators, which measure nothing, fill
 * these places with random words: of those drawn from all 65,536 about one frame in a million passes, of those drawn from
 * 100..9999 (the newest simulator) none.
 */
export function looksLikeMlx90640(words: Uint16Array): boolean {
  if (isUnmeasured(words)) return false;
  const supply = words[WORD_VDD];
  if (supply < SUPPLY_MIN || supply > SUPPLY_MAX) return false;
  if (words[WORD_GAIN] < GAIN_MIN || words[WORD_GAIN] > GAIN_MAX) return false;
  if (Math.abs(int16(words[WORD_CP0])) > CP_COUNTS_MAX) return false;
  if (Math.abs(int16(words[WORD_CP1])) > CP_COUNTS_MAX) return false;
  const vbe = int16(words[WORD_VBE]);
  const ptat = words[WORD_PTAT];
  return ptat > vbe * PTAT_RATIO_MIN && ptat < vbe * PTAT_RATIO_MAX;
}
