/**
 * Draws the built-in camera's room, where somebody walks to and fro and, if wanted, something burns.
 *
 * Everything follows from the number of milliseconds since the start, so that the same moment always looks the same. The
 * fire is made to have what a detector looks for: the colours of glowing soot, a base that stays, tongues that do not.
 */
import type { TestScene } from "./source.ts";

/** One turn of the walking figure. */
const WALK_MS = 12_000;
/** How long the fire takes to its full size. */
const FIRE_GROWTH_MS = 4_000;
/** Largest change that the imitated sensor noise makes; without noise the picture would count as frozen. */
const NOISE = 3;

/** Draws one camera's pictures. */
export class TestSceneArtist {
  readonly #width: number;
  readonly #height: number;
  readonly #scene: TestScene;
  readonly #fireAfterMs: number;
  readonly #background: Uint8Array;
  readonly #noise = new Int8Array(8_191);
  readonly #texture = new Float32Array(TEXTURE * TEXTURE);

  constructor(width: number, height: number, scene: TestScene, fireAfterMs: number) {
    this.#width = width;
    this.#height = height;
    this.#scene = scene;
    this.#fireAfterMs = fireAfterMs;
    const random = randomNumbers(0x5eed);
    for (let i = 0; i < this.#noise.length; i++) this.#noise[i] = Math.round((random() * 2 - 1) * NOISE);
    for (let i = 0; i < this.#texture.length; i++) this.#texture[i] = random();
    this.#background = drawRoom(width, height);
  }

  /** Fills `pixels` (RGB, width * height * 3 bytes) with the picture `atMs` after the start. */
  draw(pixels: Uint8Array, atMs: number): void {
    pixels.set(this.#background);
    this.#drawWalker(pixels, atMs);
    if (this.#scene === "fire" && atMs >= this.#fireAfterMs) this.#drawFire(pixels, atMs - this.#fireAfterMs);
    this.#addNoise(pixels, atMs);
  }

  #drawWalker(pixels: Uint8Array, atMs: number): void {
    const phase = (atMs % WALK_MS) / WALK_MS;
    const along = phase < 0.5 ? phase * 2 : 2 - phase * 2;
    const left = Math.round((0.05 + 0.4 * along) * this.#width);
    const width = Math.max(2, Math.round(this.#width / 16));
    this.#box(
      pixels,
      left,
      Math.round(this.#height * 0.5),
      width,
      Math.round(this.#height * 0.3),
      40,
      48,
      66,
    );
    const head = Math.round(width * 0.6);
    this.#box(pixels, left + (width >> 2), Math.round(this.#height * 0.5) - head, head, head, 128, 102, 88);
  }

  #box(
    pixels: Uint8Array,
    left: number,
    top: number,
    width: number,
    height: number,
    red: number,
    green: number,
    blue: number,
  ): void {
    for (let y = Math.max(0, top); y < Math.min(this.#height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.#width, left + width); x++) {
        const at = (y * this.#width + x) * 3;
        pixels[at] = red;
        pixels[at + 1] = green;
        pixels[at + 2] = blue;
      }
    }
  }

  /** Flames are a texture that streams upwards through a shape which narrows with height. */
  #drawFire(pixels: Uint8Array, burningMs: number): void {
    const size = Math.min(1, 0.3 + 0.7 * burningMs / FIRE_GROWTH_MS);
    const centre = this.#width * 0.68;
    const base = this.#height * 0.8;
    const halfWidth = this.#width * 0.07 * size;
    const tall = this.#height * 0.26 * size;
    const seconds = burningMs / 1000;
    const top = Math.max(0, Math.floor(base - tall * 1.6));
    for (let y = top; y < Math.min(this.#height, base + tall * 0.06); y++) {
      const up = (base - y) / tall;
      for (let x = Math.max(0, Math.floor(centre - halfWidth * 2.2)); x < centre + halfWidth * 2.2; x++) {
        if (x >= this.#width) break;
        const sway = (this.#at(up * 1.5 - seconds * 1.1, seconds * 0.3) - 0.5) * up * 1.2;
        const across = (x - centre) / halfWidth - sway;
        const tongues = this.#at(across * 1.6 + 7, up * 2.2 + seconds * 2.3) * 0.65 +
          this.#at(across * 3.7, up * 4.5 + seconds * 3.6) * 0.35;
        const shape = 1.15 - across * across * (0.7 + up * 1.4) - up * (up < 0 ? -8 : 0.95);
        const heat = shape - (1 - tongues) * (0.35 + up * 0.75);
        const at = (y * this.#width + x) * 3;
        if (heat > 0.02) blendFlame(pixels, at, heat);
        else blendGlow(pixels, at, Math.max(0, 0.28 + shape * 0.16) * size * Math.min(1, (1.6 - up) * 1.5));
      }
    }
  }

  /** The texture at a place between its points, smoothly. */
  #at(x: number, y: number): number {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const right = smooth(x - column);
    const down = smooth(y - row);
    const texture = this.#texture;
    const left = column & (TEXTURE - 1);
    const next = (column + 1) & (TEXTURE - 1);
    const above = (row & (TEXTURE - 1)) * TEXTURE;
    const below = ((row + 1) & (TEXTURE - 1)) * TEXTURE;
    const upper = texture[above + left] * (1 - right) + texture[above + next] * right;
    const lower = texture[below + left] * (1 - right) + texture[below + next] * right;
    return upper * (1 - down) + lower * down;
  }

  #addNoise(pixels: Uint8Array, atMs: number): void {
    let from = Math.floor(atMs * 37) % this.#noise.length;
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i] + this.#noise[from];
      pixels[i] = value < 0 ? 0 : value > 255 ? 255 : value;
      if (++from === this.#noise.length) from = 0;
    }
  }
}

/** Points of the flame texture to a side; a power of two, so that it repeats without a seam. */
const TEXTURE = 64;

function smooth(part: number): number {
  return part * part * (3 - 2 * part);
}

/** From dark red over orange and yellow to almost white, the more the hotter. */
function blendFlame(pixels: Uint8Array, at: number, heat: number): void {
  const hot = Math.min(1, heat);
  const cover = Math.min(1, hot * 4);
  const red = Math.min(255, 150 + 260 * hot);
  const green = Math.min(245, 30 + 330 * hot * hot + 60 * hot);
  const blue = Math.min(200, 8 + 300 * Math.max(0, hot - 0.55));
  pixels[at] += (red - pixels[at]) * cover;
  pixels[at + 1] += (green - pixels[at + 1]) * cover;
  pixels[at + 2] += (blue - pixels[at + 2]) * cover;
}

/** The light of the fire on what stands behind it. */
function blendGlow(pixels: Uint8Array, at: number, light: number): void {
  pixels[at] = Math.min(255, pixels[at] + 150 * light);
  pixels[at + 1] = Math.min(255, pixels[at + 1] + 60 * light);
  pixels[at + 2] = Math.min(255, pixels[at + 2] + 5 * light);
}

function drawRoom(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  const floor = height * 0.7;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = y < floor
        ? 72 - 35 * (y / floor) - 14 * (x / width)
        : 34 + 20 * ((y - floor) / (height - floor));
      const joint = y >= floor && Math.floor(x / width * 10 + (y - floor) / height * 4) % 2 === 0 ? -7 : 0;
      const at = (y * width + x) * 3;
      pixels[at] = shade + joint + (y < floor ? 8 : 14);
      pixels[at + 1] = shade + joint + (y < floor ? 6 : 4);
      pixels[at + 2] = shade + joint;
    }
  }
  paint(pixels, width, height, [0.08, 0.12, 0.2, 0.26], [40, 52, 80]);
  paint(pixels, width, height, [0.175, 0.12, 0.01, 0.26], [58, 58, 56]);
  paint(pixels, width, height, [0.42, 0.3, 0.12, 0.4], [44, 38, 33]);
  paint(pixels, width, height, [0.56, 0.62, 0.26, 0.18], [52, 45, 39]);
  return pixels;
}

/** Fills the box [left, top, width, height], parts of the picture, with one colour. */
function paint(pixels: Uint8Array, width: number, height: number, box: number[], colour: number[]): void {
  const [left, top, across, down] = box;
  for (let y = Math.floor(top * height); y < Math.floor((top + down) * height); y++) {
    for (let x = Math.floor(left * width); x < Math.floor((left + across) * width); x++) {
      pixels.set(colour, (y * width + x) * 3);
    }
  }
}

/** The same numbers from 0 up to 1 for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
