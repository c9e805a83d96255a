/**
 * What of a camera's picture is looked at: a region of interest and masks, in parts of width and height.
 */

/** A rectangle in parts of the picture's width and height, from its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A corner, in parts of width and height, 0..1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An area of the picture. A polygon has at least three corners and may be concave. */
export type Shape =
  | { readonly kind: "rectangle"; readonly box: Box }
  | { readonly kind: "polygon"; readonly points: readonly Point[] };

/** What a camera's detector looks at. */
export interface View {
  /** Only this is looked at, and it fills the model's input; the whole picture where absent. */
  readonly region?: Shape;
  /** These are grey to the model and still to the gate. */
  readonly masks: readonly Shape[];
}

/** The whole picture. */
export const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };
/** Looks at everything. */
export const OPEN_VIEW: View = { masks: [] };

/** The smallest box around `shape`, cut to the picture. */
export function bounds(shape: Shape): Box {
  const points = shape.kind === "polygon" ? shape.points : [
    { x: shape.box.x, y: shape.box.y },
    { x: shape.box.x + shape.box.width, y: shape.box.y + shape.box.height },
  ];
  const left = clamp(Math.min(...points.map(({ x }) => x)));
  const top = clamp(Math.min(...points.map(({ y }) => y)));
  const right = clamp(Math.max(...points.map(({ x }) => x)));
  const bottom = clamp(Math.max(...points.map(({ y }) => y)));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether `shape` holds the point, by the even-odd rule. */
export function contains(shape: Shape, x: number, y: number): boolean {
  if (shape.kind === "rectangle") {
    const { box } = shape;
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  }
  let inside = false;
  const { points } = shape;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const a = points[i];
    const b = points[j];
    if (a.y > y !== b.y > y && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Whether a view shows the point: in its region, under no mask. */
export function shows(view: View, x: number, y: number): boolean {
  if (view.region !== undefined && !contains(view.region, x, y)) return false;
  return !view.masks.some((mask) => contains(mask, x, y));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
