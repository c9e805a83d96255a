/**
 * How a model's output tensors become {@linkcode Findings}: the common shape of the decoders.
 */
import { fail, type Result } from "../../reading/result.ts";
import type { Findings } from "../findings.ts";
import type { ModelManifest } from "../manifest.ts";
import type { OutputTensor } from "../runtime_port.ts";

/** Why an output was not what the manifest says. */
export type DecodeFault =
  | { readonly kind: "output-missing"; readonly output: string; readonly found: readonly string[] }
  | {
    readonly kind: "output-shape";
    readonly output: string;
    readonly expected: string;
    readonly found: readonly number[];
  }
  | { readonly kind: "score-range"; readonly output: string; readonly score: number };

/** Reads pictures out of a model's outputs. Keeps scratch memory: one picture at a time. */
export interface Decoder {
  /** Decodes item `index` of a batch. The heat grid of the findings is overwritten by the next call. */
  decode(outputs: readonly OutputTensor[], index: number): Result<Findings, DecodeFault>;
}

/** The parts of a manifest that decide how outputs are read. */
export type DecoderInput = Pick<ModelManifest, "classes" | "thresholds" | "decoder" | "input">;

/**
 * The output called `name`, checked: as many axes as `shape` has, each of the given size (0: any size from 1), and item
 * `index` within the first.
 */
export function takeOutput(
  outputs: readonly OutputTensor[],
  name: string,
  shape: readonly number[],
  expected: string,
  index: number,
): Result<OutputTensor, DecodeFault> {
  const output = outputs.find((each) => each.name === name);
  if (output === undefined) {
    return fail({ kind: "output-missing", output: name, found: outputs.map((each) => each.name) });
  }
  const { shape: found, data } = output;
  const fits = found.length === shape.length &&
    found.every((size, axis) => size >= 1 && (shape[axis] === 0 || shape[axis] === size)) &&
    index < found[0] && data.length === found.reduce((product, size) => product * size, 1);
  return fits ? { ok: true, value: output } : fail({ kind: "output-shape", output: name, expected, found });
}

/** Rounding may leave a score a hair outside of 0..1; more than this and it is no score (logits, most likely). */
const SCORE_SLACK = 0.001;

/** Whether `score` can be one. */
export function isScore(score: number): boolean {
  return score >= -SCORE_SLACK && score <= 1 + SCORE_SLACK;
}

/** One sentence for people. */
export function describeDecodeFault(fault: DecodeFault): string {
  switch (fault.kind) {
    case "output-missing":
      return `the model has no output '${fault.output}', only ${
        fault.found.map((name) => `'${name}'`).join(", ")
      }`;
    case "output-shape":
      return `output '${fault.output}' must be ${fault.expected}; it is ${fault.found.join(" x ")}`;
    case "score-range":
      return `output '${fault.output}' gave the score ${fault.score}; scores are 0 to 1, so an activation is missing`;
  }
}
