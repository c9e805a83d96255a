/**
 * From a camera's picture to a model's input: region of interest cut out, resized, masks made grey, layout and numbers
 * as the manifest says. Nothing is allocated for each frame.
 */
import type { InputSpec } from "./manifest.ts";
import { mixColumns, planResample, type Resample } from "./resample.ts";
import { bounds, type Box, shows, type View, WHOLE } from "../reading/view.ts";

/** The input tensor of a model, for one or more pictures one after the other. */
export type InputBuffer = Uint8Array | Float32Array;

/** Masks, bars and what lies outside of the region: the grey that YOLO models are trained with, plain to any model. */
export const NEUTRAL_GREY = 114;

/** Numbers that a model's input takes for one picture. */
export function inputLength(spec: InputSpec): number {
  return spec.width * spec.height * 3;
}

/** The way from pictures of one size, seen through one view, into the input of one model. */
export class Preprocessor {
  /** Where the model's whole input lies in the picture; reaches beyond it where there are bars. */
  readonly extent: Box;
  readonly #spec: InputSpec;
  readonly #frameWidth: number;
  readonly #frameHeight: number;
  readonly #across: Resample;
  readonly #down: Resample;
  /** Where the picture lies in the input, pixels. */
  readonly #inner: Box;
  /** Bytes of a source row that matter, whole words. */
  readonly #fromByte: number;
  readonly #toByte: number;
  /** One source row after mixing rows. */
  readonly #row: Uint8Array;
  readonly #rowWords: Uint32Array;
  readonly #rowView: DataView;
  /** Begin and end of each run of input pixels that is grey. */
  readonly #grey: Uint32Array;
  /** RGB bytes of the input, where the model does not take those as they are. */
  readonly #plain?: Uint8Array;
  /** What each byte becomes, 256 for each channel in the model's order. */
  readonly #table?: Float32Array;
  readonly #words = new Views(wordsOf);
  readonly #targets = new Views(dataViewOf);

