/**
 * A sensor device as sites have them: it delivers pictures, smoke and flame each period, loses packets, sends a bad picture
 * now and then, falls silent for a while, and sees the fire of its zone.
 */
import type { Reading } from "../../src/reading/reading.ts";
import type { Random } from "./random.ts";

/** A fire in a zone. */
export interface Fire {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly maxC: number;
}

/** What a device has delivered, as the one who judges fusion sees it. */
export interface Delivered {
  readonly reading: Reading;
  /** A picture of a fire, in the range the sensor can measure. */
  readonly hot: boolean;
}

const LOSS = 0.03;
const BAD_PICTURE = 0.01;
/** Bad pictures come alone: this many good ones lie between two. */
const GOOD_BETWEEN = 4;
const OUTAGE = 1 / 1_500;

/** One device. */
export class SimulatedDevice {
  readonly sensorId: string;
  readonly zoneId: string;
  readonly #random: Random;
  readonly #periodMs: number;
  #nextAtMs: number;
  #silentUntilMs = 0;
  #sinceBad = 0;
  #fingerprint = 0;

  constructor(sensorId: string, zoneId: string, random: Random, nowMs: number) {
    this.sensorId = sensorId;
    this.zoneId = zoneId;
    this.#random = random;
    this.#periodMs = random.between(900, 4_100);
    this.#nextAtMs = nowMs + random.between(0, this.#periodMs);
  }

  /** What arrives by `nowMs`, oldest first. */
  deliver(nowMs: number, fire: Fire | undefined): Delivered[] {
    if (nowMs < this.#nextAtMs) return [];
    const random = this.#random;
    this.#nextAtMs = nowMs + this.#periodMs * random.between(0.95, 1.05);
    if (random.chance(OUTAGE)) this.#silentUntilMs = nowMs + random.between(5_000, 180_000);
    if (nowMs < this.#silentUntilMs) return [];
    const burns = fire !== undefined && nowMs >= fire.startsAtMs && nowMs < fire.endsAtMs;
    const all = [this.#picture(nowMs, burns ? fire.maxC : undefined), ...this.#levels(nowMs, burns)];
    return all.filter(() => !random.chance(LOSS));
  }

  #picture(atMs: number, fireC: number | undefined): Delivered {
    const random = this.#random;
    const bad = ++this.#sinceBad > GOOD_BETWEEN && random.chance(BAD_PICTURE / (fireC === undefined ? 1 : 4));
    if (bad) this.#sinceBad = 0;
    const hot = !bad && fireC !== undefined;
    const maxC = bad
      ? random.between(300.1, 1000)
      : hot
      ? fireC + random.between(-3, 3)
      : random.between(23, 33);
    const reading: Reading = {
      kind: "thermal",
      sensorId: this.sensorId,
      atMs,
      maxC,
      minC: random.between(18, 21),
      meanC: 24,
      hotSpotC: maxC - 2,
      hotSpotIndex: bad ? Math.floor(random.between(0, 768)) : 300,
      hotPixels: maxC >= 40 ? 5 : 0,
      hotCluster: maxC >= 40 ? 5 : 0,
      validPixels: 768,
      taC: 31,
      vddV: 3.3,
      fingerprint: ++this.#fingerprint,
    };
    return { reading, hot };
  }

  #levels(atMs: number, burns: boolean): Delivered[] {
    const random = this.#random;
    const { sensorId } = this;
    // A cable's spike comes alone by nature; two in a row would be evidence, and are left out.
    const smoke = burns ? random.between(10, 60) : random.between(2, 9);
    const flame = burns ? random.between(30, 90) : random.between(0, 31);
    return [
      { reading: { kind: "smoke", sensorId, atMs, value: smoke }, hot: false },
      { reading: { kind: "flame", sensorId, atMs, value: flame }, hot: false },
    ];
  }
}
