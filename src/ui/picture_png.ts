/**
 * A thermal picture as a PNG image of 32 x 24 points, for whoever looks without scripts (PNG specification, third edition).
 */
import { crc32, deflateSync } from "node:zlib";
import { INVALID_RGB, PALETTE } from "./page/palette.ts";
import { COLUMNS, PIXELS, ROWS, scaleOf } from "./page/picture.ts";
import { INVALID_PIXEL, type SmallPicture } from "./picture_pixels.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The image of `picture`, coloured on the scale of a zone with the critical limit `criticalC`. */
export function picturePng(picture: SmallPicture, criticalC: number): Uint8Array<ArrayBuffer> {
  const { lowC, highC } = scaleOf(picture, criticalC);
  const stepC = (picture.maxC - picture.minC) / 254;
  // Each row begins with its filter type, 0 for none (chapter 9.2); three bytes a point (colour type 2).
  const rows = new Uint8Array(ROWS * (1 + COLUMNS * 3));
  for (let i = 0; i < PIXELS; i++) {
    const at = Math.floor(i / COLUMNS) * (1 + COLUMNS * 3) + 1 + (i % COLUMNS) * 3;
    if (picture.pixels[i] === INVALID_PIXEL) {
      rows.set(INVALID_RGB, at);
    } else {
      const celsius = picture.minC + (picture.pixels[i] - 1) * stepC;
      const step = Math.round((celsius - lowC) / (highC - lowC) * 255) * 3;
      rows.set(PALETTE.subarray(step, step + 3), at);
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, COLUMNS);
  view.setUint32(4, ROWS);
  header.set([8, 2, 0, 0, 0], 8);
  return join([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
