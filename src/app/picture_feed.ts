/**
 * How often pictures go to the page: each sensor's newest, as often as eyes can use and the page can take.
 */
import type { Picture } from "../bus/picture_message.ts";
import type { Clock } from "../clock/clock.ts";

/** More pictures of one sensor a second than eyes follow would only cost. */
const INTERVAL_MS = 100;
/** All sensors together, a second: 400 pictures are 1.2 MB. With more sensors each is shown less often. */
const PICTURES_PER_SECOND_MAX = 400;

interface Slot {
  sentAtMs: number;
  waiting: boolean;
  readonly picture: Picture;
}

/** Thins out pictures, so that the newest of each sensor is never held back for good. */
export class PictureFeed {
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a picture of `sensorId` may go at once. It then counts as sent. */
  isDue(sensorId: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const slot = this.#slots.get(sensorId);
    if (slot === undefined) {
      const picture = { sensorId, atMs: NaN, taC: NaN, vddV: NaN, celsius: new Float32Array(768) };
      this.#slots.set(sensorId, { sentAtMs: nowMs, waiting: false, picture });
      return true;
    }
    if (nowMs - slot.sentAtMs < this.#intervalMs()) return false;
    slot.sentAtMs = nowMs;
    slot.waiting = false;
    return true;
  }

  /** Keeps a copy of a picture that is not due, in place of an older one of its sensor. */
  keep(picture: Picture): void {
    const slot = this.#slots.get(picture.sensorId);
    if (slot === undefined) return;
    slot.waiting = true;
    slot.picture.atMs = picture.atMs;
    slot.picture.taC = picture.taC;
    slot.picture.vddV = picture.vddV;
    slot.picture.celsius.set(picture.celsius);
  }

  /** The kept pictures whose time has come. Each is valid until the next call. */
  *due(): Generator<Picture> {
    const nowMs = this.#clock.monotonicMs();
    const intervalMs = this.#intervalMs();
    for (const slot of this.#slots.values()) {
      if (!slot.waiting || nowMs - slot.sentAtMs < intervalMs) continue;
      slot.waiting = false;
      slot.sentAtMs = nowMs;
      yield slot.picture;
    }
  }

  #intervalMs(): number {
    return Math.max(INTERVAL_MS, this.#slots.size * 1000 / PICTURES_PER_SECOND_MAX);
  }
}
