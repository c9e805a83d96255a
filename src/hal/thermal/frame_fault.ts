/**
 * Why a frame cannot become degrees, how to say it to a person, and what it means for the reading.
 */
import type { NoDataReason } from "../../reading/reading.ts";
import { unreachable } from "../../reading/result.ts";
import { describeEepromFault, type EepromFault } from "./mlx90640/eeprom_fault.ts";

/** What may be wrong with a frame or with what is known of its sensor. */
export type FrameFault =
  /** The frame is an MLX90640's raw counts, and the device does not answer with its EEPROM. */
  | { readonly kind: "eeprom-missing" }
  /** The frame is an MLX90640's raw counts, and its EEPROM is no usable calibration. */
  | { readonly kind: "eeprom-refused"; readonly fault: EepromFault }
  /** The sensor is an MLX90640, and the frame has its pixels alone: supply and die temperature are unknown. */
  | { readonly kind: "aux-missing" }
  /** Supply or die temperature are out of what the chip can work at: the frame is damaged, or the chip is failing. */
  | { readonly kind: "aux-implausible"; readonly vddV: number; readonly taC: number };

/** `fault` as one sentence for a person. */
export function describeFrameFault(fault: FrameFault): string {
  switch (fault.kind) {
    case "eeprom-missing":
      return "Refused a frame of raw counts: the sensor has not sent the calibration EEPROM they need.";
    case "eeprom-refused":
      return `Refused a frame of raw counts: ${describeEepromFault(fault.fault)}`;
    case "aux-missing":
      return "Refused a frame of pixels alone: the calibrated sensor behind it needs 64 auxiliary words as well; " +
        "if the device converts by itself, configure it as linear.";
    case "aux-implausible":
      return `Refused a frame: its supply is ${known(fault.vddV, "V")} and its die ${
        known(fault.taC, "C")
      }; ` +
        `the sensor works at ${VDD_MIN_V} to ${VDD_MAX_V} V and ${TA_MIN_C} to ${TA_MAX_C} C.`;
    default:
      return unreachable(fault);
  }
}

function known(value: number, unit: string): string {
  return Number.isFinite(value) ? `at ${value.toFixed(2)} ${unit}` : "not measured";
}

/** What a sensor's thermal input reports while its frames are refused for `fault`. */
export function noDataReasonOf(fault: FrameFault): NoDataReason {
  switch (fault.kind) {
    case "eeprom-missing":
      return "calibration-pending";
    case "eeprom-refused":
    case "aux-missing":
      return "calibration-refused";
    case "aux-implausible":
      return "implausible";
    default:
      return unreachable(fault);
  }
}

/** Limits of a frame that can be believed: the chip's supply (datasheet: 3.0 to 3.6 V) and its operating temperature. */
export const VDD_MIN_V = 3.0;
export const VDD_MAX_V = 3.6;
export const TA_MIN_C = -40;
export const TA_MAX_C = 85;

/** Whether supply and die temperature of a frame are what an MLX90640 can work at. NaN is not. */
export function isPlausible(facts: { readonly vddV: number; readonly taC: number }): boolean {
  return facts.vddV >= VDD_MIN_V && facts.vddV <= VDD_MAX_V && facts.taC >= TA_MIN_C && facts.taC <= TA_MAX_C;
}
