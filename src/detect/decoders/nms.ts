/**
 * Non-maximum suppression: of boxes of one class that cover the same thing, the strongest stays (greedy, by
 * intersection over union).
 */
import type { Detection } from "../findings.ts";
import type { Box } from "../../reading/view.ts";

/** Suppression compares every pair: twice as many candidates take four times as long. */
export const CANDIDATES_MAX = 300;

/** The strongest boxes above a threshold, at most {@linkcode CANDIDATES_MAX}. */
export class Candidates {
  /** How many were refused because stronger ones filled the table. */
  refused = 0;
  readonly #boxes: Detection[] = [];
  #weakest = 0;

  /** Keeps it, unless as many stronger ones are here. */
  add(candidate: Detection): void {
    if (this.#boxes.length < CANDIDATES_MAX) {
      this.#boxes.push(candidate);
      if (this.#boxes.length === CANDIDATES_MAX) this.#findWeakest();
      return;
    }
    this.refused++;
    if (candidate.score <= this.#boxes[this.#weakest].score) return;
    this.#boxes[this.#weakest] = candidate;
    this.#findWeakest();
  }

  /** What remains of them, strongest first. */
  suppress(overlap: number): Detection[] {
    const kept: Detection[] = [];
    for (const candidate of this.#boxes.sort((a, b) => b.score - a.score)) {
      const covered = kept.some((box) =>
        box.label === candidate.label && unionShare(box, candidate) > overlap
      );
      if (!covered) kept.push(candidate);
    }
    return kept;
  }

  #findWeakest(): void {
    this.#weakest = 0;
    for (let i = 1; i < this.#boxes.length; i++) {
      if (this.#boxes[i].score < this.#boxes[this.#weakest].score) this.#weakest = i;
    }
  }
}

/** Intersection over union, 0..1. */
export function unionShare(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
