/**
 * Making a row of pixels shorter or longer: the mean over the covered area when shrinking, linear between neighbours
 * when enlarging.
 */

/** How each output pixel of one axis is mixed: from `taps` neighbouring source pixels, weights in 1/256. */
export interface Resample {
  /** The same for all output pixels; those that need fewer have weights of 0. */
  readonly taps: number;
  /** First source pixel of each output pixel; `first + taps` never passes the source's end. */
  readonly first: Int32Array;
  /** `taps` weights for each output pixel; they sum to {@linkcode WEIGHT_ONE}. */
  readonly weights: Int32Array;
}

/** Two weighted bytes must fit in 16 bits with their rounding: 255 * 256 + 128 < 65,536. */
export const WEIGHT_ONE = 256;

/**
 * Plans `to` output pixels from the `length` source pixels that begin at `offset`, in a source of `total` pixels.
 * Shrinking by area keeps small flames: each source pixel counts, none is skipped.
 */
export function planResample(offset: number, length: number, total: number, to: number): Resample {
  const scale = length / to;
  const spans: { first: number; weights: number[] }[] = [];
  for (let i = 0; i < to; i++) {
    spans.push(scale > 1 ? area(offset + i * scale, scale) : linear(offset, length, (i + 0.5) * scale - 0.5));
  }
  const taps = Math.max(...spans.map(({ weights }) => weights.length));
  const plan = { taps, first: new Int32Array(to), weights: new Int32Array(to * taps) };
  spans.forEach((span, i) => {
    const first = Math.max(0, Math.min(span.first, total - taps));
    plan.first[i] = first;
    spread(span.weights).forEach((weight, k) => plan.weights[i * taps + span.first - first + k] += weight);
  });
  return plan;
}

function area(from: number, scale: number): { first: number; weights: number[] } {
  const first = Math.floor(from + 1e-9);
  const last = Math.ceil(from + scale - 1e-9);
  const weights: number[] = [];
  for (let k = first; k < last; k++) {
    weights.push((Math.min(from + scale, k + 1) - Math.max(from, k)) / scale);
  }
  return { first, weights };
}

function linear(offset: number, length: number, at: number): { first: number; weights: number[] } {
  const clamped = Math.min(length - 1, Math.max(0, at));
  const first = Math.min(Math.floor(clamped), Math.max(0, length - 2));
  const part = clamped - first;
  return length === 1
    ? { first: offset, weights: [1] }
    : { first: offset + first, weights: [1 - part, part] };
}

/** Whole weights that sum to {@linkcode WEIGHT_ONE}: the largest takes what rounding left. */
function spread(weights: readonly number[]): number[] {
  const whole = weights.map((weight) => Math.round(weight * WEIGHT_ONE));
  const largest = whole.indexOf(Math.max(...whole));
  whole[largest] += WEIGHT_ONE - whole.reduce((sum, weight) => sum + weight, 0);
  return whole;
}

/**
 * Mixes neighbours within one row of RGB24 pixels into `width` pixels of `target` from byte `at` on. The views show the
 * same bytes as the arrays; `row` must be at least a byte longer than its pixels.
 */
export function mixColumns(
  row: Uint8Array,
  rowView: DataView,
  plan: Resample,
  target: Uint8Array,
  targetView: DataView,
  at: number,
  width: number,
): void {
  const { taps, first, weights } = plan;
  // A whole pixel is read and written as one word, its fourth byte being the next pixel's: the last goes by bytes.
  const quick = taps === 2 ? width - 1 : 0;
  let w = 0;
  for (let x = 0; x < quick; x++, w += 2, at += 3) {
    const p = first[x] * 3;
    const w0 = weights[w];
    const w1 = weights[w + 1];
    const a = rowView.getInt32(p, true);
    const b = rowView.getInt32(p + 3, true);
    const redBlue = Math.imul(a & 0xff00ff, w0) + Math.imul(b & 0xff00ff, w1) + 0x800080 | 0;
    const green = Math.imul(a >>> 8 & 0xff, w0) + Math.imul(b >>> 8 & 0xff, w1) + 0x80;
    targetView.setInt32(at, redBlue >>> 8 & 0xff00ff | green & 0xff00, true);
  }
  for (let x = quick; x < width; x++, at += 3) {
    let red = 128;
    let green = 128;
    let blue = 128;
    for (let k = 0, p = first[x] * 3; k < taps; k++, w++, p += 3) {
      const weight = weights[w];
      red += row[p] * weight;
      green += row[p + 1] * weight;
      blue += row[p + 2] * weight;
    }
    target[at] = red >> 8;
    target[at + 1] = green >> 8;
    target[at + 2] = blue >> 8;
  }
}
