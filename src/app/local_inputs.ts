/**
 * The contacts on this machine's GPIO lines: manual call points, which report a fire, and tamper and mains-fail contacts, which tell
 * of the box itself. Each is opened anew for as long as it fails.
 */
import type { Clock } from "../clock/clock.ts";
import type { BoxInputConfig, Config } from "../config/schema.ts";
import { describeInputFault, type InputSpec } from "../hal/gpio/input_keeper.ts";
import { GpioInputs } from "../hal/gpio/inputs.ts";
import type { Kernel } from "../hal/linux/kernel.ts";
import type { SensorSpec } from "../ingest/sensors/directory.ts";
import type { SwitchReading } from "../reading/reading.ts";
import { type DeviceTrouble, DeviceTroubles } from "./device_troubles.ts";

/** What the contacts need. */
export interface LocalInputsParts {
  readonly config: Config;
  readonly clock: Clock;
  /** Takes the state of a call point, by the number of its sensor. */
  reading(index: number, reading: SwitchReading): void;
  /** Takes a trouble of the box or of a device that came or went. */
  fault(trouble: DeviceTrouble): void;
  readonly signal: AbortSignal;
}

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

/** The contacts of one box. */
export class LocalInputs {
  readonly #parts: LocalInputsParts;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #boxInputs: ReadonlyMap<string, BoxInputConfig>;
  /** Levels of the call points that are known now; what cannot be read is not told. */
  readonly #pressed = new Map<string, boolean>();
  /** Troubles of the box that stand, by the contact that tells them. */
  readonly #active = new Map<string, DeviceTrouble>();
  readonly #troubles: DeviceTroubles;

  constructor(parts: LocalInputsParts) {
    const { config } = parts;
    this.#parts = parts;
    this.#indices = new Map(callPointSpecs(config).map(({ sensorId, index }) => [sensorId, index]));
    this.#boxInputs = new Map(config.inputs.map((input) => [input.id, input]));
    this.#troubles = new DeviceTroubles((trouble) => parts.fault(trouble));
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return [...this.#troubles.standing, ...this.#active.values()];
  }

  /** Watches them until the signal is aborted. */
  async run(kernel: Kernel): Promise<void> {
    const { config, clock, signal } = this.#parts;
    const inputs = inputSpecs(config);
    if (inputs.length === 0) return;
    const gpio = new GpioInputs({
      kernel,
      clock,
      inputs,
      sink: {
        level: (spec, active, atMs) => this.#level(spec, active, atMs),
        fault: ({ id }, fault) => {
          this.#pressed.delete(id);
          if (fault === undefined) this.#troubles.well(id);
          else this.#troubles.failed(id, fault.kind, describeInputFault(id, fault));
        },
      },
    });
    const repeat = setInterval(() => {
      for (const [id, active] of this.#pressed) this.#tellCallPoint(id, active, clock.monotonicMs());
    }, REPEAT_MS);
    await gpio.run(signal);
    clearInterval(repeat);
  }

  /** All of them are out of reach on this system. */
  unsupported(reason: string): void {
    for (const { id } of inputSpecs(this.#parts.config)) this.#troubles.failed(id, "missing", reason);
  }

  #level({ id }: InputSpec, active: boolean, atMs: number): void {
    const input = this.#boxInputs.get(id);
    if (input === undefined) {
      this.#pressed.set(id, active);
      return this.#tellCallPoint(id, active, atMs);
    }
    const before = this.#active.get(id);
    if (active === (before !== undefined)) return;
    const trouble: DeviceTrouble = before ?? {
      kind: "fault",
      code: input.kind === "tamper" ? "tamper" : "mains-failed",
      subject: id,
      active: true,
      detail: describeBoxInput(input),
    };
    if (active) this.#active.set(id, trouble);
    else this.#active.delete(id);
    this.#parts.fault({ ...trouble, active });
  }

  #tellCallPoint(id: string, active: boolean, atMs: number): void {
    this.#parts.reading(this.#indices.get(id)!, { kind: "callPoint", sensorId: id, atMs, active });
  }
}

function inputSpecs(config: Config): InputSpec[] {
  return [
    ...config.callPoints.map((point): InputSpec => ({
      id: point.id,
      role: { kind: "call-point" },
      wiring: point,
    })),
    ...config.inputs.map((input): InputSpec => ({
      id: input.id,
      role: { kind: input.kind },
      wiring: input,
    })),
  ];
}

/** What an active contact means, as a sentence. */
function describeBoxInput({ id, name, kind }: BoxInputConfig): string {
  const called = name ?? id;
  return kind === "tamper"
    ? `${called}: the housing is open`
    : `${called}: the mains supply has failed, the box runs from its battery`;
}
