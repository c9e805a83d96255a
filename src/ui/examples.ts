/**
 * An example of each answer, body and query of the API, for the OpenAPI document. A test holds each against its schema.
 */
import { ACT_EXAMPLES } from "./examples/acts.ts";
import { PAST_EXAMPLES } from "./examples/past.ts";
import { alarm, type Examples, trouble } from "./examples/samples.ts";
import { SET_UP_EXAMPLES } from "./examples/set_up.ts";
import { STATE_EXAMPLES } from "./examples/state.ts";
import { TECHNICIAN_EXAMPLES } from "./examples/technician.ts";

export type { Example } from "./examples/samples.ts";

/** By operation. */
export const EXAMPLES: Examples = {
  ...STATE_EXAMPLES,
  ...SET_UP_EXAMPLES,
  ...PAST_EXAMPLES,
  ...TECHNICIAN_EXAMPLES,
  ...ACT_EXAMPLES,
};

/** An id of a path, by where it stands. */
export function pathExample(path: string): string {
  if (path.startsWith("/zones")) return "boiler";
  if (path.startsWith("/sensors")) return "boiler-1";
  if (path.startsWith("/cameras")) return "yard";
  if (path.startsWith("/troubles")) return trouble.id;
  if (path.startsWith("/alarms")) return alarm.id;
  if (path.startsWith("/config")) return "11";
  if (path.startsWith("/baselines")) return "boiler-1";
  if (path.startsWith("/notify")) return "ops";
  return "7d8f0f2e-5f0e-4a8f-9c1d-2b1f7a9e3c55";
}
