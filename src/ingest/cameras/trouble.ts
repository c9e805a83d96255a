/**
 * The troubles that cameras raise, as they are reported to fusion.
 */
import type { TroubleCode } from "../../reading/trouble.ts";
import type { PictureFault } from "./health.ts";

export type CameraTroubleCode = Extract<TroubleCode, `camera-${string}` | "ffmpeg-missing">;

/** A trouble raised or gone. */
export interface CameraTrouble {
  readonly code: CameraTroubleCode;
  /** The camera's id; `"box"` where it is about all of them. */
  readonly subject: string;
  readonly active: boolean;
  /** One sentence with the values that led to it. */
  readonly detail: string;
}

/** The code of a fault of the picture. */
export function pictureTrouble(fault: PictureFault): CameraTroubleCode {
  return `camera-${fault}`;
}
