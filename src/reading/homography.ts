/**
 * Where a point of one picture lies in another, when both look at the same plane: four pairs of points tell.
 *
 * The direct linear transform for exactly four pairs, solved for eight unknowns with the ninth as 1 (Hartley and Zisserman, Multiple
 * View Geometry, 4.1). All points are parts of their picture's width and height, so that one measure of "too near" fits both.
 */
import { fail, ok, type Result } from "./result.ts";

/** A point, in parts of width and height. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** One place, as it lies in both pictures. */
export interface PointPair {
  readonly from: PicturePoint;
  readonly to: PicturePoint;
}

/** The nine numbers of a 3 x 3 matrix, row by row. */
export type Homography = readonly number[];

/** Why four pairs tell nothing. Positions count from 0. */
export type HomographyFault =
  /** Three of the points lie on a line, or almost: the fourth then decides alone. */
  | { readonly kind: "on-a-line"; readonly picture: "from" | "to"; readonly points: readonly number[] }
  /** Walked through in their order, the points turn one way in one picture and another way in the other. */
  | { readonly kind: "twisted" };

/** Area of a triangle, in parts of its picture, below which its corners count as on one line: a mark is placed no better. */
export const TRIANGLE_AREA_MIN = 0.004;

const TRIPLES: readonly (readonly [number, number, number])[] = [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]];

/** The mapping that takes each `from` to its `to`. */
export function homographyOf(
  pairs: readonly [PointPair, PointPair, PointPair, PointPair],
): Result<Homography, HomographyFault> {
  let sense = 0;
  for (const points of TRIPLES) {
    const [a, b, c] = points.map((point) => pairs[point]);
    const from = area(a.from, b.from, c.from);
    const to = area(a.to, b.to, c.to);
    if (!(Math.abs(from) >= TRIANGLE_AREA_MIN)) return fail({ kind: "on-a-line", picture: "from", points });
    if (!(Math.abs(to) >= TRIANGLE_AREA_MIN)) return fail({ kind: "on-a-line", picture: "to", points });
    // All the same, or the mapping has its horizon between the points: no camera sees a plane like that.
    const turn = Math.sign(from * to);
    if (sense !== 0 && turn !== sense) return fail({ kind: "twisted" });
    sense = turn;
  }
  const rows = pairs.flatMap(({ from: { x, y }, to: { x: u, y: v } }) => [
    [x, y, 1, 0, 0, 0, -x * u, -y * u, u],
    [0, 0, 0, x, y, 1, -x * v, -y * v, v],
  ]);
  return ok([...solve(rows), 1]);
}

/** Where a point lies in the other picture; undefined where it lies beyond the horizon. */
export function project(mapping: Homography, { x, y }: PicturePoint): PicturePoint | undefined {
  const [a, b, c, d, e, f, g, h, i] = mapping;
  const w = g * x + h * y + i;
  return w > 1e-9 ? { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w } : undefined;
}

/** Signed: which way one turns tells the sign. */
function area(a: PicturePoint, b: PicturePoint, c: PicturePoint): number {
  return ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
}

/** Gauss' elimination with the largest pivot of each column; `rows` are changed. No three points on a line: none is 0. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) best = row;
    }
    [rows[column], rows[best]] = [rows[best], rows[column]];
    for (let row = column + 1; row < size; row++) {
      const part = rows[row][column] / rows[column][column];
      for (let at = column; at <= size; at++) rows[row][at] -= part * rows[column][at];
    }
  }
  const found = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = rows[row][size];
    for (let at = row + 1; at < size; at++) rest -= rows[row][at] * found[at];
    found[row] = rest / rows[row][row];
  }
  return found;
}