  constructor(spec: InputSpec, frameWidth: number, frameHeight: number, view: View) {
    this.#spec = spec;
    this.#frameWidth = frameWidth;
    this.#frameHeight = frameHeight;
    const box = view.region === undefined ? WHOLE : bounds(view.region);
    const left = Math.min(frameWidth - 1, Math.floor(box.x * frameWidth));
    const top = Math.min(frameHeight - 1, Math.floor(box.y * frameHeight));
    const width = Math.max(1, Math.min(frameWidth - left, Math.round(box.width * frameWidth)));
    const height = Math.max(1, Math.min(frameHeight - top, Math.round(box.height * frameHeight)));
    this.#inner = place(spec, width, height);
    this.#across = planResample(left, width, frameWidth, this.#inner.width);
    this.#down = planResample(top, height, frameHeight, this.#inner.height);
    this.extent = {
      x: (left - this.#inner.x * width / this.#inner.width) / frameWidth,
      y: (top - this.#inner.y * height / this.#inner.height) / frameHeight,
      width: spec.width * width / this.#inner.width / frameWidth,
      height: spec.height * height / this.#inner.height / frameHeight,
    };
    const rowBytes = frameWidth * 3;
    this.#fromByte = left * 3 & ~3;
    this.#toByte = Math.min(rowBytes, (left + width) * 3 + 3 & ~3);
    this.#rowWords = new Uint32Array((rowBytes >> 2) + 1);
    this.#row = new Uint8Array(this.#rowWords.buffer);
    this.#rowView = dataViewOf(this.#row);
    this.#grey = greyRuns(spec, this.#inner, this.extent, view);
    if (spec.type !== "uint8" || spec.layout !== "NHWC" || spec.colour !== "RGB") {
      this.#plain = new Uint8Array(inputLength(spec));
      this.#table = byteTable(spec);
    }
  }

  /** Whether it was made for pictures of this size. */
  fits(width: number, height: number): boolean {
    return width === this.#frameWidth && height === this.#frameHeight;
  }

  /** Writes the picture as item `index` of `target`. `pixels` holds exactly one RGB24 frame. */
  write(pixels: Uint8Array, target: InputBuffer, index: number): void {
    const length = inputLength(this.#spec);
    if (this.#plain === undefined) {
      this.#resize(pixels, target as Uint8Array, index * length);
    } else {
      this.#resize(pixels, this.#plain, 0);
      this.#convert(this.#plain, target, index * length);
    }
  }

  #resize(pixels: Uint8Array, target: Uint8Array, at: number): void {
    const { width, height, x, y } = this.#inner;
    // Rows must begin at whole words to be taken by words.
    const aligned = (pixels.byteOffset & 3) === 0 && (this.#frameWidth & 3) === 0;
    const words = aligned ? this.#words.of(pixels) : undefined;
    const view = this.#targets.of(target);
    for (let line = 0; line < height; line++) {
      if (words === undefined) this.#mixRowsOfBytes(pixels, line);
      else this.#mixRowsOfWords(words, line);
      const to = at + ((y + line) * this.#spec.width + x) * 3;
      mixColumns(this.#row, this.#rowView, this.#across, target, view, to, width);
    }
    for (let run = 0; run < this.#grey.length; run += 2) {
      target.fill(NEUTRAL_GREY, at + this.#grey[run] * 3, at + this.#grey[run + 1] * 3);
    }
  }

  /** Mixes source rows, four bytes at a time: each half of a 32-bit sum holds one byte's weighted sum. */
  #mixRowsOfWords(words: Uint32Array, line: number): void {
    const { taps, first, weights } = this.#down;
    const out = this.#rowWords;
    const rowWords = this.#frameWidth * 3 >> 2;
    const end = this.#toByte >> 2;
    const start = first[line] * rowWords;
    const from = this.#fromByte >> 2;
    const table = line * taps;
    if (taps === 1) {
      for (let i = from; i < end; i++) out[i] = words[start + i];
    } else if (taps === 2) {
      const w0 = weights[table];
      const w1 = weights[table + 1];
      for (let i = from, a = start + from, b = a + rowWords; i < end; i++, a++, b++) {
        const p = words[a] | 0;
        const q = words[b] | 0;
        const even = Math.imul(p & 0xff00ff, w0) + Math.imul(q & 0xff00ff, w1) + 0x800080 | 0;
        const odd = Math.imul(p >>> 8 & 0xff00ff, w0) + Math.imul(q >>> 8 & 0xff00ff, w1) + 0x800080 | 0;
        out[i] = even >>> 8 & 0xff00ff | odd & 0xff00ff00;
      }
    } else {
      for (let i = from; i < end; i++) {
        let even = 0x800080;
        let odd = 0x800080;
        for (let k = 0, a = start + i; k < taps; k++, a += rowWords) {
          const p = words[a] | 0;
          even = even + Math.imul(p & 0xff00ff, weights[table + k]) | 0;
          odd = odd + Math.imul(p >>> 8 & 0xff00ff, weights[table + k]) | 0;
        }
        out[i] = even >>> 8 & 0xff00ff | odd & 0xff00ff00;
      }
    }
  }

  #mixRowsOfBytes(pixels: Uint8Array, line: number): void {
    const { taps, first, weights } = this.#down;
    const rowBytes = this.#frameWidth * 3;
    const start = first[line] * rowBytes;
    for (let i = this.#fromByte; i < this.#toByte; i++) {
      let sum = 128;
      for (let k = 0; k < taps; k++) sum += pixels[start + k * rowBytes + i] * weights[line * taps + k];
      this.#row[i] = sum >> 8;
    }
  }

  #convert(plain: Uint8Array, target: InputBuffer, at: number): void {
    const table = this.#table!;
    const pixels = this.#spec.width * this.#spec.height;
    const [pixelStep, channelStep] = this.#spec.layout === "NHWC" ? [3, 1] : [1, pixels];
    for (let channel = 0; channel < 3; channel++) {
      const source = this.#spec.colour === "RGB" ? channel : 2 - channel;
      const values = channel * 256;
      let to = at + channel * channelStep;
      for (let from = source; from < plain.length; from += 3, to += pixelStep) {
        target[to] = table[values + plain[from]];
      }
    }
  }
}

/** Makes a second view of buffers once for each: there are few of them, and one for each frame would be garbage. */
class Views<V> {
  readonly #views = new WeakMap<Uint8Array, V>();
  readonly #make: (bytes: Uint8Array) => V;

  constructor(make: (bytes: Uint8Array) => V) {
    this.#make = make;
  }

  of(bytes: Uint8Array): V {
    let view = this.#views.get(bytes);
    if (view === undefined) {
      view = this.#make(bytes);
      this.#views.set(bytes, view);
    }
    return view;
  }
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function dataViewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where a picture of this shape comes to lie in the model's input. */
function place(spec: InputSpec, width: number, height: number): Box {
  if (spec.fit === "stretch") return { x: 0, y: 0, width: spec.width, height: spec.height };
  const scale = Math.min(spec.width / width, spec.height / height);
  const inner = {
    width: Math.max(1, Math.min(spec.width, Math.round(width * scale))),
    height: Math.max(1, Math.min(spec.height, Math.round(height * scale))),
  };
  return { x: (spec.width - inner.width) >> 1, y: (spec.height - inner.height) >> 1, ...inner };
}

/** The input pixels that show nothing: bars, masks, and what the region leaves out. */
function greyRuns(spec: InputSpec, inner: Box, extent: Box, view: View): Uint32Array {
  const runs: number[] = [];
  // Cutting out has done a rectangle's work; asking it again would only grey an edge by rounding.
  const left: View = view.region?.kind === "polygon" ? view : { masks: view.masks };
  for (let y = 0, at = 0; y < spec.height; y++) {
    for (let x = 0; x < spec.width; x++, at++) {
      const inside = x >= inner.x && x < inner.x + inner.width && y >= inner.y && y < inner.y + inner.height;
      const seen = inside &&
        shows(
          left,
          extent.x + (x + 0.5) / spec.width * extent.width,
          extent.y + (y + 0.5) / spec.height * extent.height,
        );
      if (seen) continue;
      if (runs[runs.length - 1] === at) runs[runs.length - 1] = at + 1;
      else runs.push(at, at + 1);
    }
  }
  return Uint32Array.from(runs);
}

function byteTable(spec: InputSpec): Float32Array {
  const table = new Float32Array(3 * 256);
  for (let channel = 0; channel < 3; channel++) {
    // The manifest speaks of red, green, blue whatever the model's order.
    const named = spec.colour === "RGB" ? channel : 2 - channel;
    const mean = spec.mean?.[named] ?? 0;
    const scale = spec.scale?.[named] ?? 1;
    for (let byte = 0; byte < 256; byte++) table[channel * 256 + byte] = (byte - mean) * scale;
  }
  return table;
}
