/**
 * Makes JPEG files of camera frames: baseline, colour at half resolution (ITU-T T.81, JFIF 1.02).
 *
 * Own code, because it takes a frame where it lies and leaves no garbage: a 640 x 480 picture costs 9 ms,
 * against 35 ms with the pure JavaScript library there is (jpeg-js 0.4.4, which also wants a copy with a fourth byte) and
 * 100 ms with an ffmpeg started for it.
 */
import { CHROMA_AC, CHROMA_DC, type HuffmanTable, LUMA_AC, LUMA_DC, quantisation, ZIGZAG } from "./tables.ts";

/** Side of the squares that the stream is made of: four blocks of brightness, one of each colour. */
const SQUARE = 16;
const BLOCK = 64;
/** No square takes more: 6 blocks of 64 coefficients, 26 bits each, every byte escaped. Smaller, and a picture of noise would overflow. */
const SQUARE_BYTES_MAX = 4_096;
/** Larger sides do not fit into the file's header. */
const SIDE_MAX = 65_535;
/** As a camera's own pictures: evidence must be legible, and 640 x 480 take about 50 kB. */
export const QUALITY_DEFAULT = 75;

/** Encodes pictures of one size, again and again. Not for two pictures at once. */
export class JpegEncoder {
  readonly width: number;
  readonly height: number;
  readonly #header: Uint8Array;
  readonly #lumaScale: Float32Array;
  readonly #chromaScale: Float32Array;
  /** Four blocks of brightness, then one of each colour. */
  readonly #blocks = new Float32Array(6 * BLOCK);
  readonly #coefficients = new Int16Array(BLOCK);
  #out: Uint8Array;
  #at = 0;
  #bits = 0;
  #bitCount = 0;

  /** @param quality 1 to 100, as libjpeg counts. */
  constructor(width: number, height: number, quality = QUALITY_DEFAULT) {
    if (!isWhole(width, SIDE_MAX) || !isWhole(height, SIDE_MAX) || !isWhole(quality, 100)) {
      throw new RangeError(`jpeg: ${width} x ${height} at quality ${quality}`);
    }
    this.width = width;
    this.height = height;
    const { luma, chroma } = quantisation(quality);
    this.#lumaScale = transformScale(luma);
    this.#chromaScale = transformScale(chroma);
    this.#header = fileHeader(width, height, luma, chroma);
    this.#out = new Uint8Array(this.#header.length + Math.ceil(width * height / 2) + SQUARE_BYTES_MAX);
  }

  /** The JPEG file of `pixels` (RGB, rows without gaps). */
  encode(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
    if (pixels.length !== this.width * this.height * 3) {
      throw new RangeError(`jpeg: ${pixels.length} bytes are not ${this.width} x ${this.height} pixels`);
    }
    this.#out.set(this.#header);
    this.#at = this.#header.length;
    this.#bits = 0;
    this.#bitCount = 0;
    let luma = 0;
    let blue = 0;
    let red = 0;
    for (let top = 0; top < this.height; top += SQUARE) {
      for (let left = 0; left < this.width; left += SQUARE) {
        this.#makeRoom();
        this.#load(pixels, left, top);
        for (let block = 0; block < 4; block++) {
          luma = this.#block(block * BLOCK, this.#lumaScale, luma, LUMA_DC, LUMA_AC);
        }
        blue = this.#block(4 * BLOCK, this.#chromaScale, blue, CHROMA_DC, CHROMA_AC);
        red = this.#block(5 * BLOCK, this.#chromaScale, red, CHROMA_DC, CHROMA_AC);
      }
    }
    // The last byte is filled up with ones (F.1.2.3); then the end of the image.
    this.#write(0x7f, 7);
    this.#out[this.#at++] = 0xff;
    this.#out[this.#at++] = 0xd9;
    return this.#out.slice(0, this.#at);
  }

  #makeRoom(): void {
    if (this.#out.length - this.#at >= SQUARE_BYTES_MAX) return;
    const larger = new Uint8Array(this.#out.length * 2);
    larger.set(this.#out);
    this.#out = larger;
  }

  /** Takes one square of the picture apart into brightness and colours (JFIF 1.02), each less 128. Beyond the edge, the edge goes on. */
  #load(pixels: Uint8Array, left: number, top: number): void {
    const blocks = this.#blocks;
    blocks.fill(0, 4 * BLOCK);
    for (let y = 0; y < SQUARE; y++) {
      const row = Math.min(this.height - 1, top + y) * this.width;
      const lumaRow = (y >> 3) * 2 * BLOCK + (y & 7) * 8;
      const colourRow = 4 * BLOCK + (y >> 1) * 8;
      for (let x = 0; x < SQUARE; x++) {
        const from = (row + Math.min(this.width - 1, left + x)) * 3;
        const r = pixels[from];
        const g = pixels[from + 1];
        const b = pixels[from + 2];
        blocks[lumaRow + (x >> 3) * BLOCK + (x & 7)] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
        const colour = colourRow + (x >> 1);
        blocks[colour] += -0.042184 * r - 0.082816 * g + 0.125 * b;
        blocks[colour + BLOCK] += 0.125 * r - 0.104672 * g - 0.020328 * b;
      }
    }
  }

  /** Writes one block. Returns its mean, which the next one is told relative to. */
  #block(at: number, scale: Float32Array, before: number, dc: HuffmanTable, ac: HuffmanTable): number {
    transform(this.#blocks, at);
    const blocks = this.#blocks;
    const coefficients = this.#coefficients;
    let last = 0;
    for (let i = 0; i < BLOCK; i++) {
      // Rounded by way of a positive number, of which `| 0` is the whole part: several times as fast as Math.round.
      const value = ((blocks[at + ZIGZAG[i]] * scale[i] + 16_384.5) | 0) - 16_384;
      coefficients[i] = value;
      if (value !== 0) last = i;
    }
    const difference = coefficients[0] - before;
    const size = bitLength(difference);
    this.#write(dc.code[size], dc.length[size]);
    this.#writeValue(difference, size);
    let zeros = 0;
    for (let i = 1; i <= last; i++) {
      const value = coefficients[i];
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) this.#write(ac.code[0xf0], ac.length[0xf0]);
      const bits = bitLength(value);
      const symbol = zeros * 16 + bits;
      this.#write(ac.code[symbol], ac.length[symbol]);
      this.#writeValue(value, bits);
      zeros = 0;
    }
    if (last < BLOCK - 1) this.#write(ac.code[0], ac.length[0]);
    return coefficients[0];
  }

