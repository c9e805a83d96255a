/**
 * From a pixel's signal to the temperature of what it sees, with the sensitivity slope of each range, and back.
 *
 * Datasheet: Melexis MLX90640, chapter 11.2.2.9. Its equations are divided through by the sensitivity, which leaves the
 * signal s = compensated counts / sensitivity, a difference of fourth powers of kelvins, as the only value of a pixel.
 */
import type { Calibration } from "./calibration.ts";

const KELVIN = 273.15;

/**
 * The terms of one sensor's equations. With z the zero signal: t0 = root(s + z); t1 = root(s / (c + d t0) + z);
 * t = root(s / (a + b t1) + z), a and b being those of the range that t1 lies in. Roots are fourth roots, t in kelvins.
 */
export class ObjectTemperature {
  readonly c: number;
  readonly d: number;
  readonly a = new Float64Array(4);
  readonly b = new Float64Array(4);
  /** Where the second, third and fourth range start, kelvins. */
  readonly startsK: readonly [number, number, number];

  constructor(calibration: Calibration) {
    const { ksTo, cornersC } = calibration;
    this.d = ksTo[1];
    this.c = 1 - ksTo[1] * KELVIN;
    const third = 1 + ksTo[1] * cornersC[2];
    const fourth = third * (1 + ksTo[2] * (cornersC[3] - cornersC[2]));
    const ranged = [1 / (1 + ksTo[0] * (cornersC[1] - cornersC[0])), 1, third, fourth];
    for (let range = 0; range < 4; range++) {
      this.a[range] = ranged[range] * (1 - ksTo[range] * (cornersC[range] + KELVIN));
      this.b[range] = ranged[range] * ksTo[range];
    }
    this.startsK = [cornersC[1] + KELVIN, cornersC[2] + KELVIN, cornersC[3] + KELVIN];
  }

  /**
   * Writes the temperature of each of `signals` into `out`, degrees Celsius; returns how many came out as NaN.
   * Written as one loop over plain numbers: it is the hottest of the product.
   */
  convert(signals: Float64Array, zeroSignalK4: number, out: Float32Array): number {
    const { a, b, c, d } = this;
    const [start1, start2, start3] = this.startsK;
    const a1 = a[1];
    const b1 = b[1];
    let notANumber = 0;
    for (let p = 0; p < signals.length; p++) {
      const s = signals[p];
      const t0 = Math.sqrt(Math.sqrt(s + zeroSignalK4));
      const t1 = Math.sqrt(Math.sqrt(s / (c + d * t0) + zeroSignalK4));
      let slopeA = a1;
      let slopeB = b1;
      if (t1 < start1) {
        slopeA = a[0];
        slopeB = b[0];
      } else if (t1 >= start2) {
        const range = t1 < start3 ? 2 : 3;
        slopeA = a[range];
        slopeB = b[range];
      }
      const t = Math.sqrt(Math.sqrt(s / (slopeA + slopeB * t1) + zeroSignalK4)) - KELVIN;
      out[p] = t;
      if (t !== t) notANumber++;
    }
    return notANumber;
  }

  /** The signal that {@linkcode convert} turns into `objectC` degrees Celsius. */
  signalOf(objectC: number, zeroSignalK4: number): number {
    const t = objectC + KELVIN;
    const difference = t * t * t * t - zeroSignalK4;
    let t1 = t;
    let s = difference;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const range = t1 < this.startsK[0] ? 0 : t1 < this.startsK[1] ? 1 : t1 < this.startsK[2] ? 2 : 3;
      s = difference * (this.a[range] + this.b[range] * t1);
      const t0 = Math.sqrt(Math.sqrt(s + zeroSignalK4));
      const next = Math.sqrt(Math.sqrt(s / (this.c + this.d * t0) + zeroSignalK4));
      if (Math.abs(next - t1) < SETTLED_K) break;
      t1 = next;
    }
    return s;
  }
}

/** Each round brings t1 a digit or more closer; only at a corner, where its range may alternate, does it need them all. */
const ROUNDS_MAX = 6;
/** An error of t1 moves the result by less than a tenth of it: far below what a whole count stands for. */
const SETTLED_K = 0.005;
