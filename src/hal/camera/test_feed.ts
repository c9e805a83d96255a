/**
 * The built-in camera: pictures of a drawn room at a steady rate, without ffmpeg and without hardware.
 */
import type { Clock } from "../../clock/clock.ts";
import type { CameraFault } from "./fault.ts";
import type { CameraFeed, FrameFormat, FrameTarget } from "./feed.ts";
import type { CameraSource } from "./source.ts";
import { TestSceneArtist } from "./test_scene.ts";

/** Options for {@linkcode TestFeed}. */
export interface TestFeedOptions {
  readonly source: Extract<CameraSource, { kind: "test" }>;
  readonly format: FrameFormat;
  readonly clock: Clock;
}

/** Draws for as long as it is let. It never fails. */
export class TestFeed implements CameraFeed {
  readonly #options: TestFeedOptions;

  constructor(options: TestFeedOptions) {
    this.#options = options;
  }

  async run(target: FrameTarget, signal: AbortSignal): Promise<CameraFault> {
    const { source, format, clock } = this.#options;
    const artist = new TestSceneArtist(format.width, format.height, source.scene, source.fireAfterMs);
    const periodMs = 1000 / format.fps;
    const startMs = clock.monotonicMs();
    let dueMs = startMs;
    while (!signal.aborted) {
      const pixels = target.take();
      artist.draw(pixels, dueMs - startMs);
      target.give(pixels, true);
      // What was missed is left out, as a camera does whose machine was asleep.
      const lateMs = clock.monotonicMs() - dueMs;
      dueMs += periodMs * Math.max(1, Math.ceil(lateMs / periodMs));
      try {
        await clock.sleep(dueMs - clock.monotonicMs(), signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    return { kind: "stopped" };
  }
}
