/**
 * What the decoders for YOLO models share: rows of boxes in input pixels, each with a score for each class.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { centre, type Findings, type Label, LABELS, strongest } from "../findings.ts";
import { type DecodeFault, type DecoderInput, isScore } from "./decoder.ts";
import { Candidates } from "./nms.ts";

/** More boxes than any YOLO gives at the largest input allowed (1280: 33,600, times 3 anchors for v5). */
export const BOXES_MAX = 110_000;

/** How one model lays its boxes out. */
export interface BoxLayout {
  readonly data: Float32Array;
  readonly boxes: number;
  /** Position of value `field` (0: centre x, 1: centre y, 2: width, 3: height) of box `box`. */
  at(box: number, field: number): number;
  /** The score of class `position` for `box`, 0..1. */
  score(box: number, position: number): number;
}

/** Picks the boxes of fire and smoke above their thresholds, without doubles. */
export function pickBoxes(
  manifest: DecoderInput,
  output: string,
  overlap: number,
  layout: BoxLayout,
): Result<Findings, DecodeFault> {
  const { classes, thresholds, input } = manifest;
  const scores: Record<Label, number> = { fire: 0, smoke: 0 };
  const candidates = new Candidates();
  for (const label of LABELS) {
    const position = classes.indexOf(label);
    if (position < 0) continue;
    for (let box = 0; box < layout.boxes; box++) {
      const score = layout.score(box, position);
      if (!isScore(score)) return fail({ kind: "score-range", output, score });
      if (score > scores[label]) scores[label] = Math.min(1, score);
      if (score < thresholds[label]!) continue;
      const found = clip(layout, box, input.width, input.height);
      if (found !== undefined) candidates.add({ label, score: Math.min(1, score), ...found });
    }
  }
  const { detections, refused } = strongest(candidates.suppress(overlap));
  const place = detections.length > 0 ? centre(detections[0]) : { x: 0.5, y: 0.5 };
  return ok({ scores, detections, refused: refused + candidates.refused, place });
}

/** The box in parts of the input, cut to it; `undefined` where nothing of it is left. */
function clip({ data, at }: BoxLayout, box: number, width: number, height: number) {
  const halfWidth = data[at(box, 2)] / 2;
  const halfHeight = data[at(box, 3)] / 2;
  const left = Math.max(0, (data[at(box, 0)] - halfWidth) / width);
  const top = Math.max(0, (data[at(box, 1)] - halfHeight) / height);
  const right = Math.min(1, (data[at(box, 0)] + halfWidth) / width);
  const bottom = Math.min(1, (data[at(box, 1)] + halfHeight) / height);
  if (!(right > left && bottom > top)) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
