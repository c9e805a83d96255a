/**
 * The registers of an MLX90640 on its I2C bus, and what their bits mean.
 *
 * Datasheet: Melexis MLX90640, chapter 10 (communication, registers, refresh rate, memory map).
 */

/** The address that chips leave the factory with. */
export const ADDRESS_DEFAULT = 0x33;

/** First of the 768 pixels; the 64 auxiliary words follow. */
export const RAM = 0x0400;
/** First of the 832 words of the EEPROM. */
export const EEPROM = 0x2400;
export const STATUS = 0x8000;
export const CONTROL = 0x800D;

/** Sub-page that was measured last. */
const STATUS_SUB_PAGE = 0x0007;
/** The RAM holds a sub-page that was not taken yet. */
export const STATUS_NEW_DATA = 0x0008;
/**
 * Written to take note of the new data: clears its bit, and lets the chip overwrite the RAM with the next sub-page. The maker's
 * own driver writes it.
 */
export const STATUS_TAKEN = 0x0030;

const CONTROL_SUB_PAGES = 0x0001;
const CONTROL_RATE_SHIFT = 7;
const CONTROL_RESOLUTION_SHIFT = 10;
const CONTROL_CHESS = 0x1000;
/** Bits that are reserved: they stay as the chip has them. */
const CONTROL_RESERVED = 0xE000;

/** Sub-pages a second, in the order of their codes. */
export const REFRESH_RATES_HZ = [0.5, 1, 2, 4, 8, 16, 32, 64] as const;
/** Resolutions of the chip's converter, in the order of their codes. */
export const RESOLUTIONS_BITS = [16, 17, 18, 19] as const;

/** How the chip is to measure. */
export interface ChipSettings {
  /**
   * Sub-pages a second; each is half of the picture. Faster pictures have more noise, and above 16 a bus of 400 kHz cannot read
   * one before the next overwrites it.
   */
  readonly refreshHz: typeof REFRESH_RATES_HZ[number];
  /** Which pixels a sub-page has. Chips are calibrated for `chess`. */
  readonly pattern: "chess" | "interleaved";
  readonly resolutionBits: typeof RESOLUTIONS_BITS[number];
}

/**
 * The control register for `settings`, with the reserved bits of `current`. The converter of the frames must be given the same
 * pattern and resolution: its `controlWord`.
 */
export function controlWordOf(settings: ChipSettings, current = 0): number {
  return (current & CONTROL_RESERVED) | CONTROL_SUB_PAGES |
    (REFRESH_RATES_HZ.indexOf(settings.refreshHz) << CONTROL_RATE_SHIFT) |
    (RESOLUTIONS_BITS.indexOf(settings.resolutionBits) << CONTROL_RESOLUTION_SHIFT) |
    (settings.pattern === "chess" ? CONTROL_CHESS : 0);
}

/** Time from one sub-page to the next with the control register `word`. */
export function subPagePeriodMs(word: number): number {
  return 1000 / REFRESH_RATES_HZ[(word >> CONTROL_RATE_SHIFT) & 7];
}

/** Whether the chip with the control register `word` measures the pixel at `row` and `column` in sub-page `subPage`. */
export function isInSubPage(word: number, subPage: number, row: number, column: number): boolean {
  return (((word & CONTROL_CHESS) !== 0 ? row + column : row) & 1) === subPage;
}

/** Whether the status register says that a sub-page waits to be taken. */
export function hasNewData(status: number): boolean {
  return (status & STATUS_NEW_DATA) !== 0;
}

/** The sub-page that the status register speaks of; undefined where it names none that exists. */
export function subPageOf(status: number): 0 | 1 | undefined {
  const subPage = status & STATUS_SUB_PAGE;
  return subPage === 0 || subPage === 1 ? subPage : undefined;
}
