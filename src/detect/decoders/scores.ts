/**
 * Decoder for models that judge the picture as a whole and do not tell where.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { type Detection, type Findings, type Label, LABELS, strongest } from "../findings.ts";
import type { DecoderSpec } from "../manifest.ts";
import type { OutputTensor } from "../runtime_port.ts";
import { WHOLE } from "../../reading/view.ts";
import { type DecodeFault, type Decoder, type DecoderInput, isScore, takeOutput } from "./decoder.ts";

/** Makes the decoder for `spec`. */
export function scoresDecoder(manifest: DecoderInput, spec: DecoderSpec & { kind: "scores" }): Decoder {
  const { classes, thresholds } = manifest;

  function decode(outputs: readonly OutputTensor[], index: number): Result<Findings, DecodeFault> {
    const taken = takeOutput(outputs, spec.score, [0, classes.length], `N x ${classes.length}`, index);
    if (!taken.ok) return taken;
    const from = index * classes.length;
    const values = activate(taken.value.data.subarray(from, from + classes.length), spec.activation);
    const scores: Record<Label, number> = { fire: 0, smoke: 0 };
    const detections: Detection[] = [];
    for (const label of LABELS) {
      const position = classes.indexOf(label);
      if (position < 0) continue;
      const score = values[position];
      if (!isScore(score)) return fail({ kind: "score-range", output: spec.score, score });
      scores[label] = Math.min(1, Math.max(0, score));
      if (score >= thresholds[label]!) detections.push({ label, score: scores[label], ...WHOLE });
    }
    return ok({ scores, ...strongest(detections), place: { x: 0.5, y: 0.5 } });
  }
  return { decode };
}

function activate(values: Float32Array, activation: "none" | "sigmoid" | "softmax"): ArrayLike<number> {
  switch (activation) {
    case "none":
      return values;
    case "sigmoid":
      return values.map((value) => 1 / (1 + Math.exp(-value)));
    case "softmax": {
      // Less the largest, or large logits overflow to infinity.
      const largest = Math.max(...values);
      const powers = values.map((value) => Math.exp(value - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    }
  }
}
