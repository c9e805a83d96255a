/**
 * Why an EEPROM is no usable MLX90640 calibration, and how to say it to a person.
 */
import { unreachable } from "../../../reading/result.ts";

/** What may be wrong with an EEPROM. */
export type EepromFault =
  /** Fewer words than a calibration has. */
  | { readonly kind: "length"; readonly words: number }
  /** Every word is 0, or every word is 0xFFFF: the chip is blank or could not be read. */
  | { readonly kind: "erased"; readonly word: number }
  /** The device select bit says another chip. */
  | { readonly kind: "other-chip"; readonly word: number }
  /** The gain is zero or negative. */
  | { readonly kind: "gain"; readonly counts: number }
  /** The slope of the supply measurement is zero. */
  | { readonly kind: "supply-slope" }
  /** The slope of the die temperature measurement is zero. */
  | { readonly kind: "die-slope" }
  /** More bad pixels than the maker allows. */
  | { readonly kind: "bad-pixels"; readonly count: number; readonly countMax: number }
  /** Two bad pixels touch, so neither can be taken from its neighbours. */
  | { readonly kind: "adjacent-bad-pixels"; readonly first: number; readonly second: number };

/** `fault` as one sentence for a person. */
export function describeEepromFault(fault: EepromFault): string {
  switch (fault.kind) {
    case "length":
      return `Refused the calibration EEPROM: it has ${fault.words} words, an MLX90640 has 832.`;
    case "erased":
      return `Refused the calibration EEPROM: every word is ${
        hex(fault.word)
      }; it is blank or could not be read.`;
    case "other-chip":
      return `Refused the calibration EEPROM: word 10 is ${hex(fault.word)}, which is not an MLX90640's.`;
    case "gain":
      return `Refused the calibration EEPROM: its gain is ${fault.counts} counts, it must be positive.`;
    case "supply-slope":
      return "Refused the calibration EEPROM: the slope of the supply measurement (kVdd) is 0.";
    case "die-slope":
      return "Refused the calibration EEPROM: the slope of the die temperature measurement (KtPTAT) is 0.";
    case "bad-pixels":
      return `Refused the calibration EEPROM: ${fault.count} pixels are bad, at most ${fault.countMax} may be.`;
    case "adjacent-bad-pixels":
      return `Refused the calibration EEPROM: the bad pixels ${place(fault.first)} and ${
        place(fault.second)
      } touch.`;
    default:
      return unreachable(fault);
  }
}

function hex(word: number): string {
  return "0x" + word.toString(16).toUpperCase().padStart(4, "0");
}

function place(index: number): string {
  return `row ${index >> 5} column ${index & 31}`;
}
