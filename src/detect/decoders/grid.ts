/**
 * Decoder for heat maps: scores for the cells of a coarse grid, neighbouring hot cells joined into places.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { type Detection, type Findings, type Label, LABELS, strongest } from "../findings.ts";
import type { DecoderSpec } from "../manifest.ts";
import type { OutputTensor } from "../runtime_port.ts";
import { type DecodeFault, type Decoder, type DecoderInput, isScore, takeOutput } from "./decoder.ts";

/** A finer grid is a picture, not a heat map: the page draws each cell. */
export const CELLS_MAX = 128 * 128;

/** Makes the decoder for `spec`. */
export function gridDecoder(manifest: DecoderInput, spec: DecoderSpec & { kind: "grid" }): Decoder {
  const { classes, thresholds } = manifest;
  const expected = `N x ${classes.length} x rows x columns, at most ${CELLS_MAX} cells`;
  let heat = { fire: new Uint8Array(0), smoke: new Uint8Array(0) };
  let places = new Places(0);

  function decode(outputs: readonly OutputTensor[], index: number): Result<Findings, DecodeFault> {
    const taken = takeOutput(outputs, spec.grid, [0, classes.length, 0, 0], expected, index);
    if (!taken.ok) return taken;
    const { data, shape } = taken.value;
    const [, , rows, columns] = shape;
    const cells = rows * columns;
    if (cells > CELLS_MAX) return fail({ kind: "output-shape", output: spec.grid, expected, found: shape });
    const scored = spec.score === undefined ? undefined : takeOutput(
      outputs,
      spec.score,
      [0, classes.length],
      `N x ${classes.length}`,
      index,
    );
    if (scored !== undefined && !scored.ok) return scored;
    if (heat.fire.length !== cells) {
      heat = { fire: new Uint8Array(cells), smoke: new Uint8Array(cells) };
      places = new Places(cells);
    }

    const scores: Record<Label, number> = { fire: 0, smoke: 0 };
    const detections: Detection[] = [];
    let peak = { score: -1, x: 0.5, y: 0.5 };
    for (const label of LABELS) {
      const position = classes.indexOf(label);
      if (position < 0) continue;
      const from = (index * classes.length + position) * cells;
      let hottest = from;
      for (let at = from; at < from + cells; at++) {
        // One that is none would count as hot, and the picture would pass for looked at where it was not.
        if (!isScore(data[at])) return fail({ kind: "score-range", output: spec.grid, score: data[at] });
        if (data[at] > data[hottest]) hottest = at;
        heat[label][at - from] = Math.round(255 * Math.min(1, Math.max(0, data[at])));
      }
      const score = scored === undefined
        ? data[hottest]
        : scored.value.data[index * classes.length + position];
      if (!isScore(score)) return fail({ kind: "score-range", output: spec.score ?? spec.grid, score });
      scores[label] = Math.min(1, Math.max(0, score));
      if (scores[label] > peak.score) {
        const cell = hottest - from;
        peak = {
          score: scores[label],
          x: (cell % columns + 0.5) / columns,
          y: (Math.floor(cell / columns) + 0.5) / rows,
        };
      }
      places.find(data, from, columns, rows, thresholds[label]!, label, detections);
    }
    const best = strongest(detections);
    return ok({
      scores,
      ...best,
      // The strongest cell tells more of where the fire is than the middle of a large place.
      place: { x: peak.x, y: peak.y },
      grid: { columns, rows, ...heat },
    });
  }
  return { decode };
}

/** Finds groups of hot cells that touch by a side. */
class Places {
  readonly #seen: Uint8Array;
  /** Each cell enters once at the most. */
  readonly #stack: Uint16Array;

  constructor(cells: number) {
    this.#seen = new Uint8Array(cells);
    this.#stack = new Uint16Array(cells);
  }

  find(
    data: Float32Array,
    from: number,
    columns: number,
    rows: number,
    threshold: number,
    label: Label,
    detections: Detection[],
  ): void {
    const cells = columns * rows;
    const seen = this.#seen.fill(0);
    const stack = this.#stack;
    for (let start = 0; start < cells; start++) {
      if (seen[start] === 1 || data[from + start] < threshold) continue;
      let left = columns, right = 0, top = rows, bottom = 0, score = 0;
      let depth = 0;
      stack[depth++] = start;
      seen[start] = 1;
      while (depth > 0) {
        const cell = stack[--depth];
        const column = cell % columns;
        const row = (cell - column) / columns;
        left = Math.min(left, column);
        right = Math.max(right, column);
        top = Math.min(top, row);
        bottom = Math.max(bottom, row);
        score = Math.max(score, data[from + cell]);
        if (column > 0) depth = visit(cell - 1, depth);
        if (column < columns - 1) depth = visit(cell + 1, depth);
        if (row > 0) depth = visit(cell - columns, depth);
        if (row < rows - 1) depth = visit(cell + columns, depth);
      }
      detections.push({
        label,
        score: Math.min(1, score),
        x: left / columns,
        y: top / rows,
        width: (right - left + 1) / columns,
        height: (bottom - top + 1) / rows,
      });
    }

    function visit(cell: number, depth: number): number {
      if (seen[cell] === 1 || data[from + cell] < threshold) return depth;
      seen[cell] = 1;
      stack[depth] = cell;
      return depth + 1;
    }
  }
}
