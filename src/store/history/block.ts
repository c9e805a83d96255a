/**
 * The values of one series in one span, as they lie in the database: little room for few digits.
 *
 * A value keeps 16 of the 24 binary digits of a 32-bit float (0.002 K at 70 C): the third byte of a picture's noise would only wear
 * the flash. Bytes of equal weight stand together, and are deflated where that halves them; what is noise is left as it is, so
 * that reading it costs nothing.
 */
import { deflateRawSync } from "node:zlib";
import { inflateSync } from "fflate";

/** A block: nothing known where a value is NaN. */
export interface Block {
  readonly min: Float32Array<ArrayBuffer>;
  readonly mean: Float32Array<ArrayBuffer>;
  readonly max: Float32Array<ArrayBuffer>;
}

const PLAIN = 0;
const DEFLATED = 1;
/** Bytes kept of each value. */
const BYTES = 3;

/** A block of `count` values with nothing known. */
export function emptyBlock(count: number): Block {
  const nothing = () => new Float32Array(count).fill(NaN);
  return { min: nothing(), mean: nothing(), max: nothing() };
}

/** Whether anything is known in `values`. */
export function anyKnown(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) if (!Number.isNaN(values[index])) return true;
  return false;
}

/** The bytes of some columns of equal length, one after the other. */
export function encodeColumns(columns: readonly Float32Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const bytes = new Uint8Array(1 + BYTES * length);
  let at = 1;
  for (const column of columns) {
    const bits = new Uint32Array(column.buffer, column.byteOffset, column.length);
    for (let index = 0; index < bits.length; index++, at++) {
      // Half of the last digit kept is added first, which rounds. What is no finite number says: nothing known.
      const value = Number.isFinite(column[index]) ? bits[index]! + 0x80 : 0x7fc00000;
      bytes[at] = value >>> 24;
      bytes[at + length] = (value >>> 16) & 0xff;
      bytes[at + 2 * length] = (value >>> 8) & 0xff;
    }
  }
  const deflated = deflateRawSync(bytes.subarray(1), { level: 1 });
  if (deflated.length > bytes.length / 2) return bytes;
  const small = new Uint8Array(1 + deflated.length);
  small[0] = DEFLATED;
  small.set(deflated, 1);
  return small;
}

/** The columns again, `columns` of them with `count` values each; undefined where the bytes are not ours. */
export function decodeColumns(
  bytes: Uint8Array,
  columns: number,
  count: number,
): Float32Array<ArrayBuffer>[] | undefined {
  const length = columns * count;
  let planes: Uint8Array;
  if (bytes[0] === PLAIN) planes = bytes.subarray(1);
  else if (bytes[0] === DEFLATED) {
    try {
      // A year of a page's chart has two thousand of these small blocks: this takes a fifth of the time that zlib takes. What it fills
      // has its size beforehand, and one more: a block that claims to be larger than it can be takes no memory for it, and shows.
      planes = inflateSync(bytes.subarray(1), { out: new Uint8Array(BYTES * length + 1) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
  } else return undefined;
  if (planes.length !== BYTES * length) return undefined;
  const bits = new Uint32Array(length);
  for (let index = 0; index < length; index++) {
    bits[index] =
      (planes[index]! << 24 | planes[index + length]! << 16 | planes[index + 2 * length]! << 8) >>> 0;
  }
  const values = new Float32Array(bits.buffer);
  return Array.from(
    { length: columns },
    (_, column) => values.subarray(column * count, (column + 1) * count),
  );
}

/** A block of one number each, or of three; undefined where the bytes are not ours. */
export function decodeBlock(bytes: Uint8Array, count: number, summed: boolean): Block | undefined {
  const columns = decodeColumns(bytes, summed ? 3 : 1, count);
  if (columns === undefined) return undefined;
  const [min, mean = min, max = min] = columns as [Float32Array<ArrayBuffer>];
  return { min, mean, max };
}

/**
 * Sums a finer block up into `into`, whose value `offset` is the first that it touches. `per` finer values make one.
 * What the finer block does not know leaves `into` as it is.
 */
export function sumUp(finer: Block, per: number, into: Block, offset: number): void {
  for (let target = 0; target * per < finer.mean.length; target++) {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let known = 0;
    for (let index = target * per; index < (target + 1) * per; index++) {
      const mean = finer.mean[index]!;
      if (Number.isNaN(mean)) continue;
      known++;
      sum += mean;
      min = Math.min(min, finer.min[index]!);
      max = Math.max(max, finer.max[index]!);
    }
    if (known === 0) continue;
    into.min[offset + target] = min;
    into.mean[offset + target] = sum / known;
    into.max[offset + target] = max;
  }
}
