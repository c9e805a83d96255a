/**
 * A simulated room as a thermal sensor sees it, in degrees: walls, a warm machine, somebody passing, and a fire if wanted.
 *
 * For simulators alone. Everything follows from the seed and the time, so a run can be repeated.
 */
import { THERMAL_COLUMNS, THERMAL_PIXELS, THERMAL_ROWS } from "../../reading/reading.ts";
import { mix, uniform } from "./noise.ts";

/** A fire that begins in the simulated room. */
export interface Fire {
  /** On the scene's own time. */
  readonly startMs: number;
  /** Where it begins, in pixels. */
  readonly row: number;
  readonly column: number;
  /** What its middle reaches {@linkcode FIRE_GROWTH_MS} after its start; 180 where absent. */
  readonly peakC?: number;
}

/** From ignition to full heat: slow enough to show the rate of rise, fast enough for a demonstration. */
export const FIRE_GROWTH_MS = 10_000;
const FIRE_PEAK_C = 180;
/** Radius of the hot spot at ignition and when grown, pixels: the rest of the room must stay visible. */
const FIRE_RADIUS_START = 0.8;
const FIRE_RADIUS_GROWN = 3.5;
/** One standard deviation of a pixel's noise: an MLX90640 at 2 Hz has about 0.1 K. */
const NOISE_K = 0.1;
/** The sun and the heating, as far as a room shows them within minutes. */
const DRIFT_K = 0.6;
const DRIFT_PERIOD_MS = 600_000;
/** Somebody crosses the picture for this long, once in each visit period. Skin at a distance; below every alarm limit. */
const CROSSING_MS = 20_000;
const VISIT_PERIOD_MS = 180_000;
const PERSON_C = 31.5;

/** Writes the room of `seed` at time `tMs` into `out`: 768 degrees Celsius, row-major. */
export function renderScene(seed: number, tMs: number, fire: Fire | undefined, out: Float32Array): void {
  const ambientC = 21.5 + 2 * uniform(seed, 1) +
    DRIFT_K * Math.sin(2 * Math.PI * (tMs / DRIFT_PERIOD_MS + uniform(seed, 2)));
  const machineRow = 4 + 16 * uniform(seed, 3);
  const machineColumn = 4 + 24 * uniform(seed, 4);
  const machineK = 1 + 3 * uniform(seed, 5);
  const visitMs = (tMs + VISIT_PERIOD_MS * uniform(seed, 6)) % VISIT_PERIOD_MS;
  const personColumn = visitMs < CROSSING_MS ? -3 + (visitMs / CROSSING_MS) * (THERMAL_COLUMNS + 6) : NaN;
  const noiseSeed = mix(seed, Math.floor(tMs));
  for (let p = 0; p < THERMAL_PIXELS; p++) {
    const row = Math.floor(p / THERMAL_COLUMNS);
    const column = p % THERMAL_COLUMNS;
    // Warm air collects under the ceiling; the far wall is a little cooler.
    let t = ambientC + 2.5 * (1 - row / (THERMAL_ROWS - 1)) + 1.2 * (column / (THERMAL_COLUMNS - 1));
    t += machineK * blob(row - machineRow, column - machineColumn, 9);
    if (Math.abs(column - personColumn) < 6) {
      const here = blob((row - 15) / 3, column - personColumn, 3);
      t += (PERSON_C - t) * here;
    }
    // The sum of two uniform numbers: near enough to a bell curve, with no wild values that could alarm.
    const draw = mix(noiseSeed, p);
    out[p] = t + NOISE_K * 2.45 * (((draw & 0xFFFF) + (draw >>> 16)) / 0xFFFF - 1);
  }
  if (fire !== undefined && tMs > fire.startMs) addFire(fire, tMs, noiseSeed, out);
}

/** A spot that widens and heats up, flickering by some per cent as flames do. */
function addFire(fire: Fire, tMs: number, noiseSeed: number, out: Float32Array): void {
  const growth = Math.min(1, (tMs - fire.startMs) / FIRE_GROWTH_MS);
  const radius = FIRE_RADIUS_START + (FIRE_RADIUS_GROWN - FIRE_RADIUS_START) * growth;
  const heat = growth * (0.95 + 0.05 * uniform(noiseSeed, THERMAL_PIXELS));
  const peakC = fire.peakC ?? FIRE_PEAK_C;
  for (let p = 0; p < THERMAL_PIXELS; p++) {
    const rows = Math.floor(p / THERMAL_COLUMNS) - fire.row;
    const columns = p % THERMAL_COLUMNS - fire.column;
    out[p] += (peakC - out[p]) * heat * blob(rows, columns, radius * radius);
  }
}

/** A round hill of height 1 whose square radius is `square`. */
function blob(rows: number, columns: number, square: number): number {
  return Math.exp(-(rows * rows + columns * columns) / square);
}
