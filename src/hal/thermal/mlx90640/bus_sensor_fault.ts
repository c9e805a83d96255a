/**
 * What goes wrong with an MLX90640 on an I2C bus, and how to say it to a person.
 */
import { unreachable } from "../../../reading/result.ts";
import { type BusFault, describeBusFault } from "../../i2c/bus.ts";
import { describeLineFault, type LineFault } from "../../line.ts";
import { describeEepromFault, type EepromFault } from "./eeprom_fault.ts";

/** Why no frames come from the chip. */
export type ChipFault =
  /** The bus, or the chip on it, does not answer. */
  | { readonly kind: "bus"; readonly fault: BusFault }
  /** Two readings of the EEPROM differ: the wiring garbles what is read. */
  | { readonly kind: "eeprom-unstable"; readonly words: number }
  /** The EEPROM is no calibration. */
  | { readonly kind: "eeprom"; readonly fault: EepromFault }
  /** The control register is not what was written: the chip has restarted, or garbles. */
  | { readonly kind: "control"; readonly wanted: number; readonly found: number }
  /** The chip answers, and measures nothing. */
  | { readonly kind: "silent"; readonly forMs: number }
  /** The chip measures one half of the picture again and again. */
  | { readonly kind: "half"; readonly subPage: number }
  /** What was read cannot be a frame. */
  | { readonly kind: "garbage"; readonly what: "status" | "auxiliary words" | "supply or die temperature" }
  /** The chip overwrote the frame each time before it was read. */
  | { readonly kind: "torn"; readonly attempts: number; readonly readMs: number; readonly periodMs: number }
  /** The chip's power could not be switched off and on. */
  | { readonly kind: "power"; readonly fault: LineFault };

/** `fault` as one sentence for a person, to follow the sensor's name. */
export function describeChipFault(fault: ChipFault): string {
  switch (fault.kind) {
    case "bus":
      return describeBusFault(fault.fault);
    case "eeprom-unstable":
      return `the chip's EEPROM was read twice and ${fault.words} words differ: check the wiring and the speed of the bus`;
    case "eeprom":
      return describeEepromFault(fault.fault);
    case "control":
      return `the chip's control register is ${hex(fault.found)} and was set to ${
        hex(fault.wanted)
      }: it has restarted`;
    case "silent":
      return `the chip answers but has measured nothing for ${Math.round(fault.forMs)} ms`;
    case "half":
      return `the chip measures sub-page ${fault.subPage} alone: half of the picture stands still`;
    case "garbage":
      return `the chip's ${fault.what} cannot be an MLX90640's: check the wiring`;
    case "torn":
      return `a frame takes ${Math.round(fault.readMs)} ms to read, and the next comes after ${
        Math.round(fault.periodMs)
      } ms (${fault.attempts} attempts): lower the refresh rate or raise the speed of the bus`;
    case "power":
      return `the chip's power cannot be switched: ${describeLineFault("its supply", fault.fault)}`;
    default:
      return unreachable(fault);
  }
}

function hex(word: number): string {
  return "0x" + word.toString(16).toUpperCase().padStart(4, "0");
}
