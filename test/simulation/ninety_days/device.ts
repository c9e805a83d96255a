/**
 * A sensor device of a season: pictures, smoke and flame, with all that real ones do: silences, spikes of a cable, torn pictures.
 */
import type { Reading } from "../../../src/reading/reading.ts";
import type { Random } from "../random.ts";
import { type Flames, heatOf, Room } from "./room.ts";

/** A fire in the zone of a device. */
export interface Fire {
  readonly zoneId: string;
  readonly startMs: number;
  readonly burnsMs: number;
}

/** Fire is remembered as warmth for so long. */
const WARM_MS = 3_600_000;

/** One device; it announces its location, not a sensor's id. */
export class SeasonDevice {
  readonly room: Room;
  silentUntilMs = 0;
  /** A hot pan stands in view until then. */
  panUntilMs = 0;
  panC = 0;
  /** The next picture is torn, the next smoke value a spike. */
  torn = false;
  spike = false;
  readonly #random: Random;
  #fingerprint = 1;

  constructor(readonly location: string, readonly zoneId: string, random: Random) {
    this.#random = random;
    this.room = new Room(random, zoneId === "boiler");
  }

  /** Looks anew; to be called once a minute, and with each picture while something happens. */
  look(nowMs: number, day: number, minute: number, fire: Fire | undefined): void {
    const pan = nowMs < this.panUntilMs ? this.panC : 0;
    this.room.take(day, minute, pan, this.#flames(fire, nowMs), 40);
  }

  /** A picture's reading. */
  thermal(sensorId: string, atMs: number): Reading {
    const { room } = this;
    const reading: Reading = {
      kind: "thermal",
      sensorId,
      atMs,
      ...room.summary,
      taC: 31,
      vddV: 3.3,
      fingerprint: ++this.#fingerprint,
    };
    if (!this.torn) return reading;
    this.torn = false;
    // Random words: hotter than can be measured, at a place that no other picture knows.
    return { ...reading, maxC: this.#random.between(301, 900), hotSpotIndex: this.#index(), hotCluster: 1 };
  }

  /** The levels beside it, per cent. */
  levels(sensorId: string, atMs: number, fire: Fire | undefined): Reading[] {
    const flames = this.#flames(fire, atMs);
    const burns = flames !== undefined && flames.sinceMs <= flames.burnsMs;
    const seconds = burns ? flames.sinceMs / 1000 : 0;
    const smoke = this.spike ? 70 : 4 + this.#random.next() * 3 + Math.min(70, seconds * 0.5);
    this.spike = false;
    const flame = 10 + this.#random.next() * 5 + (burns ? Math.min(60, seconds) : 0);
    return [
      { kind: "smoke", sensorId, atMs, value: smoke },
      { kind: "flame", sensorId, atMs, value: flame },
    ];
  }

  /** Kelvins that a fire adds to the picture now. */
  fireC(fire: Fire | undefined, nowMs: number): number {
    const flames = this.#flames(fire, nowMs);
    return flames === undefined ? 0 : heatOf(flames);
  }

  #flames(fire: Fire | undefined, nowMs: number): Flames | undefined {
    if (fire === undefined || fire.zoneId !== this.zoneId || nowMs < fire.startMs) return undefined;
    const sinceMs = nowMs - fire.startMs;
    return sinceMs > fire.burnsMs + WARM_MS ? undefined : { burnsMs: fire.burnsMs, sinceMs };
  }

  #index(): number {
    return Math.floor(this.#random.next() * 768);
  }
}
