/**
 * Turns the raw words of a frame into degrees Celsius by the sensor's own calibration.
 *
 * Datasheet: Melexis MLX90640, chapter 11.2. Both sub-pages are converted at once, since the devices send one
 * image that holds both.
 */
import { CONVERTIBLE_WORDS, UNMEASURED } from "./aux_words.ts";
import { medianOf, standIns } from "./bad_pixels.ts";
import { type Calibration, COLUMNS, PIXELS, ROWS } from "./calibration.ts";
import { FrameFactors, type Optics } from "./frame_factors.ts";
import { ObjectTemperature } from "./object_temperature.ts";
import { type PixelTerms, pixelTerms } from "./pixel_terms.ts";

/** What a frame tells beside its picture. */
export interface FrameFacts {
  /** Temperature of the die, degrees Celsius; NaN where the device does not tell. */
  taC: number;
  /** Supply of the sensor, volts; NaN where the device does not tell. */
  vddV: number;
  /** Pixels of 768 with a measurement of their own: neither bad nor NaN. */
  validPixels: number;
  /** Bad pixels that got their neighbours' temperature: a number in the picture, but no measurement. */
  correctedPixels: number;
}

/** How a converter is set up. */
export interface ConverterOptions extends Optics {
  /** Control register the device runs with; where absent, as its EEPROM initialises it. */
  readonly controlWord?: number;
}

/** Converts frames of one sensor. Allocates nothing per frame. */
export class Converter {
  readonly #factors: FrameFactors;
  readonly #temperature: ObjectTemperature;
  readonly #facts: FrameFacts = { taC: NaN, vddV: NaN, validPixels: 0, correctedPixels: 0 };
  readonly #signals = new Float64Array(PIXELS);
  readonly #terms: PixelTerms;
  readonly #bad: readonly { readonly index: number; readonly standIns: readonly number[] }[];
  readonly #scratch = new Float64Array(4);

  constructor(calibration: Calibration, options: ConverterOptions) {
    const factors = new FrameFactors(calibration, options, options.controlWord);
    this.#factors = factors;
    this.#temperature = new ObjectTemperature(calibration);
    this.#terms = pixelTerms(calibration, factors);
    this.#bad = calibration.badPixels.map(({ index }) => ({
      index,
      standIns: standIns(index, factors.chess),
    }));
  }

  /**
   * Writes 768 degrees Celsius into `out`, row-major. `words` holds 768 pixels and the 64 auxiliary words; more are ignored.
   *
   * A pixel for which the equations have no solution, and each pixel of a sub-page that was never measured, is NaN.
   * The returned object is the same every time.
   */
  convert(words: Uint16Array, out: Float32Array): Readonly<FrameFacts> {
    if (words.length < CONVERTIBLE_WORDS) {
      throw new RangeError(`a frame of ${words.length} words has no auxiliary words`);
    }
    const factors = this.#factors;
    factors.update(words);
    this.#compensate(words);
    let invalid = this.#temperature.convert(this.#signals, factors.zeroSignalK4, out);
    if (words[0] === UNMEASURED) invalid += this.#blankUnmeasured(words, 0, out);
    if (words[1] === UNMEASURED || words[COLUMNS] === UNMEASURED) {
      invalid += this.#blankUnmeasured(words, 1, out);
    }

    const facts = this.#facts;
    facts.taC = factors.taC;
    facts.vddV = factors.vddV;
    facts.correctedPixels = 0;
    for (let i = 0; i < this.#bad.length; i++) {
      const { index, standIns } = this.#bad[i];
      if (out[index] === out[index]) invalid++;
      out[index] = medianOf(out, standIns, this.#scratch);
      if (out[index] === out[index]) facts.correctedPixels++;
    }
    facts.validPixels = PIXELS - invalid;
    return facts;
  }

  /** Datasheet 11.2.2.5 to 11.2.2.8: gain, offset with its drifts, pattern, gradient, sensitivity. */
  #compensate(words: Uint16Array): void {
    const { gain, dieRise, supplyRise, signalScale, gradient, patternCounts, chess } = this.#factors;
    const signals = this.#signals;
    const { offset, drift, kv, perAlpha } = this.#terms;
    let p = 0;
    for (let row = 0; row < ROWS; row++) {
      const odd = row & 1;
      const supplyEven = 1 + kv[odd * 2] * supplyRise;
      const supplyOdd = 1 + kv[odd * 2 + 1] * supplyRise;
      const gradientEven = gradient[odd];
      const gradientOdd = gradient[chess ? 1 - odd : odd];
      for (const end = p + COLUMNS; p < end; p += 2) {
        const q = p + 1;
        const even = ((words[p] << 16) >> 16) * gain - (offset[p] + drift[p] * dieRise) * supplyEven;
        const next = ((words[q] << 16) >> 16) * gain - (offset[q] + drift[q] * dieRise) * supplyOdd;
        signals[p] = (even + patternCounts[p] - gradientEven) * perAlpha[p] * signalScale;
        signals[q] = (next + patternCounts[q] - gradientOdd) * perAlpha[q] * signalScale;
      }
    }
  }

  /**
   * Where every pixel of `subPage` holds the RAM's value from before the first measurement, makes them NaN and returns
   * how many became so. A single such value stays: it may be a pixel saturated by a fire.
   */
  #blankUnmeasured(words: Uint16Array, subPage: number, out: Float32Array): number {
    const factors = this.#factors;
    for (let p = 0; p < PIXELS; p++) {
      if (factors.subPage(p >> 5, p & 31) === subPage && words[p] !== UNMEASURED) return 0;
    }
    let blanked = 0;
    for (let p = 0; p < PIXELS; p++) {
      if (factors.subPage(p >> 5, p & 31) !== subPage) continue;
      if (out[p] === out[p]) blanked++;
      out[p] = NaN;
    }
    return blanked;
  }
}
