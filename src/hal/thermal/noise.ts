/**
 * Repeatable randomness for simulated sensors: numbers that depend on a seed alone.
 */

/** A well-mixed 32-bit number from two others (murmur3's finaliser). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9E3779B9, 0x85EBCA6B) ^ Math.imul(b + 0x7F4A7C15, 0xC2B2AE35);
  h = Math.imul(h ^ (h >>> 16), 0x85EBCA6B);
  h = Math.imul(h ^ (h >>> 13), 0xC2B2AE35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The number in 0..1 (1 excluded) that `seed` has at `index`. */
export function uniform(seed: number, index: number): number {
  return mix(seed, index) / 2 ** 32;
}
