/**
 * Thermal pictures made small for browsers: 768 bytes with the temperatures at their two ends, encoded once per picture
 * however many people look.
 */
import type { Picture } from "../bus/picture_message.ts";
import { type PictureFacts, PIXELS } from "./page/picture.ts";

/** A picture on its way to browsers. */
export interface SmallPicture extends PictureFacts {
  /** One byte a pixel: 0 is invalid; 1..255 span `minC`..`maxC` evenly. */
  readonly pixels: Uint8Array;
}

/** The byte of an invalid pixel. */
export const INVALID_PIXEL = 0;

/** Makes `picture` small; undefined where not a single pixel is valid. */
export function shrink(picture: Picture): SmallPicture | undefined {
  const { celsius } = picture;
  let hotIndex = -1;
  let coldIndex = -1;
  for (let i = 0; i < PIXELS; i++) {
    const value = celsius[i];
    if (!Number.isFinite(value)) continue;
    if (hotIndex < 0 || value > celsius[hotIndex]) hotIndex = i;
    if (coldIndex < 0 || value < celsius[coldIndex]) coldIndex = i;
  }
  if (hotIndex < 0) return undefined;
  const minC = celsius[coldIndex];
  const maxC = celsius[hotIndex];
  const perDegree = maxC > minC ? 254 / (maxC - minC) : 0;
  const pixels = new Uint8Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    const value = celsius[i];
    pixels[i] = Number.isFinite(value) ? 1 + Math.round((value - minC) * perDegree) : INVALID_PIXEL;
  }
  return { atMs: picture.atMs, minC, maxC, hotIndex, coldIndex, pixels };
}

/**
 * More sensors than a site may have are not remembered twice: the oldest picture makes room. One takes about 1.5 kB.
 */
const PICTURES_MAX = 2_000;

/** Keeps the newest small picture of each sensor somebody asks for. */
export class SmallPictures {
  readonly #picture: (sensorId: string) => Picture | undefined;
  readonly #newest = new Map<string, { readonly atMs: number; readonly small: SmallPicture | undefined }>();

  /** @param picture The newest picture of a sensor. */
  constructor(picture: (sensorId: string) => Picture | undefined) {
    this.#picture = picture;
  }

  /** The newest picture of `sensorId`; undefined where there has been none, or none with a valid pixel. */
  get(sensorId: string): SmallPicture | undefined {
    const picture = this.#picture(sensorId);
    if (picture === undefined) return undefined;
    const known = this.#newest.get(sensorId);
    if (known?.atMs === picture.atMs) return known.small;
    const small = shrink(picture);
    this.#newest.delete(sensorId);
    this.#newest.set(sensorId, { atMs: picture.atMs, small });
    if (this.#newest.size > PICTURES_MAX) this.#newest.delete(this.#newest.keys().next().value!);
    return small;
  }
}
