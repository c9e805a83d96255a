/**
 * What a model says of one picture, whatever kind of model it is.
 */
import type { Box, Point } from "../reading/view.ts";

/** What can be found. */
export const LABELS = ["fire", "smoke"] as const;
export type Label = typeof LABELS[number];

/** One place where something was found; the box is in parts of width and height. */
export interface Detection extends Box {
  readonly label: Label;
  /** The model's own score, 0..1. */
  readonly score: number;
}

/** The model's score for each part of the picture. */
export interface HeatGrid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row, 0..255 for scores of 0..1. Overwritten by the next picture. */
  readonly fire: Uint8Array;
  readonly smoke: Uint8Array;
}

/** Everything a model says of one picture. Places are in parts of the model's input until the detector maps them. */
export interface Findings {
  /** Score for the picture as a whole, 0..1; 0 for a class the model does not know. */
  readonly scores: Readonly<Record<Label, number>>;
  /** Strongest first, at most {@linkcode DETECTIONS_MAX}. */
  readonly detections: readonly Detection[];
  /** How many more there were. */
  readonly refused: number;
  /** Centre of the strongest place; the middle of the picture where the model does not tell. */
  readonly place: Point;
  /** Absent where the model has no such thing. */
  readonly grid?: HeatGrid;
}

/** More boxes say nothing more to anybody, and each travels to the page. */
export const DETECTIONS_MAX = 32;

/** Puts the strongest first and keeps {@linkcode DETECTIONS_MAX}. */
export function strongest(detections: Detection[]): { detections: Detection[]; refused: number } {
  detections.sort((a, b) => b.score - a.score);
  const refused = Math.max(0, detections.length - DETECTIONS_MAX);
  return { detections: detections.slice(0, DETECTIONS_MAX), refused };
}

/** The middle of a box. */
export function centre(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
