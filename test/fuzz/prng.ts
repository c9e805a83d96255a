/**
 * Repeatable random numbers for tests that search: the same seed gives the same run on every machine.
 */

/** A generator of the sfc32 family (C. Doty-Humphrey, PractRand). */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    this.#a = 0x9E3779B9;
    this.#b = 0x243F6A88;
    this.#c = seed | 0;
    for (let round = 0; round < 15; round++) this.uint32();
  }

  /** 0..2^32-1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number, 0..below-1. */
  int(below: number): number {
    return Math.floor(this.uint32() / 0x1_0000_0000 * below);
  }

  /** True with that probability. */
  chance(probability: number): boolean {
    return this.uint32() < probability * 0x1_0000_0000;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(values.length)];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(256));
  }
}

/** Runs `test` once for each seed, naming the seed where it fails. */
export function forSeeds(count: number, test: (random: Prng) => void): void {
  for (let seed = 1; seed <= count; seed++) {
    try {
      test(new Prng(seed));
    } catch (cause) {
      throw new Error(`fails with seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }
}
