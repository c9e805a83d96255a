/// <reference lib="dom" />
/**
 * Paints where a detector sees fire and smoke: fire glows, smoke is striped, so that they differ without colours too.
 */
import type { Sight } from "../../bus/messages.ts";

type Grid = NonNullable<Sight["grid"]>;

/** Scores below are noise of the model and would veil every picture a little. */
const SCORE_LOW = 0.12;
/** At the highest score the picture still shines through: people must see what burns. */
const ALPHA_MAX = 0.62;
/** Fire from its rim to its core. */
const FIRE_RIM: Rgb = [255, 40, 60];
const FIRE_CORE: Rgb = [255, 214, 70];
/** A blue that no flame, lamp or wall has. */
const SMOKE: Rgb = [90, 200, 255];
/** Distance of the stripes, as a part of the picture's width. */
const STRIPES = 1 / 40;

type Rgb = readonly [number, number, number];

/** Whether anything of `grid` can be seen when it is painted. */
export function isHot(grid: Grid): boolean {
  return [grid.fire, grid.smoke].some((base64) => scoresOf(base64).some((score) => score > SCORE_LOW * 255));
}

function scoresOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Paints `grid` onto a canvas that has the shape of the picture. */
export function paintHeat(canvas: HTMLCanvasElement, grid: Grid): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const smoke = stretched(grid, cells(grid, grid.smoke, () => SMOKE), width, height);
  stripe(smoke, width);
  context.drawImage(smoke.canvas, 0, 0);
  const fire = cells(grid, grid.fire, (heat) => FIRE_RIM.map((rim, i) => rim + (FIRE_CORE[i] - rim) * heat));
  context.drawImage(stretched(grid, fire, width, height).canvas, 0, 0);
}

/** One point a cell: the colour of its heat (0..1), the more opaque the hotter. */
function cells(grid: Grid, base64: string, colour: (heat: number) => readonly number[]): OffscreenCanvas {
  const scores = scoresOf(base64);
  const canvas = new OffscreenCanvas(grid.columns, grid.rows);
  const image = new ImageData(grid.columns, grid.rows);
  for (let cell = 0; cell < grid.columns * grid.rows; cell++) {
    const heat = Math.max(0, ((scores[cell] ?? 0) / 255 - SCORE_LOW) / (1 - SCORE_LOW));
    image.data.set(colour(heat), cell * 4);
    image.data[cell * 4 + 3] = Math.round(255 * ALPHA_MAX * Math.sqrt(heat));
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** The cells where they lie in the picture, smoothed as a browser enlarges images. */
function stretched(grid: Grid, from: OffscreenCanvas, width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(from, grid.x * width, grid.y * height, grid.width * width, grid.height * height);
  return context;
}

/** Cuts what is painted into diagonal stripes. */
function stripe(context: OffscreenCanvasRenderingContext2D, width: number): void {
  const distance = Math.max(4, Math.round(width * STRIPES));
  const { height } = context.canvas;
  context.globalCompositeOperation = "destination-out";
  context.lineWidth = distance * 0.35;
  context.beginPath();
  for (let x = -height; x < width; x += distance) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
}
