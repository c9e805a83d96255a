/**
 * Why a model is refused, or an inference came to nothing: each with what was expected and what was found.
 */
import { type DecodeFault, describeDecodeFault } from "./decoders/decoder.ts";
import type { Label } from "./findings.ts";
import type { GoldenImage } from "./golden.ts";

export type ModelFault =
  | DecodeFault
  /** The file is not the one that the manifest describes. */
  | { readonly kind: "hash"; readonly file: string; readonly expected: string; readonly found: string }
  /** The runtime cannot open the file. */
  | { readonly kind: "unreadable"; readonly file: string; readonly detail: string }
  | { readonly kind: "input"; readonly expected: string; readonly found: string }
  /** An output is there, but not as 32-bit floating point. */
  | { readonly kind: "output-type"; readonly output: string; readonly found: string }
  | { readonly kind: "not-a-number"; readonly output: string; readonly values: number }
  /** The runtime gave up on a run. */
  | { readonly kind: "inference"; readonly detail: string }
  | {
    readonly kind: "golden";
    readonly image: GoldenImage;
    readonly label: Label;
    readonly expected: number;
    readonly found: number;
    readonly tolerance: number;
  };

/** One sentence for people. */
export function describeModelFault(fault: ModelFault): string {
  switch (fault.kind) {
    case "output-missing":
    case "output-shape":
    case "score-range":
      return describeDecodeFault(fault);
    case "hash":
      return `${fault.file} is not the file of the manifest: its sha256 must be ${fault.expected}; it is ${fault.found}`;
    case "unreadable":
      return `${fault.file} cannot be opened: ${fault.detail}`;
    case "input":
      return `the model's input must be ${fault.expected}; it is ${fault.found}`;
    case "output-type":
      return `output '${fault.output}' must be float32; it is ${fault.found}`;
    case "not-a-number":
      return `output '${fault.output}' has ${fault.values} values that are not numbers`;
    case "inference":
      return `the model could not be run: ${fault.detail}`;
    case "golden": {
      const { image, label, expected, tolerance, found } = fault;
      return `self test: the score of ${label} for the made picture '${image}' must be ${expected} within ${tolerance}; ` +
        `it is ${found.toFixed(3)}`;
    }
  }
}
