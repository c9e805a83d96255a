/**
 * An output of the configuration as the outputs role is told of it.
 */
import type { OutputConfig, ZoneConfig } from "../config/schema.ts";
import type { OutputSpec } from "../outputs/outputs_state.ts";

/** The output with the zones that sound it. */
export function specOf(output: OutputConfig, zones: readonly ZoneConfig[]): OutputSpec {
  const { id, kind, role } = output;
  return {
    id,
    kind,
    ...(role === undefined ? {} : { role }),
    zones: zones.filter(({ sirens }) => sirens === undefined || sirens.includes(id)).map((zone) => zone.id),
  };
}
