/**
 * Hexadecimal words straight from and to bytes, without a string in between.
 */

const DIGITS = "0123456789ABCDEF";

/**
 * The value of two hexadecimal characters by their two bytes, first byte high; -1 where one is no such character.
 * 128 KiB, of which the few lines for the 22 characters stay in the first cache.
 */
const PAIRS = new Int16Array(0x10000).fill(-1);
for (const high of DIGITS + "abcdef") {
  for (const low of DIGITS + "abcdef") {
    PAIRS[(high.charCodeAt(0) << 8) | low.charCodeAt(0)] = parseInt(high + low, 16);
  }
}

/** The four upper-case characters of a word, by its two bytes. */
const CHARACTERS = Uint16Array.from({ length: 256 }, (_, value) => {
  return (DIGITS.charCodeAt(value >> 4) << 8) | DIGITS.charCodeAt(value & 15);
});

const SPACE = 0x20;

/** A view of the buffer last decoded: chunks come from few buffers, and a view costs more than the look. */
let view: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));

function viewOf(bytes: Uint8Array): DataView<ArrayBufferLike> {
  if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer);
  return view;
}

/**
 * Decodes `wordCount` big-endian 16-bit words of four hexadecimal characters each, upper or lower case.
 *
 * @param start index of the first character in `bytes`
 * @param out receives the words; holds nothing useful when the decoding fails
 * @returns -1 when all were hexadecimal characters, else the offset from `start` of the first that was not
 */
export function decodeHex(bytes: Uint8Array, start: number, wordCount: number, out: Uint16Array): number {
  if (start + wordCount * 4 > bytes.length) throw new RangeError("decodeHex: words reach past the bytes");
  const source = viewOf(bytes);
  let at = bytes.byteOffset + start;
  let all = 0;
  for (let word = 0; word < wordCount; word++) {
    const high = PAIRS[source.getUint16(at)];
    const low = PAIRS[source.getUint16(at + 2)];
    // A bad pair is -1: its sign survives in `all`, so that the loop needs no branch.
    all |= high | low;
    out[word] = (high << 8) | low;
    at += 4;
  }
  return all >= 0 ? -1 : firstBad(bytes, start, start + wordCount * 4);
}

/**
 * Decodes `wordCount` words of four hexadecimal characters with one space between each two.
 *
 * @returns as {@linkcode decodeHex}
 */
export function decodeSpacedHex(
  bytes: Uint8Array,
  start: number,
  wordCount: number,
  out: Uint16Array,
): number {
  if (start + wordCount * 5 - 1 > bytes.length) {
    throw new RangeError("decodeSpacedHex: words reach past the bytes");
  }
  const source = viewOf(bytes);
  for (let word = 0; word < wordCount; word++) {
    const first = start + word * 5;
    const at = bytes.byteOffset + first;
    const value = (PAIRS[source.getUint16(at)] << 8) | PAIRS[source.getUint16(at + 2)];
    if (value < 0) return first - start + Math.max(0, firstBad(bytes, first, first + 4));
    if (word > 0 && bytes[first - 1] !== SPACE) return first - start - 1;
    out[word] = value;
  }
  return -1;
}

/** Writes a word as four upper-case hexadecimal characters. Returns the index after the last. */
export function encodeWord(word: number, into: Uint8Array, at: number): number {
  const high = CHARACTERS[(word >> 8) & 0xFF];
  const low = CHARACTERS[word & 0xFF];
  into[at] = high >> 8;
  into[at + 1] = high & 0xFF;
  into[at + 2] = low >> 8;
  into[at + 3] = low & 0xFF;
  return at + 4;
}

/** The offset from `start` of the first byte that is no hexadecimal character, -1 where all are. */
function firstBad(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (PAIRS[(bytes[at] << 8) | 0x30] < 0) return at - start;
  }
  return -1;
}
