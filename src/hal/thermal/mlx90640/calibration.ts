/**
 * What one MLX90640's calibration EEPROM says, as plain numbers: the constants behind every conversion of its frames.
 *
 * Datasheet: Melexis MLX90640, chapter 11.1 (restoring calibration data). Names follow its parameters.
 */

/** One sensor's calibration. Arrays have one value a pixel, row-major, 24 rows of 32. Never changed once made. */
export interface Calibration {
  /** Slope of the supply measurement, counts a volt. Never 0. */
  readonly kVdd: number;
  /** Counts of the supply measurement at 3.3 V. */
  readonly vdd25: number;
  readonly kvPtat: number;
  /** Slope of the die's temperature measurement, counts a kelvin. Never 0. */
  readonly ktPtat: number;
  readonly vPtat25: number;
  readonly alphaPtat: number;
  /** Gain at calibration, counts. Positive. */
  readonly gain: number;
  /** Thermal gradient coefficient: how much of the compensation pixel is subtracted. */
  readonly tgc: number;
  /** ADC resolution at calibration: 0..3 for 16..19 bits. */
  readonly resolution: number;
  /** Change of sensitivity with the die's temperature, a kelvin. */
  readonly ksTa: number;
  /** Change of sensitivity with the object's temperature, a kelvin, in each of four ranges. */
  readonly ksTo: readonly [number, number, number, number];
  /** Corner temperatures at which those ranges start, degrees Celsius: -40, 0 and two from the EEPROM. */
  readonly cornersC: readonly [number, number, number, number];
  /** Sensitivity of the compensation pixel in each sub-page. */
  readonly cpAlpha: readonly [number, number];
  /** Offset of the compensation pixel in each sub-page, counts. */
  readonly cpOffset: readonly [number, number];
  readonly cpKta: number;
  readonly cpKv: number;
  /** Whether the sensor was calibrated reading its sub-pages as a chess board (else as interleaved lines). */
  readonly calibratedAsChess: boolean;
  /** Corrections for reading in the other pattern than the calibrated one. */
  readonly ilChess: readonly [number, number, number];
  /** Control register as the EEPROM initialises it: what the sensor runs with where nobody changed it. */
  readonly controlWord: number;
  /** Sensitivity, before the compensation pixel's part is taken off. Positive for every good pixel. */
  readonly alpha: Float64Array;
  /** Offset, counts. */
  readonly offset: Float64Array;
  /** Change of the offset with the die's temperature, a kelvin. 0 is legal. */
  readonly kta: Float64Array;
  /** Change of the offset with the supply, a volt. 0 is legal. */
  readonly kv: Float64Array;
  /** Pixels whose own measurement means nothing, ascending: see {@linkcode BadPixelCause}. */
  readonly badPixels: readonly BadPixel[];
}

/**
 * Why a pixel is bad. `broken`: its EEPROM word is 0. `outlier`: bit 0 of its EEPROM word is set. `insensitive`: its
 * sensitivity comes to zero or less, so no temperature follows from its counts; the vendor's code divides by it.
 */
export type BadPixelCause = "broken" | "outlier" | "insensitive";

/** One bad pixel: its temperature is taken from its neighbours. */
export interface BadPixel {
  /** Row-major, 0..767. */
  readonly index: number;
  readonly cause: BadPixelCause;
}

/** Words of the EEPROM (addresses 0x2400 to 0x273F). */
export const EEPROM_WORDS = 832;
/** Pixels a frame: 24 rows of 32. */
export const PIXELS = 768;
/** Pixels a row. */
export const COLUMNS = 32;
/** Rows a frame. */
export const ROWS = 24;
