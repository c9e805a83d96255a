/**
 * What hangs on this machine itself: serial sensors, I2C sensors and manual call points, each opened anew for as long as it fails.
 *
 * It must never let one of them hold up another, or the sensors of the network.
 */
import { isConnectionError } from "../bus/channel.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { GpioInputs } from "../hal/gpio/inputs.ts";
import { LinuxI2c } from "../hal/i2c/linux_bus.ts";
import type { Kernel } from "../hal/linux/kernel.ts";
import { describeUnsupportedSystem, openKernel } from "../hal/linux/libc.ts";
import { BusSensor } from "../hal/thermal/mlx90640/bus_sensor.ts";
import { describeChipFault } from "../hal/thermal/mlx90640/bus_sensor_fault.ts";
import { describeSerialFault, SerialPort } from "../hal/uart/serial_port.ts";
import type { Reception } from "../ingest/sensors/reception.ts";
import type { SensorSpec } from "../ingest/sensors/directory.ts";
import type { SwitchReading } from "../reading/reading.ts";
import { receive } from "./receive.ts";

/** What the local sensors need. */
export interface LocalSensorsParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly reception: Reception;
  /** Takes the state of a call point, by the number of its sensor. */
  reading(index: number, reading: SwitchReading): void;
  /** Takes a sentence for the log. */
  note(text: string): void;
  readonly signal: AbortSignal;
}

/** Wait before a serial port is opened again: a cable that was pulled is not back sooner. */
const REOPEN_MS = 1_000;
/** A contact that stays as it is says so this often: fusion forgets what is older than 15 s. */
const REPEAT_MS = 5_000;
/** Call points are numbered from the top, sensors from the bottom: strangers are admitted while running. */
const CALL_POINT_INDEX_TOP = 65_535;

/** The call points as sensors, with the numbers by which reading records name them. */
export function callPointSpecs(
  config: Config,
): Pick<SensorSpec, "index" | "sensorId" | "zoneId" | "admitted">[] {
  return config.callPoints.map(({ id, zone }, i) => ({
    index: CALL_POINT_INDEX_TOP - i,
    sensorId: id,
    zoneId: zone,
    admitted: false,
  }));
}

/** Runs them until the signal is aborted. Resolves when all are closed. */
export async function startLocalSensors(parts: LocalSensorsParts): Promise<void> {
  const { config, reception, note } = parts;
  const attached = reception.specs.filter((spec) => spec.config.attached !== undefined);
  if (attached.length === 0 && config.callPoints.length === 0) return;
  const kernel = openKernel();
  // Their silence then becomes the trouble that names them.
  if (!kernel.ok) return note(describeUnsupportedSystem(kernel.fault));
  await Promise.all([
    ...attached.map((spec) => {
      const { attached } = spec.config;
      return attached!.bus === "serial"
        ? runSerial(parts, kernel.value, attached!.path)
        : runI2c(parts, kernel.value, spec, attached!);
    }),
    runCallPoints(parts, kernel.value),
  ]);
}

async function runSerial(parts: LocalSensorsParts, kernel: Kernel, path: string): Promise<void> {
  const { clock, reception, note, signal } = parts;
  let told: string | undefined;
  while (!signal.aborted) {
    const opened = SerialPort.open(kernel, clock, path);
    let fault = opened.ok ? undefined : opened.fault;
    if (opened.ok) {
      const port = opened.value;
      const close = () => port.close();
      signal.addEventListener("abort", close);
      const connection = reception.open({
        address: path,
        send: (bytes) => {
          port.write(bytes.slice()).catch((error) => {
            if (!isConnectionError(error)) throw error;
          });
        },
        close,
      }, clock.monotonicMs());
      if (connection !== undefined) {
        told = undefined;
        await receive(port, connection, () => clock.monotonicMs());
      }
      signal.removeEventListener("abort", close);
      port.close();
      fault = port.fault;
    }
    const text = fault === undefined ? undefined : describeSerialFault(path, fault);
    if (text !== undefined && text !== told) note(text);
    told = text;
    await clock.sleep(REOPEN_MS, signal).catch(() => undefined);
  }
}

async function runI2c(
  parts: LocalSensorsParts,
  kernel: Kernel,
  spec: SensorSpec,
  wiring: { readonly path: string; readonly address: number; readonly refreshHz: 0.5 | 1 | 2 | 4 | 8 | 16 },
): Promise<void> {
  const { clock, reception, note, signal } = parts;
  const device = reception.local(spec, wiring.path);
  const bus = new LinuxI2c(kernel, wiring.path);
  const sensor = new BusSensor({
    openBus: () => bus.open(),
    address: wiring.address,
    // As the chips leave the factory; what the EEPROM's own control word says, too.
    settings: { refreshHz: wiring.refreshHz, pattern: "chess", resolutionBits: 18 },
    clock,
    sink: {
      eeprom: (words) => device.eeprom(words),
      frame: (words, atMs) => device.frame(words, words.length, atMs),
      fault: (fault) => {
        if (fault === undefined) return note(`${spec.sensorId}: the sensor answers again`);
        note(`${spec.sensorId}: ${describeChipFault(fault)}`);
        device.disconnected(clock.monotonicMs());
      },
    },
  });
  await sensor.run(signal);
}

async function runCallPoints(parts: LocalSensorsParts, kernel: Kernel): Promise<void> {
  const { config, clock, reading, note, signal } = parts;
  if (config.callPoints.length === 0) return;
  const indices = new Map(callPointSpecs(config).map(({ sensorId, index }) => [sensorId, index]));
  /** The levels that are known now; what cannot be read is not told. */
  const levels = new Map<string, boolean>();
  const tell = (id: string, active: boolean, atMs: number) => {
    reading(indices.get(id)!, { kind: "callPoint", sensorId: id, atMs, active });
  };
  const inputs = new GpioInputs({
    kernel,
    clock,
    inputs: config.callPoints.map(({ id, chip, line, activeLow, bias, debounceMs }) => ({
      id,
      role: { kind: "call-point" },
      wiring: { chip, line, activeLow, bias, debounceMs },
    })),
    sink: {
      level: ({ id }, active, atMs) => {
        levels.set(id, active);
        tell(id, active, atMs);
      },
      fault: ({ id }, fault) => {
        levels.delete(id);
        note(`call point ${id}: ${fault ?? "it can be read again"}`);
      },
    },
  });
  const repeat = setInterval(() => {
    for (const [id, active] of levels) tell(id, active, clock.monotonicMs());
  }, REPEAT_MS);
  await inputs.run(signal);
  clearInterval(repeat);
}
