/**
 * The fixed tables of baseline JPEG: order of coefficients, quantisation and Huffman codes (ITU-T T.81, figure A.6 and annex K).
 */

/** Position in a block, row by row, of each coefficient in the order of the stream. */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5],
  ...[12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  ...[35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51],
  ...[58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

/** Table K.1, row by row. */
const LUMA_QUANTISATION = Uint8Array.of(
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
);

/** Table K.2, row by row. */
const CHROMA_QUANTISATION = Uint8Array.of(
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99],
  ...Array<number>(32).fill(99),
);

/** The two quantisation tables for a quality of 1 to 100, scaled as libjpeg does. */
export function quantisation(quality: number): { readonly luma: Uint8Array; readonly chroma: Uint8Array } {
  const percent = quality < 50 ? 5_000 / quality : 200 - quality * 2;
  const scaled = (table: Uint8Array) =>
    table.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
  return { luma: scaled(LUMA_QUANTISATION), chroma: scaled(CHROMA_QUANTISATION) };
}

/** How many codes there are of each length from 1 to 16, and what they stand for, as the stream's own table says it. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
  /** Code and length by symbol. */
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/** Annex C.2: codes of one length are consecutive numbers, those of the next length begin at twice the next. */
function huffman(counts: readonly number[], symbols: readonly number[]): HuffmanTable {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  for (let bits = 1; bits <= 16; bits++) {
    for (let i = 0; i < counts[bits - 1]; i++) {
      code[symbols[at]] = next++;
      length[symbols[at++]] = bits;
    }
    next *= 2;
  }
  return { counts: Uint8Array.from(counts), symbols: Uint8Array.from(symbols), code, length };
}

const DC_SYMBOLS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** Tables K.3 to K.6. */
export const LUMA_DC = huffman([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], DC_SYMBOLS);
export const CHROMA_DC = huffman([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], DC_SYMBOLS);
export const LUMA_AC = huffman([0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125], [
  ...hex("0102030004110512213141061351610722711432"),
  ...hex("8191a1082342b1c11552d1f02433627282090a16"),
  ...hex("1718191a25262728292a3435363738393a434445"),
  ...hex("464748494a535455565758595a63646566676869"),
  ...hex("6a737475767778797a838485868788898a929394"),
  ...hex("95969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6"),
  ...hex("b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8"),
  ...hex("d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8"),
  ...hex("f9fa"),
]);
export const CHROMA_AC = huffman([0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119], [
  ...hex("0001020311040521310612415107617113223281"),
  ...hex("08144291a1b1c109233352f0156272d10a162434"),
  ...hex("e125f11718191a262728292a35363738393a4344"),
  ...hex("45464748494a535455565758595a636465666768"),
  ...hex("696a737475767778797a82838485868788898a92"),
  ...hex("939495969798999aa2a3a4a5a6a7a8a9aab2b3b4"),
  ...hex("b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6"),
  ...hex("d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8"),
  ...hex("f9fa"),
]);

function hex(digits: string): number[] {
  return digits.match(/../g)!.map((pair) => parseInt(pair, 16));
}
