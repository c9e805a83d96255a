/**
 * Smoke and flame levels in per cent from the counts of a device's analogue inputs.
 *
 * The devices have 12-bit converters (0..4095). No datasheet of the device is public; the defaults come from a capture
 * of a real one in a calm room, 192 packets: smoke (`ADC1`) rests at 266..297, flame (`ADC2`) at 1296..1326, an input
 * with nothing connected (`ADC3`) wanders between 0 and 17.
 */

/** Largest count of a 12-bit converter. */
export const ADC_MAX = 4095;

/**
 * A line that reads less has come off, or nothing is connected: a powered sensor's divider never gets so low. Larger
 * than 266 would take the resting smoke sensor of the captured device for a broken one; smaller than 18 would take an
 * unconnected input for a sensor.
 */
export const OPEN_BELOW = 32;

/** Two points of a straight line. Where the sensor's voltage falls with the level, `zero` is above `fullScale`. */
export interface AdcScale {
  /** Counts that mean 0 per cent. */
  readonly zero: number;
  /** Counts that mean 100 per cent. */
  readonly fullScale: number;
}

/** The whole range. The captured sensor rests at 7 per cent. */
export const SMOKE_SCALE: AdcScale = { zero: 0, fullScale: ADC_MAX };

/**
 * From a quarter of the range on. The captured sensor rests at a third of the range, which on the whole range would be
 * 32 per cent, above the usual limit of 25. On this scale it rests at 10 per cent, and 25 per cent are 1792 counts,
 * 35 per cent above rest. With a larger `zero` a real flame needs to be nearer; below 404 the calm room is evidence.
 */
export const FLAME_SCALE: AdcScale = { zero: 1024, fullScale: ADC_MAX };

/**
 * The level in per cent, 0..100, or `"implausible"` where the sensor cannot have given that count: below
 * {@linkcode OPEN_BELOW} for a sensor whose voltage rises with the level, negative, or beyond the converter. A scale
 * whose two points are one says nothing and gives no value either.
 *
 * The end of the range that means 100 per cent is always taken as 100 per cent: near a fire a sensor saturates, and
 * what may be a short circuit may as well be that.
 */
export function levelPercent(count: number, scale: AdcScale): number | "implausible" {
  const { zero, fullScale } = scale;
  const countMax = Math.max(ADC_MAX, zero, fullScale);
  if (!(count >= 0 && count <= countMax) || fullScale === zero) return "implausible";
  if (fullScale > zero && count < OPEN_BELOW) return "implausible";
  const percent = 100 * (count - zero) / (fullScale - zero);
  return Math.min(100, Math.max(0, percent));
}
