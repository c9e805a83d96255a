/**
 * Everything that can be known of a configuration without running it: its layout, its references, its cameras' sources.
 */
import { checkConfig, type ConfigFault, parseAs } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { fail, type Result } from "../reading/result.ts";
import { cameraFaults } from "./camera_sources.ts";

/** The checked configuration of `text`, or all that is wrong with it. */
export function checkAll(text: string): Result<Config, readonly ConfigFault[]> {
  return parseAs(text, (value) => {
    const checked = checkConfig(value);
    const faults = checked.ok ? cameraFaults(checked.value) : [];
    return faults.length > 0 ? fail(faults) : checked;
  });
}
