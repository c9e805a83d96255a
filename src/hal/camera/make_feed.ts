/**
 * The feed that fits a source.
 */
import type { Clock } from "../../clock/clock.ts";
import type { CameraFeed, FrameFormat } from "./feed.ts";
import { FfmpegFeed } from "./ffmpeg.ts";
import type { ProcessPort } from "./process.ts";
import type { CameraSource } from "./source.ts";
import { TestFeed } from "./test_feed.ts";

/** Makes the feed of `source`; it may be run again and again. */
export function makeCameraFeed(
  source: CameraSource,
  format: FrameFormat,
  ports: { readonly processes: ProcessPort; readonly clock: Clock },
): CameraFeed {
  return source.kind === "test"
    ? new TestFeed({ source, format, clock: ports.clock })
    : new FfmpegFeed({ source, format, ...ports });
}
