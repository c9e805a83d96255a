/**
 * Thermal pictures of the last hours, for whoever looks back: small ones, in memory, within a fixed budget.
 *
 * It must never make a picture that nobody sent, nor forget to say when one was taken.
 */
import type { Clock } from "../clock/clock.ts";
import type { SmallPicture } from "./picture_pixels.ts";

/** A picture of the past. */
export interface PastPicture extends SmallPicture {
  readonly atWallMs: number;
}

/** How far back people can look: as long as a shift asks what happened. */
export const PAST_MS = 3 * 3_600_000;
/** Pictures kept of all sensors together: at about 1.5 kB each (768 of pixels, the rest is what V8 needs to hold them), 30 MB. Fewer, and a site of 100 sensors has one a minute. */
const PICTURES_MAX = 20_000;
/** Closer pictures of a calm room all look the same. */
const STEP_MS_MIN = 10_000;
/** While a zone is hot, people want to see how it grew. */
const HOT_STEP_MS = 2_000;
/** Hot for hours, a sensor would take the room of all others: then its oldest go. */
const OF_ONE_MAX = 2_000;

/** Of the longest pasts so much is left with each cut. Less would lose more than needed; more would cut with each picture. */
const CUT = 0.9;

/** The past pictures of every sensor. */
export class PicturePast {
  readonly #clock: Pick<Clock, "monotonicMs" | "wallMs">;
  readonly #small: (sensorId: string) => SmallPicture | undefined;
  readonly #bySensor = new Map<string, PastPicture[]>();

  constructor(
    clock: Pick<Clock, "monotonicMs" | "wallMs">,
    small: (sensorId: string) => SmallPicture | undefined,
  ) {
    this.#clock = clock;
    this.#small = small;
  }

  /** Keeps the newest picture of each sensor whose turn it is. Called about once a second. */
  keep(sensors: readonly { readonly id: string; readonly isHot: boolean }[]): void {
    const nowMs = this.#clock.monotonicMs();
    const stepMs = Math.max(STEP_MS_MIN, sensors.length * PAST_MS / PICTURES_MAX);
    for (const { id, isHot } of sensors) {
      const past = this.#bySensor.get(id) ?? [];
      const last = past.at(-1);
      if (last !== undefined && nowMs - last.atMs < (isHot ? HOT_STEP_MS : stepMs)) continue;
      const small = this.#small(id);
      if (small === undefined || small.atMs === last?.atMs) continue;
      past.push({ ...small, atWallMs: this.#clock.wallMs() - (nowMs - small.atMs) });
      const old = past.findIndex((picture) => nowMs - picture.atMs <= PAST_MS);
      past.splice(0, Math.max(old, past.length - OF_ONE_MAX));
      this.#bySensor.set(id, past);
    }
    // Sensors that are gone take their pictures along when these are too old for anybody.
    for (const [id, past] of this.#bySensor) {
      if (nowMs - past[past.length - 1].atMs > PAST_MS) this.#bySensor.delete(id);
    }
    this.#makeRoom();
  }

  /** In a large fire many sensors are hot: the longest pasts are cut to what has room. */
  #makeRoom(): void {
    const pasts = [...this.#bySensor.values()];
    for (
      let most = OF_ONE_MAX;
      pasts.reduce((sum, { length }) => sum + length, 0) > PICTURES_MAX;
      most = Math.floor(most * CUT)
    ) {
      for (const past of pasts) past.splice(0, Math.max(0, past.length - most));
    }
  }

  /** The pictures of a sensor, oldest first. */
  of(sensorId: string): readonly PastPicture[] {
    return this.#bySensor.get(sensorId) ?? [];
  }

  /** The picture that a sensor took at `atMs`, by which {@linkcode of} lists it. */
  at(sensorId: string, atMs: number): PastPicture | undefined {
    return this.of(sensorId).find((picture) => picture.atMs === atMs);
  }
}
