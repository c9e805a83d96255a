/**
 * Pictures of invented cameras for a browser: the built-in camera's room, with a fire where the scene has one.
 */
import { TestSceneArtist } from "../../src/hal/camera/test_scene.ts";
import { JpegEncoder } from "../../src/ingest/cameras/jpeg/encoder.ts";
import type { EvidencePicture } from "../../src/ui/deps.ts";

const WIDTH = 640;
const HEIGHT = 480;
/** The fire of the scenes has burnt for this long when a page is opened. */
const BURNT_MS = 33_000;

/** Draws what cameras see. */
export class Studio {
  readonly #room = new TestSceneArtist(WIDTH, HEIGHT, "room", 0);
  readonly #fire = new TestSceneArtist(WIDTH, HEIGHT, "fire", 0);
  readonly #pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  readonly #encoder = new JpegEncoder(WIDTH, HEIGHT);

  /** The camera's picture at `atMs`, or the one that is kept of `moment`; only `burning` sees the fire. */
  picture(
    cameraId: string,
    atMs: number,
    moment: EvidencePicture["moment"] | undefined,
    burning: string | undefined,
  ): Uint8Array<ArrayBuffer> {
    const burntMs = { before: undefined, at: 300, after: 4_300, now: BURNT_MS + atMs }[moment ?? "now"];
    if (cameraId === burning && burntMs !== undefined) this.#fire.draw(this.#pixels, burntMs);
    else this.#room.draw(this.#pixels, atMs + cameraId.length * 1_000);
    return this.#encoder.encode(this.#pixels);
  }
}
