/**
 * Measures what one reading costs in fusion, on sites of different sizes: the cost must not grow with the site.
 */
import type { FusionInput } from "../../src/fusion/input.ts";
import { FUSION_DEFAULTS, type FusionSettings, ZONE_LIMITS } from "../../src/fusion/settings.ts";
import { createFusion, step } from "../../src/fusion/step.ts";
import type { ThermalReading } from "../../src/reading/reading.ts";

/** Microseconds, the best of several rounds, as other processes only ever add to the time. */
export interface FusionSiteFigures {
  readonly sensors: number;
  readonly zones: number;
  /** A thermal reading of a quiet room. */
  readonly thermalUs: number;
  /** A smoke reading far below its limit. */
  readonly smokeUs: number;
  /** A thermal reading of a fire in a zone whose alarm stands. */
  readonly fireUs: number;
  /** One tick, which looks at every sensor and zone. */
  readonly tickUs: number;
}

/** What the benchmark found. */
export interface FusionBench {
  readonly sites: readonly FusionSiteFigures[];
  /** Thermal cost with the most sensors over that with the fewest. */
  readonly growth: number;
}

const ROUNDS = 12;
const READINGS = 20_000;
const TICKS = 200;

/** Runs for about a second. */
export function benchFusion(): FusionBench {
  const sites = [10, 100, 1_000].map(benchSite);
  return { sites, growth: sites[sites.length - 1].thermalUs / sites[0].thermalUs };
}

function benchSite(sensors: number): FusionSiteFigures {
  const zones = Math.max(1, Math.round(sensors / 10));
  const now = { monoMs: 1_000, wallMs: 1_000 };
  const state = createFusion(1, settingsOf(sensors, zones), now);
  step(state, { kind: "restored", alarms: [], troubles: [], disablements: [], released: [] }, now);
  step(state, { kind: "recovered", latched: [], released: [] }, now);
  const tick: FusionInput = { kind: "tick" };
  // Readings are changed in place, so that the benchmark measures fusion and not the making of readings.
  const pictures = Array.from({ length: sensors }, (_, i) => pictureOf(`sensor-${i}`));
  const levels = Array.from(
    { length: sensors },
    (_, i) => ({ kind: "smoke" as const, sensorId: `sensor-${i}`, atMs: 0, value: 3 }),
  );
  let turn = 0;
  const thermal = (maxC: number) => () => {
    now.monoMs += 0.05;
    const picture = pictures[turn % sensors];
    picture.maxC = maxC + (turn & 3) * 0.1;
    picture.hotCluster = maxC >= 40 ? 4 : 0;
    picture.fingerprint = turn++;
    picture.atMs = now.monoMs;
    step(state, picture, now);
  };
  const smoke = () => {
    now.monoMs += 0.05;
    const level = levels[turn++ % sensors];
    level.atMs = now.monoMs;
    step(state, level, now);
  };
  const thermalUs = best(READINGS, thermal(24));
  const smokeUs = best(READINGS, smoke);
  const tickUs = best(TICKS, () => {
    now.monoMs += 1;
    step(state, tick, now);
  });
  if (state.alarms.size > 0) throw new Error("bench: a quiet site raised an alarm");
  const fireUs = best(READINGS, thermal(90));
  if (state.alarms.size !== zones) throw new Error(`bench: ${state.alarms.size} of ${zones} zones alarmed`);
  return { sensors, zones, thermalUs, smokeUs, fireUs, tickUs };
}

function settingsOf(sensors: number, zones: number): FusionSettings {
  return {
    ...FUSION_DEFAULTS,
    zones: Array.from({ length: zones }, (_, i) => ({
      id: `zone-${i}`,
      name: `Zone ${i}`,
      limits: ZONE_LIMITS,
      pattern: "temporal-3" as const,
    })),
    sensors: Array.from({ length: sensors }, (_, i) => ({ id: `sensor-${i}`, zoneId: `zone-${i % zones}` })),
    sirenIds: ["siren"],
    // The benchmark's time is not that of a site: nothing may count as missing.
    neverHeardMs: Infinity,
  };
}

function pictureOf(sensorId: string): { -readonly [K in keyof ThermalReading]: ThermalReading[K] } {
  return {
    kind: "thermal",
    sensorId,
    atMs: 0,
    maxC: 24,
    minC: 20,
    meanC: 22,
    hotSpotC: 23,
    hotSpotIndex: 300,
    hotPixels: 0,
    hotCluster: 0,
    validPixels: 768,
    taC: 30,
    vddV: 3.3,
    fingerprint: 0,
  };
}

function best(times: number, run: () => void): number {
  let bestUs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    for (let time = 0; time < times; time++) run();
    bestUs = Math.min(bestUs, (performance.now() - startMs) * 1000 / times);
  }
  return bestUs;
}
