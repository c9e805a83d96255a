/**
 * The clock of one device, by the stamps in its inputs packets: when what arrives was made, in our monotonic time.
 */
import { DeviceTime } from "../../timesync/device_time.ts";
import type { InputValues } from "../protocol/packet.ts";

/** How a device sends its stamps, as the configuration says. */
export interface StampSettings {
  readonly key: string;
  readonly unitMs: number;
  readonly bits?: number | undefined;
}

/** What is known of the clock, for people. */
export interface DeviceClockView {
  /** Stamps are translated; before, the arrival counts. */
  readonly settled: boolean;
  /** How much faster than ours it runs, parts per million. */
  readonly skewPpm: number;
  /** How long the last packet was on its way beyond the quickest ones, milliseconds. */
  readonly delayMs: number;
  /** How often it began anew. */
  readonly resets: number;
  /** Stamps that cannot be such, and packets without one. */
  readonly refused: number;
}

/** The clock. */
export class DeviceClock {
  readonly #key: string;
  readonly #time: DeviceTime;
  #delayMs = 0;
  #missing = 0;
  #lastMs = -Infinity;

  constructor({ key, unitMs, bits }: StampSettings) {
    this.#key = key;
    this.#time = new DeviceTime({ unitMs, ...(bits === undefined ? {} : { wrapsAt: 2 ** bits }) });
  }

  /** What is known of the device's clock. */
  get view(): DeviceClockView {
    const { settled, skewPpm, resets, refused } = this.#time;
    return { settled, skewPpm, delayMs: this.#delayMs, resets, refused: refused + this.#missing };
  }

  /** When the packet that arrived at `arrivedMs` was made, both monotonic; its arrival where it does not say. */
  madeMs(values: InputValues, arrivedMs: number): number {
    const count = values.get(this.#key);
    if (count === undefined) {
      this.#missing++;
      this.#lastMs = arrivedMs;
      return arrivedMs;
    }
    // An estimate that has just grown better must not put a packet before the one that came before it: it would be taken for an
    // old one that was overtaken, and its evidence would be lost.
    this.#lastMs = Math.max(this.#lastMs, this.#time.take(count, arrivedMs));
    this.#delayMs = arrivedMs - this.#lastMs;
    return this.#lastMs;
  }
}
