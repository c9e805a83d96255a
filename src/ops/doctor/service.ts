/**
 * Whether the service runs, and all of its parts.
 */
import type { RoleName } from "../../reading/ids.ts";
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface ServiceFacts {
  readonly supervisorRuns: boolean;
  /** Roles that the configuration asks for. */
  readonly wanted: readonly RoleName[];
  /** Roles of which a process runs. */
  readonly running: readonly RoleName[];
  /** What it says of itself; undefined where it was not asked or did not answer. */
  readonly health?: { readonly ready: boolean; readonly line: string };
}

const { fine, warning, failed } = checksOf("service");

/** Judges the service. */
export function checkService({ supervisorRuns, wanted, running, health }: ServiceFacts): Check[] {
  if (!supervisorRuns) {
    return running.length === 0
      ? [warning(
        "The service does not run: nothing is protected now. What follows is what it would find.",
        "Start it: systemctl start embereye",
      )]
      : [failed(
        `The supervisor is gone, and ${
          running.join(", ")
        } go on without it: what fails now is not restarted.`,
        "Restart the service: systemctl restart embereye",
      )];
  }
  const missing = wanted.filter((role) => !running.includes(role));
  const checks = missing.length === 0
    ? [fine(`The service runs with all its parts: ${running.join(", ")}.`)]
    : [failed(
      `The service runs without ${missing.join(", ")}.`,
      "embereye watchdog tells why; embereye logs has the details.",
    )];
  if (health !== undefined && !health.ready) {
    checks.push(failed(`It calls itself ${health.line}.`, "embereye status names what is missing."));
  }
  return checks;
}
