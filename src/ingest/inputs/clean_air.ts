/**
 * Calibrates a gas sensor in clean air: a few minutes of counts become its resistance there.
 *
 * The sensor must have been powered for a day (datasheet, table C: preheat time over 24 hours), and the air must be
 * clean: neither can be told from the counts, which only show whether the sensor is steady.
 */
import { CLEAN_AIR_RATIO, sensorOhm } from "./gas.ts";

/** Shorter would take a passing draught for the air of the room. */
export const CALIBRATION_MS = 180_000;
/** Fewer would let noise in. The captured device sends 43 in that time. */
export const SAMPLES_MIN = 30;
/** Largest over smallest resistance, less 1. Above, the sensor is still warming up or the air is changing. */
export const SPREAD_MAX = 0.2;
/** The lowest resistance in clean air: 3.6 * 30 kOhm, over 1.7 for warm and humid air. Less: the air is not clean. */
const CLEAN_AIR_OHM_MIN = CLEAN_AIR_RATIO * 30_000 / 1.7;

/** Why a calibration failed. */
export type CalibrationFault =
  | { readonly kind: "implausible"; readonly count: number }
  | { readonly kind: "too-few-samples"; readonly samples: number }
  | { readonly kind: "unsteady"; readonly spread: number }
  | { readonly kind: "not-clean-air"; readonly ohm: number };

/** How far a calibration is. */
export type CalibrationState =
  | { readonly kind: "measuring"; readonly samples: number }
  | { readonly kind: "done"; readonly cleanAirOhm: number }
  | { readonly kind: "failed"; readonly fault: CalibrationFault };

/** One calibration. Feed it every count of the sensor until it is done or has failed. */
export class CleanAirCalibration {
  readonly #loadOhm: number;
  #startMs: number | undefined;
  #samples = 0;
  #sumOhm = 0;
  #minOhm = Infinity;
  #maxOhm = 0;
  #state: CalibrationState = { kind: "measuring", samples: 0 };

  constructor(loadOhm: number) {
    this.#loadOhm = loadOhm;
  }

  /** How far it is. */
  get state(): CalibrationState {
    return this.#state;
  }

  /** Takes a count; once it is done or has failed, nothing changes any more. */
  feed(count: number, atMs: number): CalibrationState {
    if (this.#state.kind === "measuring") this.#state = this.#take(count, atMs);
    return this.#state;
  }

  #take(count: number, atMs: number): CalibrationState {
    const ohm = sensorOhm(count, this.#loadOhm);
    if (ohm === "implausible") return failed({ kind: "implausible", count });
    this.#startMs ??= atMs;
    this.#samples++;
    this.#sumOhm += ohm;
    this.#minOhm = Math.min(this.#minOhm, ohm);
    this.#maxOhm = Math.max(this.#maxOhm, ohm);
    if (atMs - this.#startMs < CALIBRATION_MS) return { kind: "measuring", samples: this.#samples };

    if (this.#samples < SAMPLES_MIN) return failed({ kind: "too-few-samples", samples: this.#samples });
    const spread = this.#maxOhm / this.#minOhm - 1;
    if (spread > SPREAD_MAX) return failed({ kind: "unsteady", spread });
    const cleanAirOhm = this.#sumOhm / this.#samples;
    if (cleanAirOhm < CLEAN_AIR_OHM_MIN) return failed({ kind: "not-clean-air", ohm: cleanAirOhm });
    return { kind: "done", cleanAirOhm };
  }
}

function failed(fault: CalibrationFault): CalibrationState {
  return { kind: "failed", fault };
}
