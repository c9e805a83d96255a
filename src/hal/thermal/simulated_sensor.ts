/**
 * A simulated thermal sensor with its smoke, flame and gas inputs: what a device would measure in a simulated room.
 *
 * It measures nothing real. It is used by the demo and by tests, through the same port and protocol as real devices.
 */
import { THERMAL_COLUMNS, THERMAL_PIXELS, THERMAL_ROWS } from "../../reading/reading.ts";
import { encodeLinear } from "./linear.ts";
import { EEPROM_WORDS } from "./mlx90640/calibration.ts";
import { parseEeprom } from "./mlx90640/eeprom.ts";
import { type ChipState, FrameEncoder } from "./mlx90640/frame_encoder.ts";
import { syntheticEeprom } from "./mlx90640/synthetic_eeprom.ts";
import { type Fire, renderScene } from "./scene.ts";

/** How a simulated sensor is made. */
export interface SimulatedSensorOptions {
  /** `melexis`: raw counts with a calibration EEPROM of its own; `linear`: hundredths of a degree. */
  readonly kind: "melexis" | "linear";
  /** Another room and another chip for each. */
  readonly seed: number;
  /** When a fire breaks out in view, on the sensor's own time; absent: never. */
  readonly fireStartMs?: number;
}

/** Correction that a simulated linear device carries in its EEPROM, hundredths of a degree: small, and not zero. */
const LINEAR_OFFSET = 35;
/** Emissivity the product assumes unless told otherwise: the picture comes back as it was drawn. */
const EMISSIVITY = 0.95;
const CHIP: ChipState = { taC: 31.5, vddV: 3.28 };
/** Smoke reaches the detector under the ceiling this long after the fire began, and takes as long again to fill it. */
const SMOKE_DELAY_MS = 6_000;

/** One simulated sensor. */
export class SimulatedSensor {
  /** The 832 words it answers to `EEPROM1`. */
  readonly eeprom: Uint16Array;
  readonly #options: SimulatedSensorOptions;
  readonly #encoder: FrameEncoder | undefined;
  readonly #fire: Fire | undefined;
  readonly #celsius = new Float32Array(THERMAL_PIXELS);
  readonly #words = new Uint16Array(834);

  constructor(options: SimulatedSensorOptions) {
    this.#options = options;
    if (options.fireStartMs !== undefined) {
      this.#fire = {
        startMs: options.fireStartMs,
        row: Math.round(THERMAL_ROWS * 0.55),
        column: Math.round(THERMAL_COLUMNS * 0.4),
      };
    }
    if (options.kind === "linear") {
      this.eeprom = new Uint16Array(EEPROM_WORDS);
      this.eeprom[0] = LINEAR_OFFSET;
      return;
    }
    this.eeprom = syntheticEeprom(options.seed);
    const calibration = parseEeprom(this.eeprom);
    if (!calibration.ok) throw new Error(`synthetic EEPROM ${options.seed} is no calibration`);
    this.#encoder = new FrameEncoder(calibration.value, { emissivity: EMISSIVITY });
  }

  /** The frame of 834 words at time `tMs`. Reused: valid until the next call. */
  frame(tMs: number): Uint16Array {
    renderScene(this.#options.seed, tMs, this.#fire, this.#celsius);
    return this.#encoder === undefined
      ? encodeLinear(this.#celsius, LINEAR_OFFSET / 100, this.#words)
      : this.#encoder.encode(this.#celsius, CHIP, this.#words);
  }

  /** The analogue and digital inputs at time `tMs`, in counts, by their names on the line. */
  inputs(tMs: number): Readonly<Record<string, number>> {
    const burningMs = this.#fire === undefined ? 0 : Math.max(0, tMs - this.#fire.startMs);
    const smoke = Math.min(1, Math.max(0, burningMs - SMOKE_DELAY_MS) / SMOKE_DELAY_MS);
    const flicker = Math.round(3 * Math.sin(tMs / 700 + this.#options.seed));
    return {
      ADC1: 269 + flicker + Math.round(smoke * 2200),
      ADC2: 1296 + flicker,
      ADC3: 1,
      DIO: burningMs > 2_000 ? 1 : 0,
    };
  }
}
