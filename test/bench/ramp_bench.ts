/**
 * More and more frames a second until the service no longer keeps up: the knee, for sites of different sizes.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";

const SIZES = [10, 50, 100, 200];
/** Frames a second of the whole site. The last is beyond what two cores take with the sender on the same machine. */
const RATES = [500, 1_000, 2_000, 4_000, 6_000, 8_000, 12_000];
const STEP_MS = 4_000;
const WARM_UP_MS = 8_000;
/** Metrics of the roles are two seconds old at most. */
const METRICS_MS = 2_500;
/** A step that loses more, or sends less than this part of what was asked, is beyond the knee. The mission allows 0.5 %. */
const LOST_MAX = 0.005;
const SENT_MIN = 0.95;

/** One rate on one site. */
export interface RampStep {
  readonly askedPerSecond: number;
  readonly framesPerSecond: number;
  readonly lostPercent: number;
  /** Of one core, by process. */
  readonly cpuPercent: Readonly<Record<string, number>>;
}

/** The steps of one site. */
export interface Ramp {
  readonly sensors: number;
  /** Frames a second of the last step that was kept up with; 0 where none was. */
  readonly kneePerSecond: number;
  readonly steps: readonly RampStep[];
}

/** Runs for about four minutes. */
export async function benchRamp(
  clock: Clock,
  sizes: readonly number[] = SIZES,
  rates: readonly number[] = RATES,
): Promise<{ ramps: Ramp[]; target: { kneePerSecondOf100: number } }> {
  const ramps: Ramp[] = [];
  for (const sensors of sizes) {
    console.error(`bench: ramp: ${sensors} sensors`);
    ramps.push(await ramp(clock, sensors, rates));
  }
  return { ramps, target: { kneePerSecondOf100: 5_000 } };
}

async function ramp(clock: Clock, sensors: number, rates: readonly number[]): Promise<Ramp> {
  // What a single device may send is not what is measured here.
  const limits = { packetsPerSecond: 100_000, kilobytesPerSecond: 100_000 };
  await using service = await MeasuredService.start(sensors, { limits });
  const fleet = await Fleet.connect(service.sensors, sensors, clock);
  await fleet.stream({ framesPerSecond: 2 * sensors, smallPerSecond: sensors }, WARM_UP_MS);
  await clock.sleep(METRICS_MS);
  const steps: RampStep[] = [];
  let kneePerSecond = 0;
  for (const askedPerSecond of rates) {
    const [sentBefore, arrivedBefore] = [fleet.framesSent, await arrived(service)];
    let cpuPercent: Record<string, number> = {};
    let looking: Promise<void> | undefined;
    const elapsedS = await fleet.stream(
      { framesPerSecond: askedPerSecond, smallPerSecond: sensors },
      STEP_MS,
      (ms) => {
        if (ms > STEP_MS - 1_000) looking ??= cpu(service).then((found) => void (cpuPercent = found));
      },
    );
    await looking;
    await clock.sleep(METRICS_MS);
    const sent = fleet.framesSent - sentBefore;
    const lost = Math.max(0, sent - (await arrived(service) - arrivedBefore)) / sent;
    const framesPerSecond = Math.round(sent / elapsedS);
    steps.push({ askedPerSecond, framesPerSecond, lostPercent: Math.round(lost * 10_000) / 100, cpuPercent });
    if (lost > LOST_MAX || framesPerSecond < SENT_MIN * askedPerSecond) break;
    kneePerSecond = framesPerSecond;
  }
  fleet.close();
  return { sensors, kneePerSecond, steps };
}

function arrived(service: MeasuredService): Promise<number> {
  return service.metric("embereye_readings_total", 'input="thermal"');
}

async function cpu(service: MeasuredService): Promise<Record<string, number>> {
  const { roles } = await service.get("/api/v1/status");
  return Object.fromEntries(
    roles.map((
      { role, cpuPercent }: { role: string; cpuPercent?: number },
    ) => [role, Math.round(cpuPercent ?? NaN)]),
  );
}
