/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Asks for the pictures of the cameras a person can see, one after the other, and paints them with the heat over them.
 */
import type { Sight } from "../../bus/messages.ts";
import type { CameraFacts } from "../page/camera_state.ts";
import { cameraAddress } from "../page/camera_view.ts";
import { isHot, paintHeat } from "./heat_paint.ts";

/** Time between two pictures of one camera: twice a second shows a fire grow and spares phones and the box. */
const PERIOD_MS = 600;
/** A browser keeps six connections to the box: these leave the stream and the orders of people their own. */
const ASKS_MAX = 3;
/** A picture that takes longer to come is not of now when it is there. */
const ANSWER_MS = 5_000;
/** As many as a site may have: the one asked for longest ago goes. Each takes about a megabyte. */
const PICTURES_MAX = 64;

interface Picture extends CameraFacts {
  readonly bitmap: ImageBitmap;
  readonly etag: string;
}

/** The newest pictures of cameras, and what the detector sees in them. */
export class CameraPictures {
  readonly #changed: () => void;
  readonly #pictures = new Map<string, Picture>();
  readonly #sights = new Map<string, Sight>();
  /** When each camera was asked for last; in the order of asking. */
  readonly #asked = new Map<string, number>();
  readonly #asking = new Set<string>();
  #wanted: readonly string[] = [];
  /** What each canvas shows. */
  readonly #painted = new WeakMap<HTMLCanvasElement, string>();

  /** @param changed Called when the page must be drawn anew, for a first picture or one of another shape. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What is known of a camera's picture; undefined before the first. */
  get(cameraId: string): CameraFacts | undefined {
    return this.#pictures.get(cameraId);
  }

  /** What was seen in it last. */
  sight(cameraId: string): Sight | undefined {
    return this.#sights.get(cameraId);
  }

  /** Takes what is seen. Where nothing is, there is no heat to paint: the usual case costs nothing. */
  putSight({ grid, ...sight }: Sight): void {
    const hot = grid !== undefined && isHot(grid);
    this.#sights.set(sight.cameraId, hot ? { ...sight, grid } : sight);
  }

  /** Asks for those of `cameraIds` whose turn it is, and goes on until it is called again. */
  want(cameraIds: readonly string[]): void {
    this.#wanted = cameraIds;
    this.#ask();
  }

  #ask(): void {
    const nowMs = performance.now();
    const due = this.#wanted
      .filter((id) => !this.#asking.has(id) && nowMs - (this.#asked.get(id) ?? -Infinity) >= PERIOD_MS)
      .sort((a, b) => (this.#asked.get(a) ?? -Infinity) - (this.#asked.get(b) ?? -Infinity));
    for (const cameraId of due.slice(0, ASKS_MAX - this.#asking.size)) {
      this.#asked.set(cameraId, nowMs);
      this.#asking.add(cameraId);
      void this.#fetch(cameraId).finally(() => {
        this.#asking.delete(cameraId);
        this.#ask();
      });
    }
  }

  async #fetch(cameraId: string): Promise<void> {
    const before = this.#pictures.get(cameraId);
    try {
      const answer = await fetch(cameraAddress(cameraId), {
        headers: before === undefined ? {} : { "if-none-match": before.etag },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      // Where the box has none of now, the one from before grows old, and the page says so.
      if (answer.status !== 200) return await answer.body?.cancel();
      const atMs = Number(answer.headers.get("picture-at-ms"));
      const bitmap = await createImageBitmap(await answer.blob());
      const { width, height } = bitmap;
      this.#put(cameraId, { atMs, width, height, bitmap, etag: answer.headers.get("etag") ?? "" });
      // Usually there is a canvas for it already, and the rest of the page need not be drawn for each picture.
      if (before?.width === width && before.height === height) this.paint();
      else this.#changed();
    } catch {
      // The same: it grows old.
    }
  }

  #put(cameraId: string, picture: Picture): void {
    this.#pictures.get(cameraId)?.bitmap.close();
    this.#pictures.delete(cameraId);
    this.#pictures.set(cameraId, picture);
    if (this.#pictures.size <= PICTURES_MAX) return;
    const [oldest] = this.#pictures.keys();
    this.#pictures.get(oldest)?.bitmap.close();
    this.#pictures.delete(oldest);
  }

  /** Paints every canvas of the document that does not show the newest yet. */
  paint(): void {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-view]")) {
      const cameraId = canvas.dataset.view ?? "";
      const picture = this.#pictures.get(cameraId);
      if (picture === undefined || !this.#mustPaint(canvas, `${cameraId} ${picture.etag}`)) continue;
      canvas.getContext("2d")?.drawImage(picture.bitmap, 0, 0, canvas.width, canvas.height);
    }
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-heat]")) {
      const cameraId = canvas.dataset.heat ?? "";
      const sight = this.#sights.get(cameraId);
      if (sight?.grid === undefined || !this.#mustPaint(canvas, `${cameraId} ${sight.atMs}`)) continue;
      paintHeat(canvas, sight.grid);
    }
  }

  #mustPaint(canvas: HTMLCanvasElement, content: string): boolean {
    // A canvas forgets its content with its size.
    const shows = `${content} ${canvas.width} ${canvas.height}`;
    if (this.#painted.get(canvas) === shows) return false;
    this.#painted.set(canvas, shows);
    return true;
  }
}
