/**
 * What a schema cannot see of the box's own hardware: lines that two things want, ids that two things have.
 */
import type { ConfigFault } from "./load.ts";
import type { Config } from "./schema.ts";

/** One line of a GPIO chip, and where the configuration names it. */
export interface ConfiguredLine {
  readonly path: string;
  /** What it is for, in words, as `siren bell`. */
  readonly purpose: string;
  readonly chip: string;
  readonly line: string | number;
}

/** Every GPIO line that the configuration names. */
export function configuredLines(config: Config): ConfiguredLine[] {
  const lines: ConfiguredLine[] = [];
  const add = (path: string, purpose: string, { chip, line }: { chip: string; line: string | number }) =>
    lines.push({ path, purpose, chip, line });
  config.outputs.forEach((output, i) => {
    const { id, kind, driver, feedback } = output;
    if (driver === "gpio") add(`outputs[${i}]`, `${kind} ${id}`, output);
    if (feedback !== undefined) add(`outputs[${i}].feedback`, `feedback of ${kind} ${id}`, feedback);
  });
  config.callPoints.forEach((point, i) => add(`callPoints[${i}]`, `call point ${point.id}`, point));
  config.inputs.forEach((input, i) => add(`inputs[${i}]`, `${input.kind} contact ${input.id}`, input));
  config.sensors.forEach(({ id, attached }, i) => {
    if (attached?.bus === "i2c" && attached.power !== undefined) {
      add(`sensors[${i}].attached.power`, `supply of sensor ${id}`, attached.power);
    }
  });
  return lines;
}

/** Lines, buses and ids that are given twice. */
export function checkHardware(config: Config): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const seen = new Map<string, string>();
  for (const { path, chip, line } of configuredLines(config)) {
    const key = JSON.stringify([chip, line]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    else {
      faults.push({ path: `${path}.line`, message: `line ${line} of '${chip}' is ${first}'s already` });
    }
  }
  const places = new Map<string, number>();
  config.sensors.forEach(({ attached }, i) => {
    if (attached === undefined) return;
    const key = attached.bus === "serial" ? attached.path : `${attached.path} ${attached.address}`;
    const first = places.get(key);
    if (first === undefined) places.set(key, i);
    else {
      const what = attached.bus === "serial"
        ? `serial port ${attached.path}`
        : `address 0x${attached.address.toString(16)} of ${attached.path}`;
      faults.push({
        path: `sensors[${i}].attached`,
        message: `${what} is sensors[${first}].attached's already`,
      });
    }
  });
  // A trouble names its subject by the id alone.
  const taken = new Map<string, string>([
    ...config.sensors.map(({ id }): [string, string] => [id, "a sensor's"]),
    ...config.cameras.map(({ id }): [string, string] => [id, "a camera's"]),
    ...config.callPoints.map(({ id }): [string, string] => [id, "a call point's"]),
    ...config.outputs.map(({ id }): [string, string] => [id, "an output's"]),
  ]);
  config.inputs.forEach(({ id }, i) => {
    const owner = taken.get(id);
    if (owner === undefined) taken.set(id, `inputs[${i}]'s`);
    else faults.push({ path: `inputs[${i}].id`, message: `'${id}' is ${owner} already` });
  });
  return faults;
}
