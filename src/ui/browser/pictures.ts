/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Paints thermal pictures, and tells which of them a person can see.
 */
import { INVALID_RGB, PALETTE } from "../page/palette.ts";
import { COLUMNS, type PictureFacts, PIXELS, ROWS } from "../page/picture.ts";

/** A picture as the stream brings it. */
export interface Picture extends PictureFacts {
  readonly sensorId: string;
  readonly pixels: Uint8Array;
}

/** A picture as it comes over the wire. */
export type PictureMessage = Omit<PictureFacts, "pixels"> & {
  readonly sensorId: string;
  readonly pixels: string;
};

/** Its pixels out of their base64. */
export function unpacked(message: PictureMessage): Picture {
  return {
    ...message,
    pixels: Uint8Array.from(atob(message.pixels), (character) => character.charCodeAt(0)),
  };
}

/** More than a site has: the oldest goes. */
const PICTURES_MAX = 2_000;

/** Pictures this far outside of the window are asked for already: they are there when they scroll in. */
const MARGIN_PX = 300;

/** The newest pictures. */
export class Pictures {
  readonly #newest = new Map<string, Picture>();
  /** What each canvas shows. */
  readonly #painted = new WeakMap<HTMLCanvasElement, string>();

  /** A sensor's newest picture; undefined before the first. */
  get(sensorId: string): Picture | undefined {
    return this.#newest.get(sensorId);
  }

  /** Takes a picture in place of the one before. */
  put(message: PictureMessage): void {
    this.#newest.delete(message.sensorId);
    this.#newest.set(message.sensorId, unpacked(message));
    if (this.#newest.size > PICTURES_MAX) this.#newest.delete(this.#newest.keys().next().value!);
  }

  /**
   * Paints every canvas of the document that does not show its picture yet.
   *
   * @param studied The picture of a map that a person studies.
   */
  paint(studied: (sensorId: string) => PictureFacts | undefined): void {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-picture]")) {
      const { picture: sensorId, low, high } = canvas.dataset;
      const picture = "studied" in canvas.dataset
        ? studied(sensorId ?? "")
        : this.#newest.get(sensorId ?? "");
      if (picture?.pixels === undefined) continue;
      const shows = `${sensorId} ${picture.atMs} ${low} ${high}`;
      if (this.#painted.get(canvas) === shows) continue;
      this.#painted.set(canvas, shows);
      paint(canvas, picture, picture.pixels, Number(low), Number(high));
    }
  }
}

function paint(
  canvas: HTMLCanvasElement,
  picture: PictureFacts,
  pixels: Uint8Array,
  lowC: number,
  highC: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(COLUMNS, ROWS);
  const stepC = (picture.maxC - picture.minC) / 254;
  for (let i = 0; i < PIXELS; i++) {
    const byte = pixels[i];
    const celsius = picture.minC + (byte - 1) * stepC;
    const step = Math.max(0, Math.min(255, Math.round((celsius - lowC) / (highC - lowC) * 255))) * 3;
    const from = byte === 0 ? INVALID_RGB : PALETTE.subarray(step, step + 3);
    image.data[i * 4] = from[0];
    image.data[i * 4 + 1] = from[1];
    image.data[i * 4 + 2] = from[2];
    image.data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** What the style sheets have `content-visibility: auto` for. */
const CARDS = ".zone, .camera-card";

/** The sensors or cameras whose pictures stand in the window or near it; none while nobody looks. */
export function inSight(what: "sensor" | "camera"): string[] {
  if (document.hidden) return [];
  const sight = new Set<string>();
  for (const figure of document.querySelectorAll<HTMLElement>(`figure[data-${what}]`)) {
    // The card around it: browsers lay out what is in a card only when it comes into sight, or when somebody asks where it is.
    const { top, bottom } = (figure.closest(CARDS) ?? figure).getBoundingClientRect();
    if (bottom > -MARGIN_PX && top < innerHeight + MARGIN_PX) sight.add(figure.dataset[what] ?? "");
  }
  return [...sight];
}
