/**
 * Turns the named values of an inputs packet into readings of smoke, flame, gas and digital flame.
 */
import type { SensorId } from "../../reading/ids.ts";
import type { InputKind, NoData, Reading } from "../../reading/reading.ts";
import type { InputValues } from "../protocol/packet.ts";
import { type AdcScale, levelPercent } from "./adc.ts";
import { gasPpm, type GasSettings } from "./gas.ts";

/** The inputs that such a packet carries. */
export type PacketInput = Extract<InputKind, "smoke" | "flame" | "gas" | "flameDigital">;

/** The names devices use. Of several digital ones, any that is active counts; of others the first that is there. */
export const INPUT_NAMES: Readonly<Record<PacketInput, readonly string[]>> = {
  smoke: ["ADC1"],
  flame: ["ADC2"],
  gas: ["ADC3"],
  flameDigital: ["DIO", "MPY30", "MPY_IN"],
};

/** How a sensor's inputs are read. An input that is not fitted is never reported. */
export interface InputSettings {
  readonly smoke: AdcScale & { readonly fitted: boolean };
  readonly flame: AdcScale & { readonly fitted: boolean };
  readonly gas: GasSettings & { readonly fitted: boolean };
}

/** The state of a contact: 1 is active, 0 is not, anything else is no contact. */
function contactState(value: number): boolean | "implausible" {
  return value === 1 ? true : value === 0 ? false : "implausible";
}

/**
 * Reads the inputs of one sensor. Which of them a device really has it does not say: one that never gave a plausible
 * value since the start is taken as not connected and stays `never-received`; one that did and ceases to is
 * `implausible`.
 */
export class InputReader {
  readonly #sensorId: SensorId;
  readonly #settings: InputSettings;
  readonly #everPlausible: Record<PacketInput, boolean> = {
    smoke: false,
    flame: false,
    gas: false,
    flameDigital: false,
  };

  constructor(sensorId: SensorId, settings: InputSettings) {
    this.#sensorId = sensorId;
    this.#settings = settings;
  }

  /** Hands on one reading, or the absence of one, for each fitted input that the packet names. */
  read(values: InputValues, atMs: number, take: (reading: Reading | NoData) => void): void {
    const { smoke, flame, gas } = this.#settings;
    if (smoke.fitted) {
      const count = valueOf(values, INPUT_NAMES.smoke);
      if (count !== undefined) take(this.#level("smoke", levelPercent(count, smoke), atMs));
    }
    if (flame.fitted) {
      const count = valueOf(values, INPUT_NAMES.flame);
      if (count !== undefined) take(this.#level("flame", levelPercent(count, flame), atMs));
    }
    if (gas.fitted) {
      const count = valueOf(values, INPUT_NAMES.gas);
      if (count !== undefined) take(this.#level("gas", gasPpm(count, gas), atMs));
    }
    const state = digitalState(values);
    if (state !== undefined) take(this.#contact(state, atMs));
  }

  #level(kind: "smoke" | "flame" | "gas", value: number | "implausible", atMs: number): Reading | NoData {
    if (value === "implausible") return this.#noData(kind, atMs);
    this.#everPlausible[kind] = true;
    return { kind, sensorId: this.#sensorId, atMs, value };
  }

  #contact(active: boolean | "implausible", atMs: number): Reading | NoData {
    if (active === "implausible") return this.#noData("flameDigital", atMs);
    this.#everPlausible.flameDigital = true;
    return { kind: "flameDigital", sensorId: this.#sensorId, atMs, active };
  }

  #noData(input: PacketInput, atMs: number): NoData {
    const reason = this.#everPlausible[input] ? "implausible" : "never-received";
    return { kind: "noData", sensorId: this.#sensorId, input, atMs, reason };
  }
}

function valueOf(values: InputValues, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Active where any contact is; else implausible where any is; undefined where the packet names none. */
function digitalState(values: InputValues): boolean | "implausible" | undefined {
  let state: boolean | "implausible" | undefined;
  for (const name of INPUT_NAMES.flameDigital) {
    const value = values.get(name);
    if (value === undefined) continue;
    const one = contactState(value);
    if (one === true) return true;
    if (state === undefined || one === "implausible") state = one;
  }
  return state;
}
