/**
 * What is common to all pixels of one frame: supply, die temperature, gain, and the terms that follow from them.
 *
 * Datasheet: Melexis MLX90640, chapters 11.2.2.1 to 11.2.2.7. Shared by the converter and by the encoder of simulated
 * frames, which runs the same equations backwards.
 */
import {
  int16,
  isUnmeasured,
  WORD_CP0,
  WORD_CP1,
  WORD_GAIN,
  WORD_PTAT,
  WORD_VBE,
  WORD_VDD,
} from "./aux_words.ts";
import { type Calibration, COLUMNS, PIXELS } from "./calibration.ts";

/** What the sensor looks at. */
export interface Optics {
  /** Emissivity of the surfaces in view, above 0 and at most 1. */
  readonly emissivity: number;
  /** Reflected temperature, degrees Celsius; where absent, the die's less {@linkcode REFLECTED_BELOW_DIE_K}. */
  readonly reflectedC?: number;
}

/** The driver guide's estimate for a sensor in open air: the die is this much warmer than its surroundings. */
export const REFLECTED_BELOW_DIE_K = 8;

const KELVIN = 273.15;
/** Reading pattern and ADC resolution in the control register. */
const CONTROL_CHESS = 0x1000;
const CONTROL_RESOLUTION_SHIFT = 10;
/** Where the calibration counts from: 25 C and 3.3 V. */
const CALIBRATED_AT_C = 25;
const CALIBRATED_AT_V = 3.3;

/** The common terms of the frame last given to {@linkcode FrameFactors.update}. Allocates nothing per frame. */
export class FrameFactors {
  /** Supply, volts. */
  vddV = NaN;
  /** Temperature of the die, degrees Celsius. */
  taC = NaN;
  /** Factor on every count. Not finite where the frame's gain word is 0. */
  gain = NaN;
  /** Supply above 3.3 V. */
  supplyRise = NaN;
  /** Die above 25 C. */
  dieRise = NaN;
  /** Fourth power of the temperature that a pixel of zero signal sees, by die and reflection together. */
  zeroSignalK4 = NaN;
  /** Factor from compensated counts over sensitivity to a fourth power of kelvins. */
  signalScale = NaN;
  /** What the compensation pixel takes off the pixels of sub-page 0 and 1, counts. */
  readonly gradient = new Float64Array(2);
  /** Whether the sub-pages are the squares of a chess board (else alternate lines). */
  readonly chess: boolean;
  /** Counts added to every pixel where the reading pattern is not the calibrated one; all 0 otherwise. */
  readonly patternCounts = new Float64Array(PIXELS);

  readonly #calibration: Calibration;
  readonly #optics: Optics;
  /** Supply counts at the resolution of the calibration for one at the current resolution. */
  readonly resolutionFactor: number;
  readonly #cpOffset1: number;

  constructor(calibration: Calibration, optics: Optics, controlWord = calibration.controlWord) {
    this.#calibration = calibration;
    this.#optics = optics;
    this.resolutionFactor = 2 ** (calibration.resolution - ((controlWord >> CONTROL_RESOLUTION_SHIFT) & 3));
    this.chess = (controlWord & CONTROL_CHESS) !== 0;
    const [c0, c1, c2] = calibration.ilChess;
    const otherPattern = this.chess !== calibration.calibratedAsChess;
    this.#cpOffset1 = calibration.cpOffset[1] + (otherPattern ? c0 : 0);
    if (!otherPattern) return;
    for (let p = 0; p < PIXELS; p++) {
      const sign = (Math.floor(p / COLUMNS) & 1) === 0 ? 1 : -1;
      const step = (p & 1) === 0 ? 0 : (p & 2) === 0 ? -1 : 1;
      this.patternCounts[p] = -c2 * sign - c1 * step * sign;
    }
  }

  /** The sub-page that measures the pixel at `row` and `column`. */
  subPage(row: number, column: number): number {
    return (this.chess ? row + column : row) & 1;
  }

  /** Takes the terms from the auxiliary words of `words` (832 or more); all become NaN where one was not measured. */
  update(words: Uint16Array): void {
    const cal = this.#calibration;
    const supplyCounts = isUnmeasured(words) ? NaN : int16(words[WORD_VDD]) * this.resolutionFactor;
    this.supplyRise = (supplyCounts - cal.vdd25) / cal.kVdd;
    this.vddV = CALIBRATED_AT_V + this.supplyRise;

    const ptat = int16(words[WORD_PTAT]);
    const ptatArt = ptat / (ptat * cal.alphaPtat + int16(words[WORD_VBE])) * 2 ** 18;
    this.dieRise = (ptatArt / (1 + cal.kvPtat * this.supplyRise) - cal.vPtat25) / cal.ktPtat;
    this.taC = CALIBRATED_AT_C + this.dieRise;

    this.gain = cal.gain / int16(words[WORD_GAIN]);
    const emissivity = this.#optics.emissivity;
    const dieK4 = fourthPower(this.taC + KELVIN);
    const reflectedK4 = fourthPower((this.#optics.reflectedC ?? this.taC - REFLECTED_BELOW_DIE_K) + KELVIN);
    this.zeroSignalK4 = reflectedK4 - (reflectedK4 - dieK4) / emissivity;
    this.signalScale = 1 / (emissivity * (1 + cal.ksTa * this.dieRise));

    const drift = (1 + cal.cpKta * this.dieRise) * (1 + cal.cpKv * this.supplyRise);
    this.gradient[0] = cal.tgc * (int16(words[WORD_CP0]) * this.gain - cal.cpOffset[0] * drift);
    this.gradient[1] = cal.tgc * (int16(words[WORD_CP1]) * this.gain - this.#cpOffset1 * drift);
  }
}

function fourthPower(kelvins: number): number {
  const square = kelvins * kelvins;
  return square * square;
}
