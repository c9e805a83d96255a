/**
 * Makes the raw frame that an MLX90640 of a given calibration would deliver for a picture: the converter backwards.
 *
 * For simulated devices and tests. Counts are whole numbers, so a picture comes back to within about 0.1 K.
 */
import {
  FRAME_WORDS,
  int16,
  UNMEASURED,
  WORD_CP0,
  WORD_CP1,
  WORD_GAIN,
  WORD_PTAT,
  WORD_VBE,
  WORD_VDD,
} from "./aux_words.ts";
import { type Calibration, COLUMNS, PIXELS } from "./calibration.ts";
import type { ConverterOptions } from "./converter.ts";
import { FrameFactors } from "./frame_factors.ts";
import { ObjectTemperature } from "./object_temperature.ts";
import { type PixelTerms, pixelTerms } from "./pixel_terms.ts";

/** The state of the simulated chip. */
export interface ChipState {
  /** Temperature of its die, degrees Celsius, -40..85. */
  readonly taC: number;
  /** Its supply, volts. */
  readonly vddV: number;
}

/** A PTAT count in the middle of what chips deliver; the diode's count follows from it and the wanted temperature. */
const PTAT_COUNTS = 1_640;
/** The gain a chip has drifted to since its calibration. */
const GAIN_DRIFT = 0.99;
/** Range of a count; the word above it means that nothing was measured. */
const COUNTS_MIN = -32_768;
const COUNTS_MAX = UNMEASURED - 1;

/** Encodes pictures for one simulated sensor. */
export class FrameEncoder {
  readonly #calibration: Calibration;
  readonly #factors: FrameFactors;
  readonly #temperature: ObjectTemperature;
  readonly #terms: PixelTerms;

  /** `options` must be those of the converter that is to give the picture back. */
  constructor(calibration: Calibration, options: ConverterOptions) {
    this.#calibration = calibration;
    this.#factors = new FrameFactors(calibration, options, options.controlWord);
    this.#temperature = new ObjectTemperature(calibration);
    this.#terms = pixelTerms(calibration, this.#factors);
  }

  /** Writes the frame for `celsius` (768 finite degrees) into `out` (834 words) and returns it. */
  encode(
    celsius: Float32Array,
    chip: ChipState,
    out: Uint16Array = new Uint16Array(FRAME_WORDS),
  ): Uint16Array {
    this.#writeAuxWords(chip, out);
    const factors = this.#factors;
    // The pixels are made for the supply and die temperature that the whole numbers just written stand for.
    factors.update(out);
    const { offset, drift, kv, perAlpha } = this.#terms;
    for (let p = 0; p < PIXELS; p++) {
      const row = Math.floor(p / COLUMNS);
      const column = p % COLUMNS;
      const signal = this.#temperature.signalOf(celsius[p], factors.zeroSignalK4);
      const supply = 1 + kv[(row & 1) * 2 + (column & 1)] * factors.supplyRise;
      const compensated = signal / (perAlpha[p] * factors.signalScale) +
        factors.gradient[factors.subPage(row, column)] -
        factors.patternCounts[p];
      const counts = Math.round(
        (compensated + (offset[p] + drift[p] * factors.dieRise) * supply) / factors.gain,
      );
      out[p] = Math.max(COUNTS_MIN, Math.min(COUNTS_MAX, counts));
    }
    return out;
  }

  /** Datasheet 11.2.2.1 to 11.2.2.4, solved for the words; the unused ones hold what a real device sends there. */
  #writeAuxWords(chip: ChipState, out: Uint16Array): void {
    const cal = this.#calibration;
    out.fill(1, PIXELS, FRAME_WORDS);
    for (const place of [770, 772, 774, 787, 791, 801, 803, 805, 807]) out[place] = UNMEASURED;
    out[WORD_GAIN] = Math.round(cal.gain * GAIN_DRIFT);
    out[WORD_CP0] = cal.cpOffset[0];
    out[WORD_CP1] = cal.cpOffset[1];
    out[WORD_VDD] = Math.round(((chip.vddV - 3.3) * cal.kVdd + cal.vdd25) / this.#factors.resolutionFactor);
    const supplyRise = (int16(out[WORD_VDD]) * this.#factors.resolutionFactor - cal.vdd25) / cal.kVdd;
    const ptatArt = ((chip.taC - 25) * cal.ktPtat + cal.vPtat25) * (1 + cal.kvPtat * supplyRise);
    out[WORD_PTAT] = PTAT_COUNTS;
    out[WORD_VBE] = Math.round(PTAT_COUNTS * (2 ** 18 / ptatArt - cal.alphaPtat));
  }
}
