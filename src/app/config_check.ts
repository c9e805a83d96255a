/**
 * Everything that can be known of a configuration without running it: its layout, its references, its cameras' sources.
 */
import { type ConfigFault, parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { cameraSources } from "./camera_sources.ts";
import { UsageError } from "./usage_error.ts";

/** The checked configuration of `text`, or all that is wrong with it. */
export function checkAll(text: string): Result<Config, readonly ConfigFault[]> {
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
