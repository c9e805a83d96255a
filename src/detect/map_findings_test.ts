import assert from "node:assert/strict";
import { mapFindings } from "./map_findings.ts";

Deno.test("mapFindings puts places of a letterboxed input back into the picture and cuts the bars off", () => {
  const box = { x: 0.25, y: 0.125, width: 0.5, height: 0.25 };
  const mapped = mapFindings({
    scores: { fire: 0.9, smoke: 0 },
    detections: [{ label: "fire", score: 0.9, ...box }],
    refused: 0,
    place: { x: 0.5, y: 0.5 },
  }, { x: 0, y: -0.5, width: 1, height: 2 });
  assert.deepEqual(mapped.detections, [{
    label: "fire",
    score: 0.9,
    x: 0.25,
    y: 0,
    width: 0.5,
    height: 0.25,
  }]);
  assert.deepEqual(mapped.place, { x: 0.5, y: 0.5 });
});
