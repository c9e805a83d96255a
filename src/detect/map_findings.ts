/**
 * From places in a model's input to places in the camera's picture.
 */
import type { Detection, Findings } from "./findings.ts";
import type { Box, Point } from "../reading/view.ts";

/** `extent`: where the model's whole input lies in the picture. What lies in its bars is cut off. */
export function mapFindings(findings: Findings, extent: Box): Findings {
  return {
    scores: findings.scores,
    detections: findings.detections.map((detection) => mapDetection(detection, extent)),
    refused: findings.refused,
    place: mapPoint(findings.place, extent),
    grid: findings.grid,
  };
}

function mapDetection(detection: Detection, extent: Box): Detection {
  const from = mapPoint(detection, extent);
  const to = mapPoint({ x: detection.x + detection.width, y: detection.y + detection.height }, extent);
  return { ...detection, ...from, width: to.x - from.x, height: to.y - from.y };
}

function mapPoint({ x, y }: Point, extent: Box): Point {
  return { x: inside(extent.x + x * extent.width), y: inside(extent.y + y * extent.height) };
}

function inside(value: number): number {
  return Math.min(1, Math.max(0, value));
}
