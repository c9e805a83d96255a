/**
 * Gas concentrations in parts per million from the counts of an MQ-135 sensor.
 *
 * Datasheet: Hanwei MQ-135 Technical Data. Rs is the sensor's resistance, in series with the load resistor whose voltage
 * is measured: Rs = RL * (Vc / Vout - 1). R0 is Rs in 100 ppm of ammonia, 30..200 kOhm from one sensor to another
 * (table C); in clean air Rs is 3.6 R0 (figure 3). The curves of figure 3 are straight on logarithmic axes, so
 * ppm = a * (Rs / R0) ^ b. They hold for 10..200 ppm at 20 degrees C and 65 % humidity; Rs moves by a factor of up to
 * 1.7 over temperature and humidity (figure 4). One sensor cannot tell the gases apart: the curve says what to read it as.
 */
import { ADC_MAX } from "./adc.ts";

/** A power law: ppm = a * (Rs / R0) ^ b. */
interface GasCurve {
  readonly a: number;
  readonly b: number;
}

/**
 * The curves of the datasheet's figure 3, as fitted by the MQSensorsLib project (M. A. Califa Urquiza and others, MQ-135
 * table); carbon dioxide as fitted by D. Gironi. Through these, 100 ppm of ammonia are Rs / R0 = 1.01.
 */
export const GAS_CURVES = {
  /** Carbon monoxide, which smouldering gives off. */
  co: { a: 605.18, b: -3.937 },
  /** Carbon dioxide. Open air has 420 ppm of it, so a limit of 400 makes no sense with this curve. */
  co2: { a: 116.6020682, b: -2.769034857 },
  ammonia: { a: 102.2, b: -2.473 },
  alcohol: { a: 77.255, b: -3.18 },
  toluene: { a: 44.947, b: -3.445 },
  acetone: { a: 34.668, b: -3.369 },
} as const satisfies Record<string, GasCurve>;

/** A gas that the sensor can be read as. */
export type GasName = keyof typeof GAS_CURVES;

/** Rs in clean air over R0 (figure 3). */
export const CLEAN_AIR_RATIO = 3.6;

/**
 * Rs in clean air of a middling sensor, ohms: 3.6 * 76.63 kOhm. Used until the sensor is calibrated. Sensors differ so
 * much that the carbon monoxide read with it may be 40 times too high or too low; clean air then reads 160 ppm at most,
 * below the usual limit of 400, but a limit may also be passed much too late: calibrate.
 */
export const CLEAN_AIR_OHM = 276_000;

/**
 * The highest resistance a sensor can have: 3.6 * 200 kOhm, times 1.7 for cold and dry air, ohms. Above, nothing is
 * connected or the heater is cold. At 10 kOhm load that is below 34 counts; the unconnected input of the captured device
 * reads up to 17.
 */
export const SENSOR_OHM_MAX = 1_224_000;

/**
 * Reported at the most, ppm. The curves end at 200; far beyond them the law runs into absurd numbers, and what matters
 * is that it is much.
 */
export const PPM_MAX = 10_000;

/** How a gas input is read. */
export interface GasSettings {
  readonly curve: GasName;
  /** Load resistor, ohms. */
  readonly loadOhm: number;
  /** Rs in clean air from the calibration, ohms; {@linkcode CLEAN_AIR_OHM} where absent. */
  readonly cleanAirOhm?: number | undefined;
}

/**
 * The sensor's resistance, ohms, or `"implausible"` where no sensor can have it: the input is open, shorted or not
 * fitted. Takes the converter's range as the sensor's supply.
 */
export function sensorOhm(count: number, loadOhm: number): number | "implausible" {
  // A full count would be a resistance of 0.
  if (!(count > 0 && count < ADC_MAX)) return "implausible";
  const ohm = loadOhm * (ADC_MAX / count - 1);
  return ohm > SENSOR_OHM_MAX ? "implausible" : ohm;
}

/** The concentration, ppm, at most {@linkcode PPM_MAX}, or `"implausible"` as {@linkcode sensorOhm}. */
export function gasPpm(count: number, settings: GasSettings): number | "implausible" {
  const ohm = sensorOhm(count, settings.loadOhm);
  if (ohm === "implausible") return ohm;
  const r0Ohm = (settings.cleanAirOhm ?? CLEAN_AIR_OHM) / CLEAN_AIR_RATIO;
  const { a, b } = GAS_CURVES[settings.curve];
  return Math.min(PPM_MAX, a * (ohm / r0Ohm) ** b);
}
