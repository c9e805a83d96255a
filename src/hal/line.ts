/**
 * The port of a digital output line: what the outputs role switches, whatever drives it.
 *
 * Opening is the driver's own function and takes the first level with it, so that a line which must sound is never
 * low in between (a GPIO request sets the level together with the direction: `gpio_v2_line_request` of the kernel's
 * uAPI). What a line does after its process has died is up to the hardware: nobody may rely on either.
 */
import type { OutputId } from "../reading/ids.ts";
import type { Result } from "../reading/result.ts";

/** Why a line did not do as told. */
export type LineFault =
  /** No such line: the configuration names what the machine does not have. */
  | { readonly kind: "missing"; readonly detail: string }
  /** Somebody else holds the line. */
  | { readonly kind: "busy"; readonly detail: string }
  /** This process may not use it. */
  | { readonly kind: "denied"; readonly detail: string }
  /** It was there and has vanished, as a USB adapter that was pulled out. */
  | { readonly kind: "gone"; readonly detail: string }
  /** The driver refused for another reason. */
  | { readonly kind: "failed"; readonly detail: string };

/** One open line. A fault leaves it open but useless: close it and open it anew. */
export interface OutputLine {
  readonly id: OutputId;
  /** Sets the level; `true` is the active one, whatever voltage that is. Takes well under a millisecond. */
  set(on: boolean): Result<void, LineFault>;
  /** Lets go of the line. Leaves its level where the hardware can. */
  close(): void;
}

/** Says what is wrong with the line `id`, as a sentence for people. */
export function describeLineFault(id: OutputId, fault: LineFault): string {
  switch (fault.kind) {
    case "missing":
      return `line of ${id} does not exist: ${fault.detail}`;
    case "busy":
      return `line of ${id} is held by somebody else: ${fault.detail}`;
    case "denied":
      return `line of ${id} may not be used: ${fault.detail}`;
    case "gone":
      return `line of ${id} has vanished: ${fault.detail}`;
    case "failed":
      return `line of ${id} failed: ${fault.detail}`;
  }
}
