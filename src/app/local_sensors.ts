/**
 * Sensors that hang on this machine itself, on serial ports and I2C buses, each opened anew for as long as it fails.
 *
 * It must never let one of them hold up another, or the sensors of the network.
 */
import { isConnectionError } from "../bus/channel.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { GpioPower } from "../hal/gpio/power_line.ts";
import { LinuxI2c } from "../hal/i2c/linux_bus.ts";
import { describeLineFault, type LineFault } from "../hal/line.ts";
import type { Kernel } from "../hal/linux/kernel.ts";
import { Retry } from "../hal/retry.ts";
import { BusSensor } from "../hal/thermal/mlx90640/bus_sensor.ts";
import { type ChipFault, describeChipFault } from "../hal/thermal/mlx90640/bus_sensor_fault.ts";
import { describeSerialFault, SerialPort } from "../hal/uart/serial_port.ts";
import type { Reception } from "../ingest/sensors/reception.ts";
import type { SensorSpec } from "../ingest/sensors/directory.ts";
import type { Result } from "../reading/result.ts";
import { type DeviceTrouble, DeviceTroubles } from "./device_troubles.ts";
import { receive } from "./receive.ts";

/** What the local sensors need. */
export interface LocalSensorsParts {
  readonly clock: Clock;
  readonly reception: Reception;
  /** Takes a trouble of a device that came or went. */
  fault(trouble: DeviceTrouble): void;
  readonly signal: AbortSignal;
}

type Attached = NonNullable<Config["sensors"][number]["attached"]>;
type OnI2c = Extract<Attached, { bus: "i2c" }>;

/** Wait before a serial port is opened again: a cable that was pulled is not back sooner. */
const REOPEN_MS = 1_000;

/** The sensors on this machine's own buses. */
export class LocalSensors {
  readonly #parts: LocalSensorsParts;
  readonly #troubles: DeviceTroubles;

  constructor(parts: LocalSensorsParts) {
    this.#parts = parts;
    this.#troubles = new DeviceTroubles((trouble) => parts.fault(trouble));
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return this.#troubles.standing;
  }

  /** Runs them until the signal is aborted. Resolves when all are closed. */
  async run(kernel: Kernel): Promise<void> {
    await Promise.all(
      this.#attached().map(({ spec, attached }) =>
        attached.bus === "serial"
          ? this.#runSerial(kernel, spec, attached.path)
          : this.#runI2c(kernel, spec, attached)
      ),
    );
  }

  /** All of them are out of reach on this system. */
  unsupported(reason: string): void {
    for (const { spec } of this.#attached()) this.#troubles.failed(spec.sensorId, "missing", reason);
  }

  #attached(): { readonly spec: SensorSpec; readonly attached: Attached }[] {
    return this.#parts.reception.specs.flatMap((spec) => {
      const { attached } = spec.config;
      return attached === undefined ? [] : [{ spec, attached }];
    });
  }

  async #runSerial(kernel: Kernel, { sensorId }: SensorSpec, path: string): Promise<void> {
    const { clock, reception, signal } = this.#parts;
    while (!signal.aborted) {
      const opened = SerialPort.open(kernel, clock, path);
      let fault = opened.ok ? undefined : opened.fault;
      if (opened.ok) {
        this.#troubles.well(sensorId);
        const port = opened.value;
        const close = () => port.close();
        signal.addEventListener("abort", close);
        const connection = reception.openWired({
          address: path,
          send: (bytes) => {
            port.write(bytes.slice()).catch((error) => {
              if (!isConnectionError(error)) throw error;
            });
          },
          close,
        }, clock.monotonicMs());
        await receive(port, connection, clock);
        signal.removeEventListener("abort", close);
        port.close();
        fault = port.fault;
      }
      if (fault !== undefined) {
        this.#troubles.failed(sensorId, fault.kind, describeSerialFault(path, fault));
      }
      await clock.sleep(REOPEN_MS, signal).catch(() => undefined);
    }
  }

  async #runI2c(kernel: Kernel, spec: SensorSpec, wiring: OnI2c): Promise<void> {
    const { clock, reception, signal } = this.#parts;
    const device = reception.local(spec, wiring.path);
    const bus = new LinuxI2c(kernel, wiring.path);
    const power = wiring.power === undefined
      ? undefined
      : new GpioPower(kernel, clock, wiring.power, spec.sensorId);
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
          if (fault === undefined) return this.#troubles.well(spec.sensorId);
          const detail = `${spec.sensorId}: ${describeChipFault(fault)}`;
          this.#troubles.failed(spec.sensorId, kindOf(fault), detail);
          device.disconnected(clock.monotonicMs());
        },
      },
      ...(power === undefined ? {} : {
        powerCycle: async (signal) => this.#supplied(spec, await power.cycle(signal)),
      }),
    });
    const supplying = power === undefined ? undefined : this.#supply(spec, power);
    await sensor.run(signal);
    await supplying;
    power?.close();
  }

  /**
   * Keeps the supply on, from the start: off since the last run, it would leave the sensor dead until the first power cycle. A line
   * that is not to be had yet, as before its chip has its group, is tried for ever.
   */
  async #supply(spec: SensorSpec, power: GpioPower): Promise<void> {
    const { clock, signal } = this.#parts;
    const retry = new Retry();
    while (!signal.aborted) {
      const startMs = clock.monotonicMs();
      const supplied = power.on();
      if (supplied !== undefined) this.#supplied(spec, supplied);
      if (supplied?.ok) retry.succeeded();
      const pauseMs = supplied?.ok === false ? retry.failed(clock.monotonicMs() - startMs) : SUPPLY_MS;
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  /** A supply that cannot be switched is a trouble of its own: the sensor may well work. */
  #supplied({ sensorId }: SensorSpec, switched: Result<void, LineFault>): Result<void, LineFault> {
    const subject = `${sensorId.slice(0, SUPPLY_ID_CHARS_MAX)} supply`;
    if (switched.ok) this.#troubles.well(subject);
    else this.#troubles.failed(subject, switched.fault.kind, describeLineFault(subject, switched.fault));
    return switched;
  }
}

/** Between two looks at a supply that is on. */
const SUPPLY_MS = 2_000;
/** Of the id of the sensor; what is longer would not fit the subject of a trouble. */
const SUPPLY_ID_CHARS_MAX = 57;

/** What stands in the way, of the bus or of the line that supplies the chip. */
function kindOf(fault: ChipFault): string {
  return fault.kind === "bus" || fault.kind === "power" ? fault.fault.kind : "failed";
}
