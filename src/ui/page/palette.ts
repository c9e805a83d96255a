/**
 * The colours of heat: "inferno" by Nathaniel Smith and Stefan van der Walt (matplotlib, public domain), which grows
 * evenly in lightness, so that it reads the same for the colour-blind and in grey.
 */

/** Every eighth of the scale from cold to hot, as red, green, blue. */
const ANCHORS: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
];

/** 256 colours as red, green, blue, one after the other. */
export const PALETTE: Uint8Array = interpolate();

function interpolate(): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let step = 0; step < 256; step++) {
    const at = step / 255 * (ANCHORS.length - 1);
    const below = Math.min(Math.floor(at), ANCHORS.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const from = ANCHORS[below][channel];
      const to = ANCHORS[below + 1][channel];
      palette[step * 3 + channel] = Math.round(from + (to - from) * (at - below));
    }
  }
  return palette;
}

/** The grey of pixels that are not measured: in no place of the palette. */
export const INVALID_RGB: readonly [number, number, number] = [120, 124, 130];

/** The colour of a place on the scale, 0 (cold) to 1 (hot), as `#rrggbb`. */
export function colourAt(fraction: number): string {
  const step = Math.round(Math.max(0, Math.min(1, fraction)) * 255) * 3;
  return "#" +
    [...PALETTE.subarray(step, step + 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
}
