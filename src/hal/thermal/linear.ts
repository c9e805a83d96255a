/**
 * Degrees of the devices that do the calibration themselves: signed counts times a scale plus an offset.
 *
 * Source: the public EmberEye simulators and thermal_frame_parser.py (ratnaprasad/EmberEye), which scale by 0.01 around 27 C.
 */

const PIXELS = 768;
/** Words of a frame on the line. */
const FRAME_WORDS = 834;
/**
 * EEPROM word 0 beyond this is no correction of a sensor, and is not applied: a larger one would let a word that means
 * something else move every temperature of the device by hundreds of degrees, and hide a fire.
 */
const DEVICE_OFFSET_MAX_C = 100;

/** How counts become degrees. */
export interface LinearScale {
  /** Degrees a count. */
  readonly scale: number;
  /** Degrees at count 0. */
  readonly offsetC: number;
}

/** What the known devices use. */
export const LINEAR_DEFAULT: LinearScale = { scale: 0.01, offsetC: 27 };

/**
 * What the device wants subtracted, degrees Celsius: EEPROM word 0 in hundredths of a degree. Signed, since the devices
 * send corrections of both signs (two's complement). 0 where there is no EEPROM or the word cannot be a correction.
 */
export function deviceOffsetC(eeprom: Uint16Array | undefined): number {
  if (eeprom === undefined || eeprom.length === 0) return 0;
  const offsetC = ((eeprom[0] << 16) >> 16) / 100;
  return Math.abs(offsetC) <= DEVICE_OFFSET_MAX_C ? offsetC : 0;
}

/** Writes 768 degrees Celsius into `out`; `offsetC` is the device's own, see {@linkcode deviceOffsetC}. */
export function convertLinear(
  words: Uint16Array,
  scale: LinearScale,
  offsetC: number,
  out: Float32Array,
): void {
  const factor = scale.scale;
  const base = scale.offsetC - offsetC;
  for (let p = 0; p < PIXELS; p++) out[p] = ((words[p] << 16) >> 16) * factor + base;
}

/**
 * The frame of 834 words that a linear device sends for `celsius`, by {@linkcode LINEAR_DEFAULT}; what does not fit into
 * a word is cut off at -300.68 and 354.67 C less the offset. Its auxiliary words are small numbers, as the newest simulator's.
 */
export function encodeLinear(
  celsius: Float32Array,
  offsetC: number,
  out = new Uint16Array(FRAME_WORDS),
): Uint16Array {
  const { scale, offsetC: base } = LINEAR_DEFAULT;
  for (let p = 0; p < PIXELS; p++) {
    const counts = Math.round((celsius[p] + offsetC - base) / scale);
    out[p] = Math.max(-32768, Math.min(32767, counts));
  }
  for (let i = PIXELS; i < FRAME_WORDS; i++) out[i] = i;
  return out;
}
