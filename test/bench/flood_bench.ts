/**
 * Sensors of the site while strangers from thousands of other addresses press in: alarm latency and memory.
 */
import { fileURLToPath } from "node:url";
import type { Clock } from "../../src/clock/clock.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";

const FLOOD = fileURLToPath(new URL("../firewall/flood.ts", import.meta.url));
const SENSORS = 20;
const FRAMES_PER_SECOND = SENSORS * 8;
/** Hostile connections a second. */
const HOSTILE = 5_000;
const IGNITE_EVERY_MS = 400;
/** Between two looks at memory in a long run. */
const LOOK_MS = 10_000;
/** Until all sensors have burned and memory has been looked at. */
const SECONDS_MIN = 15;

/** What the service does while it is flooded for `seconds`. */
export async function benchFlood(clock: Clock, seconds = SECONDS_MIN) {
  await using service = await MeasuredService.start(SENSORS, { allow: ["127.0.0.1"] });
  const fleet = await Fleet.connect(service.sensors, SENSORS, clock);
  const rates = { framesPerSecond: FRAMES_PER_SECOND, smallPerSecond: FRAMES_PER_SECOND };
  await fleet.stream(rates, 10_000);
  const startedMs = clock.monotonicMs();
  const memory: { atS: number; sensorsMb: number; turnedAway: number }[] = [];
  const turnedAway = () => service.metric("embereye_refused_total", 'reason="not-allowed"');
  const lookAtMemory = async () => {
    const { sensors } = await service.memory();
    memory.push({
      atS: Math.round((clock.monotonicMs() - startedMs) / 1000),
      sensorsMb: Math.round(sensors / 1024 / 1024),
      turnedAway: await turnedAway(),
    });
  };
  await lookAtMemory();
  const flood = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      FLOOD,
      String(service.sensors.port),
      String(HOSTILE),
      String(Math.max(seconds, SECONDS_MIN)),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const flooded = flood.output();
  await fleet.stream(rates, 3_000);
  await lookAtMemory();
  const writtenAtMs = new Map<string, number>();
  let next = 0;
  let burning = Promise.resolve();
  await fleet.stream(rates, IGNITE_EVERY_MS * (SENSORS + 2), (elapsedMs) => {
    if (next >= SENSORS || elapsedMs < next * IGNITE_EVERY_MS) return;
    const device = fleet.devices[next];
    const siren = `siren${next++}`;
    burning = burning.then(async () => {
      while (device.busy) await clock.sleep(1);
      device.busy = true;
      await device.sendHot();
      writtenAtMs.set(siren, clock.monotonicMs());
      await device.sendHot();
      device.busy = false;
    });
  });
  await burning;
  await lookAtMemory();
  while (clock.monotonicMs() - startedMs < seconds * 1000) {
    await fleet.stream(rates, LOOK_MS);
    await lookAtMemory();
  }
  const { count, perSecond } = JSON.parse(new TextDecoder().decode((await flooded).stdout));
  await clock.sleep(3_000);
  await lookAtMemory();
  const trace = await service.trace();
  const latencies = [...writtenAtMs].flatMap(([siren, atMs]) => {
    const set = trace.find(({ line, event, on }) => line === siren && event === "set" && on);
    return set === undefined ? [] : [set.atMs - atMs];
  });
  const refused = await turnedAway();
  fleet.close();
  return {
    hostile: { connections: count, perSecond, turnedAway: refused },
    alarms: {
      of: SENSORS,
      sounded: latencies.length,
      p50Ms: quantile(latencies, 0.5),
      p95Ms: quantile(latencies, 0.95),
    },
    memory,
    target: { hostilePerSecond: HOSTILE, alarmP95MsBelow: 20, memory: "flat" },
  };
}
