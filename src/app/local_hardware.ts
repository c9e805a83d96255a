/**
 * What hangs on this machine itself, for the sensors role: its own sensors and its contacts.
 */
import type { Config } from "../config/schema.ts";
import { describeUnsupportedSystem, openKernel } from "../hal/linux/libc.ts";
import type { DeviceTrouble } from "./device_troubles.ts";
import { hasLocalHardware } from "./permissions.ts";
import { LocalInputs, type LocalInputsParts } from "./local_inputs.ts";
import { LocalSensors, type LocalSensorsParts } from "./local_sensors.ts";

/** All of it. */
export class LocalHardware {
  readonly #config: Config;
  readonly #sensors: LocalSensors;
  readonly #inputs: LocalInputs;

  constructor(parts: LocalInputsParts & LocalSensorsParts) {
    this.#config = parts.config;
    this.#sensors = new LocalSensors(parts);
    this.#inputs = new LocalInputs(parts);
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return [...this.#sensors.standing, ...this.#inputs.standing];
  }

  /** Runs it until the signal is aborted. Resolves when all is closed. */
  async run(): Promise<void> {
    if (!hasLocalHardware(this.#config)) return;
    const kernel = openKernel();
    if (kernel.ok) {
      await Promise.all([this.#sensors.run(kernel.value), this.#inputs.run(kernel.value)]);
      return;
    }
    const reason = describeUnsupportedSystem(kernel.fault);
    this.#sensors.unsupported(reason);
    this.#inputs.unsupported(reason);
  }
}
