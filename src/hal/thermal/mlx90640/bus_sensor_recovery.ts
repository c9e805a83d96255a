/**
 * What to do next about a sensor on a bus that has failed: try again, start it anew, or switch its power.
 *
 * Pure: faults come in, steps and pauses come out. It never gives up; the pauses are bounded.
 */
import type { ChipFault } from "./bus_sensor_fault.ts";

/** What to do, after a pause. */
export interface RecoveryStep {
  /**
   * `retry`: measure on. `initialise`: open the bus anew, read the EEPROM, set the chip up. `power-cycle`: switch the chip off and
   * on before that.
   */
  readonly action: "retry" | "initialise" | "power-cycle";
  readonly pauseMs: number;
}

/** Noise on a wire is over after that; longer would cost a frame at 8 Hz. */
const RETRY_PAUSES_MS = [5, 20, 60];
/** The first new start comes soon: a chip that was plugged in again is ready 80 ms later. */
const INITIALISE_MIN_MS = 100;
/**
 * A sensor that was mended must deliver within this time. More often would keep a stuck bus busy, where others have chips as well.
 */
const INITIALISE_MAX_MS = 5_000;
/** New starts without success before the power is switched: after half a second or so. */
const STARTS_BEFORE_POWER = 3;
/**
 * New starts between the first two switchings, a minute or so, doubled each time up to the second number, an hour or so. More often
 * would wear a relay out over a summer in which nobody mends the sensor.
 */
const STARTS_BETWEEN_MIN = 12;
const STARTS_BETWEEN_MAX = 720;

/** The recovery of one sensor. */
export class Recovery {
  readonly #canPowerCycle: boolean;
  /** Retries since the last frame or start. */
  #retries = 0;
  /** Starts since the last frame. */
  #starts = 0;
  /** Of these, the one before which the power is switched next, and how many until then again. */
  #powerAt = STARTS_BEFORE_POWER;
  #powerGap = STARTS_BETWEEN_MIN;

  constructor(canPowerCycle: boolean) {
    this.#canPowerCycle = canPowerCycle;
  }

  /** A frame has come: whatever was, is over. */
  recovered(): void {
    this.#retries = 0;
    this.#starts = 0;
    this.#powerAt = STARTS_BEFORE_POWER;
    this.#powerGap = STARTS_BETWEEN_MIN;
  }

  /** The chip was set up; its frames are still to come. */
  initialised(): void {
    this.#retries = 0;
  }

  /** Something has failed. @param measuring Whether the chip was set up before */
  failed(fault: ChipFault, measuring: boolean): RecoveryStep {
    if (measuring && this.#retries < RETRY_PAUSES_MS.length && mayPass(fault)) {
      return { action: "retry", pauseMs: RETRY_PAUSES_MS[this.#retries++] };
    }
    const pauseMs = Math.min(INITIALISE_MIN_MS * 2 ** Math.min(this.#starts, 16), INITIALISE_MAX_MS);
    if (this.#starts++ !== this.#powerAt || !this.#canPowerCycle) return { action: "initialise", pauseMs };
    this.#powerAt += this.#powerGap;
    this.#powerGap = Math.min(this.#powerGap * 2, STARTS_BETWEEN_MAX);
    return { action: "power-cycle", pauseMs };
  }
}

/** Whether the same may work a moment later without a new start. */
function mayPass(fault: ChipFault): boolean {
  switch (fault.kind) {
    case "bus":
      return fault.fault.kind === "no-answer" || fault.fault.kind === "stuck" ||
        fault.fault.kind === "failed";
    case "garbage":
    case "torn":
      return true;
    case "eeprom-unstable":
    case "eeprom":
    case "control":
    case "silent":
    case "half":
    case "power":
      return false;
  }
}
