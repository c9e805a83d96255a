/**
 * `embereye check`: says all that is wrong with a configuration file.
 */
import { type ConfigFault, describeFaults, parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { cameraSources } from "./camera_sources.ts";
import { readConfigFile } from "./config_file.ts";
import { UsageError } from "./usage_error.ts";

/** Checks `file`. Exit code 0 when it is fine, 2 when it is not. */
export async function check(file: string, options: { readonly json?: boolean }): Promise<number> {
  const result = checkAll(await readConfigFile(file));
  if (options.json) {
    console.log(JSON.stringify(result.ok ? { ok: true } : { ok: false, faults: result.fault }, null, 2));
  } else if (result.ok) {
    const { zones, sensors, outputs } = result.value;
    console.log(
      `${file} is fine: ${count(zones.length, "zone")}, ${count(sensors.length, "sensor")}, ` +
        `${count(outputs.length, "output")}.`,
    );
  } else {
    console.error(`${file} is refused:\n${describeFaults(result.fault)}`);
  }
  return result.ok ? 0 : 2;
}

/** Everything that can be known without starting: also whether the cameras' sources are such. */
function checkAll(text: string): Result<Config, readonly ConfigFault[]> {
  const parsed = parseConfig(text);
  if (!parsed.ok) return parsed;
  try {
    cameraSources(parsed.value);
    return ok(parsed.value);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return fail(error.message.split("\n").map((message) => ({ path: "", message })));
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
