/**
 * Decoder for YOLOv8 and v11 exports: one column for each box, no objectness.
 *
 * Layout: N x (centre x, centre y, width, height, classes...) x boxes, pixels of the input.
 */
import { fail, type Result } from "../../reading/result.ts";
import type { Findings } from "../findings.ts";
import type { DecoderSpec } from "../manifest.ts";
import type { OutputTensor } from "../runtime_port.ts";
import { BOXES_MAX, pickBoxes } from "./boxes.ts";
import { type DecodeFault, type Decoder, type DecoderInput, takeOutput } from "./decoder.ts";

/** Makes the decoder for `spec`. */
export function yolov8Decoder(manifest: DecoderInput, spec: DecoderSpec & { kind: "yolov8" }): Decoder {
  const fields = 4 + manifest.classes.length;
  const expected =
    `N x ${fields} (4 and ${manifest.classes.length} classes) x boxes, at most ${BOXES_MAX} boxes`;

  function decode(outputs: readonly OutputTensor[], index: number): Result<Findings, DecodeFault> {
    const taken = takeOutput(outputs, spec.boxes, [0, fields, 0], expected, index);
    if (!taken.ok) return taken;
    const { data, shape } = taken.value;
    const boxes = shape[2];
    if (boxes > BOXES_MAX) return fail({ kind: "output-shape", output: spec.boxes, expected, found: shape });
    const from = index * boxes * fields;
    return pickBoxes(manifest, spec.boxes, spec.overlap, {
      data,
      boxes,
      at: (box, field) => from + field * boxes + box,
      score: (box, position) => data[from + (4 + position) * boxes + box],
    });
  }
  return { decode };
}
