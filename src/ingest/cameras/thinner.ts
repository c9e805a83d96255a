/**
 * Lets an even part of a camera's pictures through, so that its rate can be changed without connecting it anew.
 */

/** Decides picture by picture. */
export class FrameThinner {
  #factor = 1;
  #credit = 1;

  get factor(): number {
    return this.#factor;
  }

  /** The part that gets through, from 0 (nothing) to 1 (everything). */
  set factor(factor: number) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new RangeError(`thinner: factor ${factor} is not within 0 and 1`);
    }
    this.#factor = factor;
  }

  /** Whether the picture that came now gets through. */
  admits(): boolean {
    this.#credit = Math.min(2, this.#credit + this.#factor);
    // Sums of fractions like 0.75 to the power of 3 miss a whole number by a hair.
    if (this.#credit < 1 - 1e-9) return false;
    this.#credit -= 1;
    return true;
  }
}
