/**
 * Where a camera and a thermal sensor are registered to one another: heat and sight at one place need less of each.
 *
 * Each alone may be a lamp or a warm machine, and both may be in one zone by chance. At one place they confirm each other. It
 * never takes anything away: what alarms without it alarms all the same.
 */
import { project } from "../reading/homography.ts";
import { THERMAL_COLUMNS, THERMAL_ROWS, type VisionReading } from "../reading/reading.ts";
import type { Sensor } from "./sensor.ts";
import type { Registration } from "./settings.ts";
import type { FusionState } from "./state.ts";

/** Part of the zone's score that is enough at a place that is hot. Lower, and the model's doubts would count as sights. */
export const OVERLAP_SCORE_PART = 0.75;
/** Kelvins below the zone's pre-alarm that are enough where a camera sees something. More would reach a person's skin (33 C). */
export const OVERLAP_HEAT_K = 5;
/**
 * How far the hot spot may lie outside of what the camera marks, in parts of its picture: a flame's heat is above its light, and
 * the marks were placed by hand. More would join neighbours.
 */
export const OVERLAP_MARGIN = 0.06;

/** Heat at the place that a camera marks. */
export interface Overlap {
  readonly sensor: Sensor;
  /** Hottest pixel, degrees Celsius. */
  readonly maxC: number;
  /** What was enough here. */
  readonly limitC: number;
}

/** The hottest of the registered sensors whose hot spot lies where the camera marks something; undefined where none does. */
export function overlapOf(
  state: FusionState,
  registered: readonly Registration[],
  reading: VisionReading,
  preAlarmC: number,
): Overlap | undefined {
  const { x, y, width, height } = reading;
  // A model that only knows the picture as a whole marks no place.
  if (!(width > 0 && height > 0)) return undefined;
  const limitC = preAlarmC - OVERLAP_HEAT_K;
  let hottest: Overlap | undefined;
  for (const { sensorId, toCamera } of registered) {
    const sensor = state.sensors.get(sensorId);
    if (sensor === undefined || !isTrusted(sensor)) continue;
    const { maxC, hotSpotIndex } = sensor.thermal;
    if (!(maxC >= limitC) || maxC <= (hottest?.maxC ?? -Infinity)) continue;
    const spot = project(toCamera, placeOfPixel(hotSpotIndex));
    if (spot === undefined) continue;
    const isThere = Math.abs(spot.x - x) <= width / 2 + OVERLAP_MARGIN &&
      Math.abs(spot.y - y) <= height / 2 + OVERLAP_MARGIN;
    if (isThere) hottest = { sensor, maxC, limitC };
  }
  return hottest;
}

/** The middle of a thermal pixel, in parts of the thermal picture. */
export function placeOfPixel(index: number): { readonly x: number; readonly y: number } {
  const column = index % THERMAL_COLUMNS;
  return {
    x: (column + 0.5) / THERMAL_COLUMNS,
    y: ((index - column) / THERMAL_COLUMNS + 0.5) / THERMAL_ROWS,
  };
}

/** Its last picture is of now, and believable. */
function isTrusted(sensor: Sensor): boolean {
  const track = sensor.track("thermal");
  return track !== undefined && track.fresh && !track.implausible && !sensor.frozen &&
    sensor.disablement === undefined;
}
