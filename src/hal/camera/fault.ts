/**
 * Why a camera delivers no pictures: what can go wrong in operation, each with a sentence that says what to do.
 */
import { unreachable } from "../../reading/result.ts";

/** `detail` is one line without secrets, at most {@linkcode FAULT_DETAIL_MAX} characters. */
export type CameraFault =
  | { readonly kind: "ffmpeg-missing" }
  | { readonly kind: "ffmpeg-old"; readonly version: string }
  | { readonly kind: "unauthorised" }
  | { readonly kind: "not-found" }
  | { readonly kind: "refused" }
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "name-unresolved" }
  | { readonly kind: "no-device" }
  | { readonly kind: "device-busy" }
  | { readonly kind: "denied" }
  | { readonly kind: "bad-stream"; readonly detail: string }
  | { readonly kind: "stalled"; readonly silentMs: number }
  | { readonly kind: "ended"; readonly detail: string }
  | { readonly kind: "failed"; readonly detail: string }
  /** The capture was told to stop. */
  | { readonly kind: "stopped" };

/** Longer lines are cut: they come from strangers and end in logs. */
export const FAULT_DETAIL_MAX = 200;

/** One sentence with its remedy, to follow the camera's name. */
export function describeCameraFault(fault: CameraFault): string {
  switch (fault.kind) {
    case "ffmpeg-missing":
      return "ffmpeg is not installed: apt install ffmpeg";
    case "ffmpeg-old":
      return `ffmpeg ${fault.version} is too old, 5.1 or later is needed: apt install ffmpeg on Debian 12 or later`;
    case "unauthorised":
      return "the camera refuses user name and password: correct them in the configuration";
    case "not-found":
      return "the camera has no such stream, or the file is not there: check the path in its address";
    case "refused":
      return "the camera refuses the connection: check its port, and that its streaming is switched on";
    case "unreachable":
      return `the camera cannot be reached (${fault.detail}): check its power, cable and address`;
    case "timed-out":
      return "the camera does not answer: check its power, cable and address";
    case "name-unresolved":
      return "the camera's name has no address: check the name and the name server";
    case "no-device":
      return "the camera's device is not there: check its plug";
    case "device-busy":
      return "the camera's device is in use by another program";
    case "denied":
      return "the camera's device or file may not be opened: give the service's user the right to it (group video)";
    case "bad-stream":
      return `the camera's stream cannot be decoded (${fault.detail}): check its codec, H.264 and MJPEG always work`;
    case "stalled":
      return `the camera is connected but has sent no picture for ${(fault.silentMs / 1000).toFixed(1)} s`;
    case "ended":
      return `the stream ended (${fault.detail})`;
    case "failed":
      return `the capture failed (${fault.detail})`;
    case "stopped":
      return "the capture was stopped";
    default:
      return unreachable(fault);
  }
}

/** Trying again soon would only do harm: cameras lock accounts after a few wrong passwords. */
export function mustWaitLong(fault: CameraFault): boolean {
  return fault.kind === "unauthorised" || fault.kind === "ffmpeg-missing" || fault.kind === "ffmpeg-old";
}
