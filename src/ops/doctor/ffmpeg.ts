/**
 * Whether the program that decodes camera streams is there.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface FfmpegFacts {
  /** Cameras that need it. */
  readonly cameras: number;
  /** Its version, or one sentence why there is none. */
  readonly found: { readonly version: string } | { readonly fault: string };
}

const { fine, warning, failed } = checksOf("ffmpeg");

/** Judges ffmpeg. */
export function checkFfmpegFacts({ cameras, found }: FfmpegFacts): Check[] {
  if ("version" in found) return [fine(`ffmpeg ${found.version}.`)];
  const remedy = "apt install ffmpeg (5.1 or later)";
  return cameras > 0
    ? [failed(`${cameras} cameras need it, and ${found.fault}.`, remedy)]
    : [warning(`No camera needs it now; ${found.fault}.`, `Only before a camera is added: ${remedy}`)];
}
