/**
 * Decides whether a picture is worth an inference: only where the scene differs from the one the model saw last, or
 * where that is too long ago. Pure; never lets a camera go unwatched for longer than its guaranteed interval.
 */
import { shows, type View } from "../reading/view.ts";

/** Options for {@linkcode Gate}. */
export interface GateOptions {
  /**
   * A camera's pictures go to the model at least this often, however still they are. Larger: a fire too small or too
   * faint for the gate is found later. Smaller: still scenes cost more.
   *
   * @default {2000}
   */
  readonly idleMs?: number;
  /**
   * How much the mean of a cell must change, in levels of 0..255. Larger: thin smoke and distant flames pass unseen
   * until the interval is over. Smaller: noise and compression look like change. The mean of a cell's samples is good to
   * about half a level with a noisy camera.
   *
   * @default {4}
   */
  readonly changeLevels?: number;
}

/** Why a picture goes to the model, or `unchanged` where it does not. */
export type GateVerdict = "first" | "due" | "attentive" | "changed" | "unchanged";

/** Cells across and down: each is about as large as a flame that a model of 20 x 20 cells can find. */
const COLUMNS = 20;
const ROWS = 15;
const CELLS = COLUMNS * ROWS;
/** Samples across a picture. More cost time; fewer let noise look like change and miss what lies between them. */
const SAMPLES_ACROSS = 214;

/** The gate of one camera for pictures of one size. */
export class Gate {
  readonly #idleMs: number;
  readonly #changeLevels: number;
  readonly #width: number;
  readonly #height: number;
  readonly #step: number;
  /** First pixel column and row of each cell, and the end. */
  readonly #columnAt = new Int32Array(COLUMNS + 1);
  readonly #rowAt = new Int32Array(ROWS + 1);
  /** 1 where the camera's view hides the cell. */
  readonly #hidden = new Uint8Array(CELLS);
  /** Samples of each cell. */
  readonly #samples = new Int32Array(CELLS);
  /** Sums of red, green and blue of each cell: of the picture just looked at, and of the last one that passed. */
  #sums = new Int32Array(CELLS * 3);
  #reference = new Int32Array(CELLS * 3);
  #passedAtMs = -Infinity;

  constructor(width: number, height: number, view: View, options: GateOptions = {}) {
    this.#idleMs = options.idleMs ?? 2_000;
    this.#changeLevels = options.changeLevels ?? 4;
    this.#width = width;
    this.#height = height;
    this.#step = Math.max(1, Math.round(width / SAMPLES_ACROSS));
    for (let i = 0; i <= COLUMNS; i++) this.#columnAt[i] = Math.floor(i * width / COLUMNS);
    for (let i = 0; i <= ROWS; i++) this.#rowAt[i] = Math.floor(i * height / ROWS);
    for (let row = 0, cell = 0; row < ROWS; row++) {
      const lines = Math.ceil((this.#rowAt[row + 1] - this.#rowAt[row]) / this.#step);
      for (let column = 0; column < COLUMNS; column++, cell++) {
        const points = Math.ceil((this.#columnAt[column + 1] - this.#columnAt[column]) / this.#step);
        this.#samples[cell] = lines * points;
        const shown = shows(view, (column + 0.5) / COLUMNS, (row + 0.5) / ROWS);
        this.#hidden[cell] = shown ? 0 : 1;
      }
    }
  }

  /** Whether it was made for pictures of this size. */
  fits(width: number, height: number): boolean {
    return width === this.#width && height === this.#height;
  }

  /**
   * Looks at an RGB24 picture. `attentive`: something was seen a moment ago, so that every picture counts.
   * {@linkcode Gate.pass} must follow where the picture then really goes to the model.
   */
  look(pixels: Uint8Array, nowMs: number, attentive: boolean): GateVerdict {
    this.#sum(pixels);
    if (this.#passedAtMs === -Infinity) return "first";
    if (attentive) return "attentive";
    if (nowMs - this.#passedAtMs >= this.#idleMs) return "due";
    return this.#changed() ? "changed" : "unchanged";
  }

  /** The picture last looked at has gone to the model: later ones are compared with it. */
  pass(nowMs: number): void {
    const spare = this.#reference;
    this.#reference = this.#sums;
    this.#sums = spare;
    this.#passedAtMs = nowMs;
  }

  #changed(): boolean {
    for (let cell = 0, at = 0; cell < CELLS; cell++, at += 3) {
      const limit = this.#changeLevels * this.#samples[cell];
      if (this.#hidden[cell] === 1 || limit === 0) continue;
      // Each colour by itself: a flame turns a cell red without making it much brighter.
      if (
        Math.abs(this.#sums[at] - this.#reference[at]) >= limit ||
        Math.abs(this.#sums[at + 1] - this.#reference[at + 1]) >= limit ||
        Math.abs(this.#sums[at + 2] - this.#reference[at + 2]) >= limit
      ) return true;
    }
    return false;
  }

  #sum(pixels: Uint8Array): void {
    const sums = this.#sums.fill(0);
    const columnAt = this.#columnAt;
    const step = this.#step;
    const stepBytes = step * 3;
    for (let row = 0; row < ROWS; row++) {
      for (let y = this.#rowAt[row]; y < this.#rowAt[row + 1]; y += step) {
        const line = y * this.#width;
        for (let column = 0; column < COLUMNS; column++) {
          let red = 0;
          let green = 0;
          let blue = 0;
          const end = (line + columnAt[column + 1]) * 3;
          for (let p = (line + columnAt[column]) * 3; p < end; p += stepBytes) {
            red += pixels[p];
            green += pixels[p + 1];
            blue += pixels[p + 2];
          }
          const at = (row * COLUMNS + column) * 3;
          sums[at] += red;
          sums[at + 1] += green;
          sums[at + 2] += blue;
        }
      }
    }
  }
}
