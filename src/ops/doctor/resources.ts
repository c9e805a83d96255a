/**
 * Whether each process of the service has its share of the machine, the fire path before cameras before the page.
 */
import { type Check, checksOf } from "./check.ts";

/** One share of one process. */
export interface ShareFacts {
  /** The process's role. */
  readonly subject: string;
  readonly what: "priority" | "processors" | "weight";
  /** As `nice -10`. */
  readonly wanted: string;
  /** Why it was not given, and what to do. */
  readonly refused?: { readonly cause: string; readonly remedy: string };
}

/** What was found. */
export interface ResourcesFacts {
  /** As the service noted them; undefined where it does not run. */
  readonly shares?: readonly ShareFacts[];
  /** Roles of cameras and page that the configuration puts before the fire path. */
  readonly misordered: readonly string[];
}

const { fine, warning } = checksOf("resources");

/** Judges the shares. */
export function checkResources({ shares, misordered }: ResourcesFacts): Check[] {
  const checks: Check[] = [];
  if (misordered.length > 0) {
    checks.push(warning(
      `The configuration puts ${misordered.join(", ")} before the fire path: they can hold up a siren.`,
      "Give them a larger nice than outputs, fusion and sensors have.",
    ));
  }
  if (shares === undefined) {
    return [...checks, fine("Priorities and weights are given at the start of the service.")];
  }
  const given = shares.filter(({ what, refused }) => what !== "weight" && refused === undefined)
    .map(({ subject, wanted }) => `${subject} ${wanted}`);
  if (given.length > 0) checks.push(fine(`Given: ${given.join(", ")}.`));
  const weights = shares.filter(({ what, refused }) => what === "weight" && refused === undefined);
  if (weights.length > 0) checks.push(fine(`Weights are given: ${weights.map(short).join(", ")}.`));
  // One reason as a rule stands for all roles: it is said once.
  const reasons = new Map<string, { shares: ShareFacts[]; remedy: string }>();
  for (const share of shares) {
    if (share.refused === undefined) continue;
    const { cause, remedy } = share.refused;
    const key = `${share.what}: ${cause}`;
    const known = reasons.get(key) ?? { shares: [], remedy };
    known.shares.push(share);
    reasons.set(key, known);
  }
  for (const [key, { shares, remedy }] of reasons) {
    const subjects = shares.map(({ subject }) => subject).join(", ");
    checks.push(warning(`Without ${key} (${subjects}).`, remedy));
  }
  return checks;
}

function short({ subject, wanted }: ShareFacts): string {
  return `${subject} ${wanted.replace(/^weight (\d+).*$/, "$1")}`;
}
