/**
 * What the detector needs of an inference runtime. `runtime.ts` is the real one; tests bring their own.
 */
import type { Result } from "../reading/result.ts";

/** An input or output as the model file declares it; axes without a fixed size carry a name. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** One output of a run. The data may be overwritten by the next run. */
export interface OutputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Why a runtime could not be had, or could not open a model. */
export type RuntimeFault =
  /** No runtime is made for this machine. */
  | { readonly kind: "runtime-platform"; readonly platform: string }
  /** The library is there and cannot be loaded. */
  | { readonly kind: "runtime-load"; readonly detail: string }
  /** The private folder for its library cannot be used. */
  | { readonly kind: "runtime-cache"; readonly folder: string; readonly detail: string };

/** An opened model file. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Runs the model on one input. Rejects where the runtime gives up. */
  run(input: Uint8Array | Float32Array, shape: readonly number[]): Promise<readonly OutputTensor[]>;
  /** Gives the memory back. No run may be under way. */
  close(): Promise<void>;
}

/** An inference runtime. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** Opens a model file; the fault is the runtime's own words. */
  open(model: Uint8Array, options: { readonly threads: number }): Promise<Result<Session, string>>;
}

/** One sentence for people. */
export function describeRuntimeFault(fault: RuntimeFault): string {
  switch (fault.kind) {
    case "runtime-platform":
      return `no inference runtime is made for ${fault.platform}: cameras are watched without a model`;
    case "runtime-load":
      return `the inference runtime cannot be loaded: ${fault.detail}`;
    case "runtime-cache":
      return `the inference runtime cannot be unpacked into ${fault.folder}: ${fault.detail}`;
  }
}