  /** A number of `size` bits; negative ones as their ones' complement (F.1.2.1). */
  #writeValue(value: number, size: number): void {
    if (size > 0) this.#write(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  #write(value: number, count: number): void {
    // At most 7 bits wait and at most 16 come.
    this.#bits = (this.#bits << count) | value;
    this.#bitCount += count;
    while (this.#bitCount >= 8) {
      this.#bitCount -= 8;
      const byte = (this.#bits >>> this.#bitCount) & 0xff;
      this.#out[this.#at++] = byte;
      // A byte of ones would be taken for a marker (F.1.2.3).
      if (byte === 0xff) this.#out[this.#at++] = 0;
    }
    this.#bits &= (1 << this.#bitCount) - 1;
  }
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

function bitLength(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** The factors that {@linkcode transform} leaves out, and the quantisation, as one multiplication each, in the stream's order. */
function transformScale(table: Uint8Array): Float32Array {
  const factor = (k: number) => k === 0 ? 1 : Math.SQRT2 * Math.cos(k * Math.PI / 16);
  return Float32Array.from(
    ZIGZAG,
    (place) => 1 / (8 * table[place] * factor(place >> 3) * factor(place & 7)),
  );
}

/** The discrete cosine transform of one block in place, without its scale factors (Arai, Agui, Nakajima 1988, as libjpeg's jfdctflt.c). */
function transform(block: Float32Array, at: number): void {
  for (let row = 0; row < 8; row++) transformLine(block, at + row * 8, 1);
  for (let column = 0; column < 8; column++) transformLine(block, at + column, 8);
}

function transformLine(block: Float32Array, at: number, step: number): void {
  const sum07 = block[at] + block[at + 7 * step];
  const difference07 = block[at] - block[at + 7 * step];
  const sum16 = block[at + step] + block[at + 6 * step];
  const difference16 = block[at + step] - block[at + 6 * step];
  const sum25 = block[at + 2 * step] + block[at + 5 * step];
  const difference25 = block[at + 2 * step] - block[at + 5 * step];
  const sum34 = block[at + 3 * step] + block[at + 4 * step];
  const difference34 = block[at + 3 * step] - block[at + 4 * step];

  const outer = sum07 + sum34;
  const outerDifference = sum07 - sum34;
  const inner = sum16 + sum25;
  const turned = (sum16 - sum25 + outerDifference) * 0.707106781;
  block[at] = outer + inner;
  block[at + 4 * step] = outer - inner;
  block[at + 2 * step] = outerDifference + turned;
  block[at + 6 * step] = outerDifference - turned;

  const odd10 = difference34 + difference25;
  const odd11 = difference25 + difference16;
  const odd12 = difference16 + difference07;
  const rotation = (odd10 - odd12) * 0.382683433;
  const low = 0.5411961 * odd10 + rotation;
  const high = 1.306562965 * odd12 + rotation;
  const middle = odd11 * 0.707106781;
  const plus = difference07 + middle;
  const minus = difference07 - middle;
  block[at + 5 * step] = minus + low;
  block[at + 3 * step] = minus - low;
  block[at + step] = plus + high;
  block[at + 7 * step] = plus - high;
}

/** Everything before the first square (B.2). */
function fileHeader(width: number, height: number, luma: Uint8Array, chroma: Uint8Array): Uint8Array {
  const ordered = (table: Uint8Array) => Array.from(ZIGZAG, (place) => table[place]);
  const tables = [LUMA_DC, LUMA_AC, CHROMA_DC, CHROMA_AC];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...ordered(luma), 1, ...ordered(chroma)]),
    ...segment(0xc0, [
      ...[8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3],
      ...[1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
    ]),
    ...tables.flatMap(({ counts, symbols }, i) =>
      segment(0xc4, [[0x00, 0x10, 0x01, 0x11][i], ...counts, ...symbols])
    ),
    ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ]);
}

function segment(marker: number, body: readonly number[]): number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...body];
}
