/**
 * What a thermal sensor looks at for ninety days: a room with a season, a wall in the sun, a boiler that is hot every morning, now and
 * then a pan or a fire.
 */
import { emptySummary, summarize, type ThermalSummary } from "../../../src/hal/thermal/summary.ts";
import { THERMAL_COLUMNS, THERMAL_PIXELS } from "../../../src/reading/reading.ts";
import type { Random } from "../random.ts";

const DAY_MINUTES = 24 * 60;
const NOISE = 8_192;
/** Where it burns: nine pixels around this one. */
const FIRE_PIXEL = 12 * THERMAL_COLUMNS + 16;
/** Hot from and to, minutes of the day, and how long it takes to get there. */
const BOILER_ON = 5 * 60;
const BOILER_OFF = 9 * 60;
const BOILER_RAMP = 25;

/** A fire, told in milliseconds since it began. */
export interface Flames {
  readonly burnsMs: number;
  readonly sinceMs: number;
}

/** Kelvins above the room: a fire grows with the square of time, and what it leaves cools down. */
export function heatOf({ burnsMs, sinceMs }: Flames): number {
  const at = (ms: number) => Math.min(240, 0.02 * (ms / 1000) ** 2);
  return sinceMs <= burnsMs ? at(sinceMs) : at(burnsMs) * Math.exp(-(sinceMs - burnsMs) / 300_000);
}

/** One sensor's view. */
export class Room {
  readonly celsius = new Float32Array(THERMAL_PIXELS);
  readonly summary: ThermalSummary = emptySummary();
  /** A thing that stays, kelvins above what was there before, at the upper edge; below every limit, or it would be a pre-alarm. */
  thingC = 0;
  readonly #random: Random;
  readonly #still = new Float32Array(THERMAL_PIXELS);
  readonly #isBoiler = new Uint8Array(THERMAL_PIXELS);
  readonly #noise: Float32Array;
  readonly #words = new Uint16Array(THERMAL_PIXELS);

  constructor(random: Random, readonly hasBoiler: boolean) {
    this.#random = random;
    this.#noise = Float32Array.from({ length: NOISE }, () => random.between(-0.5, 0.5));
    for (let i = 0; i < THERMAL_PIXELS; i++) {
      const [column, row] = [i % THERMAL_COLUMNS, Math.floor(i / THERMAL_COLUMNS)];
      this.#still[i] = (column > 24 ? 3 : 0) + row / 12;
      this.#isBoiler[i] = Number(hasBoiler && column >= 4 && column < 9 && row >= 10 && row < 18);
    }
  }

  /** Takes a picture into {@linkcode celsius} and {@linkcode summary}. `day` may have a fraction. */
  take(day: number, minute: number, panC: number, flames: Flames | undefined, hotLimitC: number): void {
    const base = 18 + 5 * Math.sin(2 * Math.PI * day / 365) +
      1.5 * Math.sin(2 * Math.PI * (minute - 600) / DAY_MINUTES);
    const boilerC = boilerOf(minute);
    const offset = Math.floor(this.#random.next() * (NOISE - THERMAL_PIXELS));
    const { celsius } = this;
    for (let i = 0; i < THERMAL_PIXELS; i++) {
      celsius[i] = base + this.#still[i] + this.#noise[offset + i] + (this.#isBoiler[i] === 1 ? boilerC : 0);
    }
    if (this.thingC > 0) this.#spot(THERMAL_COLUMNS + 20, this.thingC);
    if (panC > 0) this.#spot(FIRE_PIXEL + 4, Math.max(0, panC - base));
    if (flames !== undefined) this.#spot(FIRE_PIXEL, heatOf(flames));
    for (let i = 0; i < THERMAL_PIXELS; i++) this.#words[i] = celsius[i] * 100;
    summarize(celsius, this.#words, hotLimitC, this.summary);
  }

  #spot(pixel: number, kelvins: number): void {
    for (const row of [-1, 0, 1]) {
      for (const column of [-1, 0, 1]) this.celsius[pixel + row * THERMAL_COLUMNS + column] += kelvins;
    }
  }
}

function boilerOf(minute: number): number {
  const up = (minute - BOILER_ON) / BOILER_RAMP;
  const down = 1 - (minute - BOILER_OFF) / (3 * BOILER_RAMP);
  return 8 + 22 * Math.max(0, Math.min(1, up, down));
}
