/**
 * One thermal picture on its way to the page: degrees as they were converted, laid out by hand since there are many.
 *
 * Layout, little-endian: f64 atMs, f64 taC, f64 vddV (NaN where unknown), u16 length of the sensor's id in bytes,
 * the id in UTF-8, zero bytes up to a multiple of 4, then 768 f32 degrees Celsius, row-major, NaN for invalid pixels.
 */
import { HEADER_BYTES, MESSAGE_PICTURE, writeHeader } from "./framing.ts";

/** A thermal picture in degrees. */
export interface Picture {
  sensorId: string;
  /** When its last byte arrived, monotonic. */
  atMs: number;
  /** Temperature of the sensor's die, degrees Celsius; NaN where the device does not tell. */
  taC: number;
  /** Supply of the sensor, volts; NaN where the device does not tell. */
  vddV: number;
  /** 768 degrees Celsius, row-major, 24 rows of 32; NaN for invalid pixels. */
  celsius: Float32Array;
}

const PIXELS = 768;
const FIXED_BYTES = 26;
const ID_BYTES_MAX = 256;
/** No encoded picture is larger. */
export const PICTURE_BYTES_MAX = HEADER_BYTES + FIXED_BYTES + ID_BYTES_MAX + 3 + PIXELS * 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes `picture` with its header into `target`; returns the bytes written. `target` must hold {@linkcode PICTURE_BYTES_MAX}. */
export function encodePicture(picture: Picture, target: Uint8Array): number {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const start = HEADER_BYTES;
  const { written } = encoder.encodeInto(
    picture.sensorId,
    target.subarray(start + FIXED_BYTES, start + FIXED_BYTES + ID_BYTES_MAX),
  );
  view.setFloat64(start, picture.atMs, true);
  view.setFloat64(start + 8, picture.taC, true);
  view.setFloat64(start + 16, picture.vddV, true);
  view.setUint16(start + 24, written, true);
  const pixels = start + padded(FIXED_BYTES + written);
  for (let i = start + FIXED_BYTES + written; i < pixels; i++) target[i] = 0;
  for (let i = 0; i < PIXELS; i++) view.setFloat32(pixels + i * 4, picture.celsius[i], true);
  const payloadBytes = pixels + PIXELS * 4 - start;
  writeHeader(view, 0, MESSAGE_PICTURE, payloadBytes);
  return start + payloadBytes;
}

/** Reads a payload written by {@linkcode encodePicture}; undefined where its lengths do not fit. */
export function decodePicture(payload: Uint8Array): Picture | undefined {
  if (payload.length < FIXED_BYTES) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const idBytes = view.getUint16(24, true);
  const pixels = padded(FIXED_BYTES + idBytes);
  if (idBytes === 0 || idBytes > ID_BYTES_MAX || payload.length !== pixels + PIXELS * 4) return undefined;
  const celsius = new Float32Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) celsius[i] = view.getFloat32(pixels + i * 4, true);
  return {
    sensorId: decoder.decode(payload.subarray(FIXED_BYTES, FIXED_BYTES + idBytes)),
    atMs: view.getFloat64(0, true),
    taC: view.getFloat64(8, true),
    vddV: view.getFloat64(16, true),
    celsius,
  };
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}
