/**
 * Decoder for YOLOv5 (and v7) exports: one row for each box, with an objectness of its own.
 *
 * Layout: N x boxes x (centre x, centre y, width, height, objectness, classes...), pixels of the input; the score is
 * objectness times class.
 */
import { fail, type Result } from "../../reading/result.ts";
import type { Findings } from "../findings.ts";
import type { DecoderSpec } from "../manifest.ts";
import type { OutputTensor } from "../runtime_port.ts";
import { BOXES_MAX, pickBoxes } from "./boxes.ts";
import { type DecodeFault, type Decoder, type DecoderInput, takeOutput } from "./decoder.ts";

/** Makes the decoder for `spec`. */
export function yolov5Decoder(manifest: DecoderInput, spec: DecoderSpec & { kind: "yolov5" }): Decoder {
  const fields = 5 + manifest.classes.length;
  const expected =
    `N x boxes x ${fields} (5 and ${manifest.classes.length} classes), at most ${BOXES_MAX} boxes`;

  function decode(outputs: readonly OutputTensor[], index: number): Result<Findings, DecodeFault> {
    const taken = takeOutput(outputs, spec.boxes, [0, 0, fields], expected, index);
    if (!taken.ok) return taken;
    const { data, shape } = taken.value;
    const boxes = shape[1];
    if (boxes > BOXES_MAX) return fail({ kind: "output-shape", output: spec.boxes, expected, found: shape });
    const from = index * boxes * fields;
    return pickBoxes(manifest, spec.boxes, spec.overlap, {
      data,
      boxes,
      at: (box, field) => from + box * fields + field,
      score(box, position) {
        const row = from + box * fields;
        return data[row + 4] * data[row + 5 + position];
      },
    });
  }
  return { decode };
}
