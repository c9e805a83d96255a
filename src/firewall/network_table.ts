/**
 * From an address to the narrowest network that holds it, at a cost that does not grow with the number of networks: one look into a
 * hash table for each length of network that occurs.
 */
import type { Address } from "../reading/address.ts";
import { masked, type Network, wordMask } from "../reading/network.ts";

/** Words of a row: four of the address, the length in bits, the number of the value. */
const ROW = 6;
/** Rows for each network at least: a fuller table makes runs of collisions longer. */
const ROOM = 2;
/** Marks a free row; no network is this long. */
const FREE = 0xFFFFFFFF;

/** Networks with what belongs to them. Of a network given twice the first counts. */
export class NetworkTable<T> {
  readonly #values: T[] = [];
  readonly #rows: Uint32Array<ArrayBuffer>;
  readonly #slotMask: number;
  /** Lengths that occur, the longest first, each with the masks of its four words. */
  readonly #lengths: readonly { readonly bits: number; readonly masks: Address }[];

  constructor(entries: Iterable<readonly [Network, T]>) {
    const all = [...entries];
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, all.length * ROOM)));
    this.#slotMask = slots - 1;
    this.#rows = new Uint32Array(slots * ROW).fill(FREE);
    const lengths = new Set<number>();
    for (const [{ address, bits }, value] of all) {
      const row = this.#row(bits, ...words(masked(address, bits)));
      if (this.#rows[row + 4] !== FREE) continue;
      this.#rows.set(address, row);
      this.#rows[row + 4] = bits;
      this.#rows[row + 5] = this.#values.push(value) - 1;
      lengths.add(bits);
    }
    this.#lengths = [...lengths].sort((a, b) => b - a).map((bits) => ({
      bits,
      masks: Uint32Array.from({ length: 4 }, (_, i) => wordMask(bits, i)),
    }));
  }

  /** How many networks it holds. */
  get size(): number {
    return this.#values.length;
  }

  /** What belongs to the narrowest network that holds `address`; undefined where none does. */
  find(address: Address): T | undefined {
    for (const { bits, masks } of this.#lengths) {
      const row = this.#row(
        bits,
        (address[0] & masks[0]) >>> 0,
        (address[1] & masks[1]) >>> 0,
        (address[2] & masks[2]) >>> 0,
        (address[3] & masks[3]) >>> 0,
      );
      if (this.#rows[row + 4] !== FREE) return this.#values[this.#rows[row + 5]];
    }
    return undefined;
  }

  /** Where the row of a network is, or the free one where it would go. */
  #row(bits: number, a: number, b: number, c: number, d: number): number {
    const rows = this.#rows;
    let hash = Math.imul(a ^ bits, 0x9E3779B1);
    hash = Math.imul(hash ^ hash >>> 15 ^ b, 0x85EBCA77);
    hash = Math.imul(hash ^ hash >>> 13 ^ c, 0xC2B2AE3D);
    hash = Math.imul(hash ^ hash >>> 16 ^ d, 0x27D4EB2F);
    hash ^= hash >>> 15;
    for (let slot = hash & this.#slotMask;; slot = (slot + 1) & this.#slotMask) {
      const row = slot * ROW;
      const length = rows[row + 4];
      if (length === FREE) return row;
      if (
        length === bits && rows[row] === a && rows[row + 1] === b && rows[row + 2] === c &&
        rows[row + 3] === d
      ) {
        return row;
      }
    }
  }
}

function words(address: Address): [number, number, number, number] {
  return [address[0], address[1], address[2], address[3]];
}
