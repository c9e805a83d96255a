/**
 * Whether the configuration can be used, and whether it is the one in use.
 */
import { unreachable } from "../../reading/result.ts";
import { type Check, checksOf } from "./check.ts";

/** What became of the file. */
export type ConfigurationOutcome =
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly detail: string }
  /** All that is wrong, one sentence each. */
  | { readonly kind: "refused"; readonly faults: readonly string[] }
  | {
    readonly kind: "fine";
    /** As people count it: `2 zones, 3 sensors, 1 output`. */
    readonly counts: string;
    /** Outputs that drive nothing. */
    readonly simulated: readonly string[];
    /** Passwords stand in it. */
    readonly hasSecrets: boolean;
    /** Permission bits; undefined where the system has none. */
    readonly mode?: number;
    /** The running service was started with another content. */
    readonly isOutdated: boolean;
  };

/** What was found. */
export interface ConfigurationFacts {
  readonly path: string;
  readonly outcome: ConfigurationOutcome;
}

const { fine, warning, failed } = checksOf("configuration");
/** Faults that are shown: the first ones are mended first, and `check` shows all. */
const FAULTS_SHOWN = 3;

/** Judges the configuration. */
export function checkConfiguration({ path, outcome }: ConfigurationFacts): Check[] {
  switch (outcome.kind) {
    case "missing":
      return [failed(`There is no ${path}.`, "Write one, or name it: embereye doctor --config FILE")];
    case "unreadable":
      return [failed(
        `${path} cannot be read: ${outcome.detail}.`,
        "Run this as root or as the service's user.",
      )];
    case "refused": {
      const shown = outcome.faults.slice(0, FAULTS_SHOWN);
      const more = outcome.faults.length - shown.length;
      const found = `${path} is refused: ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
      return [failed(found, `Mend it: embereye check ${path} names everything that is wrong.`)];
    }
    case "fine":
      return [fine(`${path} is fine: ${outcome.counts}.`), ...remarks(path, outcome)];
    default:
      return unreachable(outcome);
  }
}

function remarks(path: string, outcome: Extract<ConfigurationOutcome, { kind: "fine" }>): Check[] {
  const { simulated, hasSecrets, mode, isOutdated } = outcome;
  const checks: Check[] = [];
  if (simulated.length > 0) {
    checks.push(warning(
      `Simulated outputs drive nothing: ${simulated.join(", ")}.`,
      "Give them driver: gpio with chip and line; the devices below name what is there.",
    ));
  }
  if (hasSecrets && mode !== undefined && (mode & 0o077) !== 0) {
    checks.push(warning(
      `${path} holds passwords and is open to others (mode ${(mode & 0o777).toString(8)}).`,
      `chown embereye ${path} && chmod 600 ${path}`,
    ));
  }
  if (isOutdated) {
    checks.push(warning(
      "The service was started with another configuration than this file's.",
      "Restart it to use the file: systemctl restart embereye",
    ));
  }
  return checks;
}
